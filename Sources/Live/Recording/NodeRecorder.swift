import Base
import Lab

/// Why a recording ended while its node goes on.
package struct RecordingEnd: Hashable, Sendable {
  package let path: String
  /// What is written, in bytes.
  package let length: Int
  package let reason: String
}

/// Writes what a node's machine is told into a bundle. Where that fails the recording ends, and never the node.
package final class NodeRecorder {
  private let file: RecordingFile
  /// nil once it has ended.
  private var writer: RecordingWriter?
  /// When what waits has to be in the file; nil where nothing waits.
  private(set) var due: Instant?

  /// Our own: what a killed node may lose, and what one write is worth.
  private static let patience: Duration = .milliseconds(200)
  private static let enough = 64 << 10

  init(_ file: RecordingFile, _ birth: BundleBirth, at now: Instant) {
    self.file = file
    writer = RecordingWriter(birth, at: now)
    due = now
  }

  /// The machine is about to be told.
  func note(_ call: RecordedCall, at now: Instant, nextPacket: UInt32) {
    writer?.note(call, at: now, nextPacket: nextPacket)
    touch(now)
  }

  /// Somebody is about to do what the machine wants.
  func note(_ deed: RecordedDeed) { writer?.note(deed) }

  func note(_ event: any Described, at now: Instant) {
    writer?.note(event, at: now)
    touch(now)
  }

  /// All that the machine wanted has been done.
  func check(at now: Instant) { writer?.check(at: now) }

  private func touch(_ now: Instant) { if due == nil, writer != nil { due = now + Self.patience } }

  /// Writes what has waited long enough, or is much.
  ///
  /// - Returns: why there will be no more.
  func settle(at now: Instant) -> RecordingEnd? {
    guard let due, let writer, due <= now || writer.entries.pending.count >= Self.enough else { return nil }
    guard file.length + writer.entries.pending.count < file.limit else {
      return finish("the limit of \(file.limit) bytes is reached", at: now)
    }
    return flush()
  }

  /// The last entry.
  @discardableResult
  func finish(_ reason: String, at now: Instant) -> RecordingEnd? {
    guard writer != nil else { return nil }
    writer?.end(reason, at: now)
    if let end = flush() { return end }
    (writer, due) = (nil, nil)
    return RecordingEnd(path: file.path, length: file.length, reason: reason)
  }

  private func flush() -> RecordingEnd? {
    due = nil
    var failure: SystemError?
    writer?.take { failure = file.append($0) }
    guard let failure else { return nil }
    writer = nil
    return RecordingEnd(path: file.path, length: file.length, reason: failure.reason)
  }
}
