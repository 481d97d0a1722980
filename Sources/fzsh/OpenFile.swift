import Glibc
import Shell

/// A file of any length that is read from its start to its end: a capture on disk, a named pipe, `/dev/stdin`.
final class OpenFile {
  private static let chunk = 256 * 1024

  private let path: String
  private let descriptor: Int32

  init(path: String) throws(FileProblem) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileProblem(path: path, reason: words(forErrno: errno)) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Nil at the end of the file.
  func next() throws(FileProblem) -> [UInt8]? {
    var failure: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, filled in
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 { failure = errno }
      filled = max(0, count)
    }
    guard failure == 0 else {
      // A signal that asks for nothing is no failure.
      if failure == EINTR, !Signals.isInterrupted { return try next() }
      throw FileProblem(path: path, reason: words(forErrno: failure))
    }
    return chunk.isEmpty ? nil : chunk
  }
}
