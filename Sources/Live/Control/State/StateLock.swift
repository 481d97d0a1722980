import Glibc

/// The one portal that writes a state: it holds a lock on a file beside it, which tells its process.
///
/// A file of its own: closing any descriptor of the database would take SQLite's own locks away (fcntl(2)).
final class StateLock {
  private let descriptor: Descriptor

  init(beside path: String) throws(StateProblem) {
    let file = path + ".lock"
    let number = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw StateProblem(path, .system(String(cString: strerror(errno)))) }
    descriptor = Descriptor(owning: number)
    guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      guard reason == EWOULDBLOCK else { throw StateProblem(path, .system(String(cString: strerror(reason)))) }
      throw StateProblem(path, .inUse(by: Self.holder(number)))
    }
    let process = Array("process \(getpid())\n".utf8)
    _ = ftruncate(number, 0)
    _ = pwrite(number, process, process.count, 0)
  }

  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
    let line = String(decoding: bytes.prefix(count).prefix { $0 != 0x0a }, as: UTF8.self)
    return line.isEmpty ? "another process" : line
  }
}
