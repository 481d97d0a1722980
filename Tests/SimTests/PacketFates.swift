import Base
import Lab

/// What became of each packet that a trace knows: exactly one end, or a place where it still is.
struct PacketFates {
  enum Fate: Hashable {
    case delivered, answered, lost, waiting, inFlight
    case dropped(String)
    /// The trace last saw it at this record, and it is nowhere.
    case vanished(after: String)

    var isEnd: Bool {
      switch self {
      case .delivered, .answered, .lost, .dropped: true
      case .waiting, .inFlight, .vanished: false
      }
    }
  }

  private(set) var fates = SortedTable<PacketID, Fate>()
  /// Packets that ended more than once.
  private(set) var endedTwice: [String] = []

  init(_ trace: [TraceRecord]) {
    for record in trace where record.packet != .none { note(record) }
    // A goodbye ends where it is obeyed; its record names the connection, not the packet.
    for record in trace where record.kind == "goodbye" && record["direction"] == .text("received") {
      guard
        let id = trace[..<(record.n - 1)].last(where: { $0.kind == "wire.delivered" && $0.node == record.node })?.packet
      else { continue }
      if case .vanished? = fates[id] { fates[id] = .delivered }
    }
  }

  private mutating func note(_ record: TraceRecord) {
    guard let fate = fate(record) else { return }
    if fate.isEnd, let earlier = fates[record.packet], earlier.isEnd {
      // Nobody in the resource network has its destination: the end of a packet that had left the gateway.
      // A rule may stop what a tap has seen go.
      if earlier != .delivered || (fate != .dropped("no-such-host") && record["rule"] == nil) {
        endedTwice.append("p\(record.packet.number): \(earlier), then \(fate) at #\(record.n)")
      }
    }
    fates[record.packet] = fate
  }

  private func fate(_ record: TraceRecord) -> Fate? {
    if case .reported(let event) = record.what, event is HostReport { return nil }
    if case .ruled(let ruling) = record.what {
      switch ruling.verdict {
      case .hold, .delay: return .waiting
      case .drop, .duplicate, .corrupt, .edit: return nil
      }
    }
    switch record.kind {
    case "released": return .inFlight
    case "lan.out", "taken", "dns.query", "no-authorization": return .delivered
    case "tun.in" where record.node == "client": return .delivered
    case "drop": return .dropped(record["reason"]?.description ?? "")
    case "filtered": return .answered
    case "wire.lost": return .lost
    case "wire.sent", "wire.duplicated", "wire.corrupted", "nat.translated": return .inFlight
    case "buffered", "queued": return .waiting
    case "icmp.prohibited": return nil
    default: return .vanished(after: record.kind)
    }
  }

  var vanished: [String] {
    endedTwice
      + fates.compactMap { id, fate in
        if case .vanished(let kind) = fate { "p\(id.number) vanished after \(kind)" } else { nil }
      }
  }
}
