import Base
import Lab
import Report
import Wire

/// Everything that happened to one packet, told phase by phase.
struct PacketStory {
  let packet: PacketID
  /// The records about the packet, in order.
  let records: [TraceRecord]
  /// Packets that others made because of this one: an ICMP error, a reply.
  let answers: [PacketID]

  init(_ packet: PacketID, in trace: [TraceRecord]) {
    self.packet = packet
    records = trace.filter { $0.packet == packet }
    let mine = Set(records.map(\.n))
    var answers: [PacketID] = []
    for record in trace where record.packet != packet && record.packet != .none && mine.contains(record.cause) {
      guard record.seen != nil || record.kind == "drop", !answers.contains(record.packet),
        record.packet > packet
      else { continue }
      answers.append(record.packet)
    }
    for case .packet(let answer)? in records.map({ $0["answer"] }) where answer != .none && !answers.contains(answer) {
      answers.append(answer)
    }
    self.answers = answers
  }

  /// The event that decided the packet's fate: the last that is not merely a sighting.
  var deciding: TraceRecord? {
    records.last {
      ["filtered", "drop", "wire.lost", "app.failed", "app.received", "icmp.prohibited"].contains($0.kind)
    }
      ?? records.last
  }

  var fate: String {
    guard let last = deciding else { return "nothing is known of it" }
    switch last.kind {
    case "filtered": return "refused by \(last.node) (\(last.text("reason"))), answered with \(last.text("answer"))"
    case "drop": return "discarded by \(last.node): \(last.text("reason"))"
    case "wire.lost": return "lost on the way: \(last.text("reason"))"
    case "app.received": return "received by the application"
    case "app.failed": return "received by the application, which failed with \(last.text("errno"))"
    case "icmp.prohibited":
      return "delivered to the application, and taken note of by \(last.node): \(last.text("verdict"))"
    case "lan.out": return "delivered to the resource network"
    case "buffered", "queued": return "waiting at \(last.node)"
    case "wire.sent": return "on its way"
    case "tun.in": return "delivered to \(last.node)"
    default: return "last seen at \(last.node) (\(last.kind))"
    }
  }

  /// What each record says of the packet.
  static func phase(_ record: TraceRecord) -> String {
    switch record.kind {
    case "app.sent": "sent by an application"
    case "app.received": "received by the application"
    case "app.failed": "the application failed with \(record.text("errno"))"
    case "app.ended": "the application is done"
    case "app.closed": "the connection is closed"
    case "app.connected": "the connection is made"
    case "tun.out": record.seen.map { "at \($0.tap): \($0.packet.summary)" } ?? "at the tunnel device"
    case "tun.in": record.seen.map { "at \($0.tap), on the way back: \($0.packet.summary)" } ?? "on the way back"
    case "lan.out": "put onto the resource network"
    case "lan.in": "taken from the resource network"
    case "route": "routed: resource \(record.text("resource")), by way of \(record.text("gateway"))"
    case "buffered": "no access to \(record.text("resource")) yet: waits for the answer to a request"
    case "queued": "waits for a WireGuard session with \(record.text("peer"))"
    case "permitted": "allowed: \(record.text("client")) may reach \(record.text("resource"))"
    case "filtered": "refused: \(record.text("reason")); answered with ICMP prohibited, \(record.text("answer"))"
    case "drop": "discarded: \(record.text("reason"))"
    case "icmp.prohibited": "ICMP prohibited, judged: \(record.text("verdict"))"
    case "wire.sent": "encrypted and sent to \(record.text("to"))"
    case "wire.delivered": "arrived at \(record.node)"
    case "wire.lost": "lost: \(record.text("reason"))"
    default: record.kind
    }
  }
}

extension TraceRecord {
  func text(_ field: String) -> String { self[field]?.description ?? "-" }
}
