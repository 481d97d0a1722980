import Base
import Lab

/// Numbers what happens at a live node, as a lab numbers it.
struct EventLog {
  let node: String
  private let observer: (TraceRecord) -> Void
  private var last: EventNumber = 0

  init(node: String, observer: @escaping (TraceRecord) -> Void) {
    self.node = node
    self.observer = observer
  }

  mutating func record(_ what: Happening, at now: Instant, packet: PacketID = .none) {
    let number = last + 1
    observer(TraceRecord(n: number, t: now, node: node, cause: last, packet: packet, what: what))
    last = number
  }
}
