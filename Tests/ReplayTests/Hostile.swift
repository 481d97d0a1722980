import Lab
import Testing

@testable import Replay

/// Recordings that nobody wrote.
enum Hostile {
  /// Goes back in what can be read, and to its end again.
  ///
  /// - Returns: false where it is refused.
  static func isGoneThrough(_ bodies: [[UInt8]]) throws -> Bool {
    guard let bundle = try? Bundle.read(EntryWriter.file(.recording, bodies: bodies)) else { return false }
    var lab = bundle.lab
    let events = lab.trace.count
    try? lab.travel(to: .event(events / 2))
    try lab.travel(to: .position(lab.end))
    #expect(lab.trace.count == events)
    return true
  }
}
