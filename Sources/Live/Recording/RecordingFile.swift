import Base
import Glibc

/// A file that is only appended to, for its owner alone: what is recorded holds keys.
package final class RecordingFile {
  package let path: String
  /// In bytes; with the write that reaches it the recording ends.
  package let limit: Int
  private let descriptor: Descriptor
  private(set) var length = 0
  private let isOwn: Bool

  /// Our own: enough for an hour of an office, and no disk is full of it.
  package static let usualLimit = 256 << 20
  /// Our own: below it nothing worth a look fits in.
  package static let leastLimit = 64 << 10

  /// - Throws: where it is there already: no recording takes another one's place.
  package init(creating path: String, limit: Int) throws(SystemError) {
    (self.path, self.limit, isOwn) = (path, limit, true)
    descriptor = try Descriptor(
      open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600), of: .recording(path))
    // A file that may grow no more is an error like another, and not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Takes an open file over.
  init(_ path: String, owning descriptor: Descriptor, limit: Int) {
    (self.path, self.descriptor, self.limit, isOwn) = (path, descriptor, limit, false)
  }

  /// Where the node did not begin, nothing is left that would be in the way of the next one.
  deinit { if isOwn, length == 0 { unlink(path) } }

  /// - Returns: what the kernel says where it does not take all.
  func append(_ bytes: [UInt8]) -> SystemError? {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(descriptor.number, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return SystemError(.recording(path), code: count == 0 ? EIO : errno) }
      sent += count
      length += count
    }
    return nil
  }
}
