import CLinux
import Glibc

/// What a node leaves behind that it may not take away itself, because it has become another user: a process of its own,
/// which may, waits for the node's end and does it.
///
/// It knows the files from the beginning and takes no orders but one, so that nobody gains by it who takes a node over.
package final class Caretaker {
  private var pipe: Descriptor?
  private let process: pid_t

  /// To be made before the process has threads and before it becomes somebody else.
  ///
  /// - Parameters:
  ///   - certain: files that go whatever the node's end is.
  ///   - inOrder: files that go when the node says that its end is in order.
  package init(certain: [String], inOrder: [String]) throws(SystemError) {
    let paths = (certain + inOrder).map { strdup($0) }
    defer { for path in paths { free(path) } }
    let pointers = paths.map { UnsafePointer($0) }
    var process: pid_t = 0
    pipe = try Descriptor(cl_caretaker(pointers, Int32(paths.count), Int32(certain.count), &process), of: .caretaker)
    self.process = process
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
}
