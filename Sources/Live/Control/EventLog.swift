import Base
import Lab

/// Numbers what happens at a live node, as a lab numbers it.
struct EventLog {
  let node: String
  private let observer: (TraceRecord) -> Void
  private var last: EventNumber = 0
  /// What the next record follows from; nothing where a step began from outside or by time.
  private var cause: EventNumber = 0

  init(node: String, observer: @escaping (TraceRecord) -> Void) {
    self.node = node
    self.observer = observer
  }

  /// How many there were.
  var count: Int { last }

  /// A step begins: nothing of this node led to it.
  mutating func begin() { cause = 0 }

  @discardableResult
  mutating func record(_ what: Happening, at now: Instant, packet: PacketID = .none) -> TraceRecord {
    let record = TraceRecord(n: last + 1, t: now, node: node, cause: cause, packet: packet, what: what)
    (last, cause) = (record.n, record.n)
    observer(record)
    return record
  }
}
