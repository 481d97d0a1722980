import Base
import Lab
import WireGuard

/// All that happened, kept outside the world so that a copy of the world stays cheap.
package struct Trace: Sendable {
  package private(set) var records: [TraceRecord] = []
  /// What the handshakes so far were made with; no record tells of it.
  private(set) var handshakes: [HandshakeSecret] = []
  /// What opens the messages of the sessions so far.
  private(set) var keys = KeyRing()
  /// Index of the record in which each packet was first seen at a tap, by its number; -1 where it was not.
  private var firstSeen: [Int32] = []
  /// The last record about each packet, by its number; 0 where there is none.
  private var lastAbout: [Int32] = []
  /// What the next record follows from, unless it is about a packet of this step: the last record of the same step, or
  /// what the step was entered for.
  private(set) var cause: EventNumber = 0
  /// What has become of every packet.
  private(set) var ledger = PacketLedger()

  package init() {}

  /// How many records there were when the step began.
  private var stepBegan = 0

  /// A step begins whose cause lies further back.
  mutating func follow(_ cause: EventNumber) {
    ledger.close(after: records.count)
    self.cause = cause
    stepBegan = records.count
  }

  /// - Parameter place: where a reported event leaves the packet; nil: where it was.
  mutating func record(
    _ what: Happening, at t: Instant, node: String, packet: PacketID = .none, place: PacketPlace? = nil
  ) {
    let n = records.count + 1
    let cause = lastInStep(of: packet, now: n) ?? cause
    if case .seen = what { note(packet, at: records.count) }
    if packet != .none, let place = place ?? what.place { ledger.move(packet, to: place, at: n) }
    records.append(TraceRecord(n: n, t: t, node: node, cause: cause, packet: packet, what: what))
    self.cause = n
  }

  /// What comes next follows from an earlier record of this step.
  mutating func resume(_ cause: EventNumber) { self.cause = cause }

  /// A packet has come somewhere, and no record tells of it.
  mutating func move(_ packet: PacketID, to place: PacketPlace) { ledger.move(packet, to: place, at: records.count) }

  /// No invariant speaks of what an operator puts on a wire.
  mutating func excuse(_ packet: PacketID) { ledger.excuse(packet) }

  /// The record in which a packet was first seen at a tap.
  func firstSight(of packet: PacketID) -> TraceRecord? {
    guard packet.number < firstSeen.count, firstSeen[Int(packet.number)] >= 0 else { return nil }
    return records[Int(firstSeen[Int(packet.number)])]
  }

  private mutating func note(_ packet: PacketID, at index: Int) {
    guard packet != .none else { return }
    while firstSeen.count <= packet.number { firstSeen.append(-1) }
    if firstSeen[Int(packet.number)] < 0 { firstSeen[Int(packet.number)] = Int32(clamping: index) }
  }

  mutating func keep(_ secret: TunnelSecret) {
    switch secret {
    case .handshake(let secret): handshakes.append(secret)
    case .session(let session): keys.add(session)
    }
  }

  /// How far a trace has come, and what its next record follows from.
  struct Mark: Sendable {
    let records: Int
    let handshakes: Int
    let keys: KeyRing
    let cause: EventNumber
    let stepBegan: Int
    let ledger: PacketLedger
  }

  var mark: Mark {
    Mark(
      records: records.count, handshakes: handshakes.count, keys: keys, cause: cause, stepBegan: stepBegan,
      ledger: ledger)
  }

  /// The trace as it was at a mark.
  func cut(to mark: Mark) -> Trace {
    var trace = self
    trace.records = Array(records.prefix(mark.records))
    trace.handshakes = Array(handshakes.prefix(mark.handshakes))
    (trace.keys, trace.cause, trace.stepBegan) = (mark.keys, mark.cause, mark.stepBegan)
    trace.ledger = mark.ledger
    for i in trace.firstSeen.indices where trace.firstSeen[i] >= mark.records { trace.firstSeen[i] = -1 }
    for i in trace.lastAbout.indices where trace.lastAbout[i] > mark.records { trace.lastAbout[i] = 0 }
    return trace
  }

  /// A packet's record follows from the one before it about the same packet, not from what happened beside it.
  ///
  /// - Parameter n: the number of the record that is the last about the packet from now on.
  private mutating func lastInStep(of packet: PacketID, now n: EventNumber) -> EventNumber? {
    guard packet != .none else { return nil }
    while lastAbout.count <= packet.number { lastAbout.append(0) }
    let last = Int(lastAbout[Int(packet.number)])
    lastAbout[Int(packet.number)] = Int32(clamping: n)
    return last > stepBegan ? last : nil
  }
}
