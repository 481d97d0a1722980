import Base
import Lab

/// All that happened, kept outside the world so that a copy of the world stays cheap.
package struct Trace: Sendable {
  package private(set) var records: [TraceRecord] = []
  /// What the next record follows from: the last record of the same step, or what the step was entered for.
  private(set) var cause: EventNumber = 0

  package init() {}

  /// A step begins whose cause lies further back.
  mutating func follow(_ cause: EventNumber) { self.cause = cause }

  mutating func record(_ what: Happening, at t: Instant, node: String, packet: PacketID = .none) {
    let n = records.count + 1
    records.append(TraceRecord(n: n, t: t, node: node, cause: cause, packet: packet, what: what))
    cause = n
  }
}
