import Lab

extension TraceRecord {
  /// Whether the event settles what becomes of the packet that it is about, and does not merely see it pass.
  package var isDeciding: Bool {
    switch kind {
    case "filtered", "drop", "wire.lost", "app.failed", "app.received", "icmp.prohibited", "taken", "dns.query",
      "no-authorization":
      true
    default: false
    }
  }

  /// What has become of the packet if this is the last that is to be said of it.
  package var fate: String {
    switch kind {
    case "filtered": "refused by \(node) (\(text("reason"))), answered with \(text("answer"))"
    case "drop" where text("reason") == "rule": "discarded by rule \(text("rule")) at \(text("tap"))"
    case "drop": "discarded by \(node): \(text("reason"))"
    case "rule": "rule \(text("rule")) at \(text("tap")): \(text("verdict"))"
    case "edited": "edited by hand at \(text("tap"))"
    case "released": "released at \(text("tap")), and on its way"
    case "wire.lost": "lost on the way: \(text("reason"))"
    case "app.received": "received by the application"
    case "app.failed": "received by the application, which failed with \(text("errno"))"
    case "icmp.prohibited": "delivered to the application, and taken note of by \(node): \(text("verdict"))"
    case "taken": "taken by \(node) itself"
    case "dns.query": "heard by the resolver of \(node), which has the answer from \(text("answer"))"
    case "no-authorization": "heard by \(node): \(text("verdict"))"
    case "lan.out": "delivered to the resource network"
    case "buffered", "queued": "waiting at \(node)"
    case "wire.sent": "on its way"
    case "tun.in": "delivered to \(node)"
    default: "last seen at \(node) (\(kind))"
    }
  }
}
