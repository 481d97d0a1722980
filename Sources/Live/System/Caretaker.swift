import CLinux
import Glibc

/// What a node leaves behind that it may not take away itself, because it has become another user: a process of its own,
/// which may, waits for the node's end and does it.
///
/// It knows the files from the beginning and takes no orders but one, so that nobody gains by it who takes a node over.
package final class Caretaker {
  private var pipe: Descriptor?
  private let process: pid_t

  /// To be made while the process has one thread, and before it becomes somebody else.
  ///
  /// - Parameters:
  ///   - certain: files that go whatever the node's end is.
  ///   - inOrder: files that go when the node says that its end is in order.
  package init(certain: [String], inOrder: [String]) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw SystemError(.caretaker) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (read, write) = (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    process = cl_fork()
    guard process >= 0 else { throw SystemError(.caretaker) }
    if process == 0 { Self.wait(at: read.number, certain, inOrder) }
    pipe = write
  }

  /// The node has ended; returns when all is gone.
  ///
  /// - Parameter isInOrder: whether what goes then goes.
  package func finish(isInOrder: Bool) {
    var byte: UInt8 = 1
    if isInOrder, let pipe { while write(pipe.number, &byte, 1) < 0, errno == EINTR {} }
    pipe = nil
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
  }

  /// The life of the other process.
  private static func wait(at pipe: Int32, _ certain: [String], _ inOrder: [String]) -> Never {
    // Nothing of the node stays open because of it, and what ends the node at a terminal leaves it alone.
    guard dup2(pipe, STDIN_FILENO) == 0 else { _exit(1) }
    for number in openFiles where number != STDIN_FILENO { close(number) }
    for number in SIGHUP...SIGTERM { signal(number, SIG_IGN) }
    let files = (certain + inOrder).map { (path: $0, number: number(of: $0)) }
    var byte: UInt8 = 0
    var isInOrder = false
    while true {
      let count = read(STDIN_FILENO, &byte, 1)
      guard count != 0 else { break }
      if count > 0 { isInOrder = true } else if errno != EINTR { break }
    }
    for file in files.prefix(isInOrder ? files.count : certain.count) {
      // One that has been replaced by now is another node's.
      if file.number == nil || file.number == number(of: file.path) { unlink(file.path) }
    }
    _exit(0)
  }

  private static var openFiles: [Int32] {
    guard let listing = opendir("/proc/self/fd") else { return [] }
    defer { closedir(listing) }
    var numbers: [Int32] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let number = Int32(name), number != dirfd(listing) { numbers.append(number) }
    }
    return numbers
  }

  /// What the kernel numbers a file by; nil where there is none.
  private static func number(of path: String) -> UInt? {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt(status.st_ino) : nil
  }
}
