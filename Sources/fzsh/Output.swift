import Glibc

/// Standard output behind a buffer. The first failure is kept and everything after it discarded.
final class Output {
  /// Bytes gathered before they are written unasked.
  static let bound = 64 * 1024
  /// Seconds that they may wait while a command goes on: whoever looks on sees it go on.
  private static let patience = 0.05

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var flushed = MonotonicClock.now
  /// The `errno` of the write that failed.
  private(set) var failure: Int32?

  init(descriptor: Int32 = STDOUT_FILENO) { self.descriptor = descriptor }

  func write(_ text: String) { write(text.utf8) }

  func write(_ bytes: some Sequence<UInt8>) {
    guard failure == nil else { return }
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bound { flush() }
  }

  func flush() {
    guard failure == nil, !buffer.isEmpty else { return }
    failure = Self.writeAll(buffer, to: descriptor)
    buffer.removeAll(keepingCapacity: true)
    flushed = MonotonicClock.now
  }

  /// Writes what has waited for a while. Called again and again while commands run.
  func keepUp() {
    guard !buffer.isEmpty, MonotonicClock.now - flushed >= Self.patience else { return }
    flush()
  }

  /// How the program has to end because of a failure, if there was one.
  var complaint: Complaint? {
    switch failure {
    case nil: nil
    case EPIPE?: Complaint(.readerGone, "")
    case let code?: Complaint(.environment, "cannot write to standard output: \(words(forErrno: code))")
    }
  }

  /// - Returns: the `errno` of a failure.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}

/// The system's own words: `No such file or directory`.
func words(forErrno code: Int32) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
