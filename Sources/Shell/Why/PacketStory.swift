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
  var deciding: TraceRecord? { records.last(where: \.isDeciding) ?? records.last }

  var fate: String { deciding?.fate ?? "nothing is known of it" }

  /// What each record says of the packet.
  ///
  /// - Parameter previous: the one before it.
  static func phase(_ record: TraceRecord, after previous: TraceRecord?) -> String {
    switch record.kind {
    // A relay opens nothing.
    case "wire.sent" where previous?.kind == "wire.delivered" && previous?.node == record.node:
      "handed on to \(record.text("to"))"
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
    case "filtered": "refused: \(record.text("reason")); answered with an ICMP error, \(record.text("answer"))"
    case "rule": "at \(record.text("tap")), rule \(record.text("rule")): \(record.text("verdict"))"
    case "edited": "at \(record.text("tap")), by the operator's hand: \(record.text("verdict"))"
    case "released": "released at \(record.text("tap"))"
    case "drop" where record.text("reason") == "rule": "discarded by rule \(record.text("rule"))"
    case "drop": "discarded: \(record.text("reason"))"
    case "icmp.prohibited": "ICMP prohibited, judged: \(record.text("verdict"))"
    case "wire.sent": "encrypted and sent to \(record.text("to"))"
    case "wire.delivered": "arrived at \(record.node)"
    case "wire.lost" where record.text("reason").hasPrefix("nat-"):
      "not let pass by \(record.node): \(record.text("reason"))"
    case "wire.lost": "lost: \(record.text("reason"))"
    case "wire.duplicated": "a copy of \(record.text("of")), made by the link of \(record.text("link"))"
    case "wire.corrupted": "damaged on the link of \(record.text("link"))"
    case "nat.translated" where record.text("direction") == "out":
      "through \(record.node): \(record.text("inside")) is \(record.text("outside")) to \(record.text("remote"))"
    case "nat.translated":
      "through \(record.node): let in from \(record.text("remote")), \(record.text("outside")) is "
        + record.text("inside")
    default: record.kind
    }
  }
}
