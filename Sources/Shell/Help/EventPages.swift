import Lab
import Script

/// The page of a kind of event: what it says, and a line that makes one.
enum EventPages {
  static func text(_ kind: EventKind) -> String {
    var text = "\(kind.name): \(kind.meaning).\n"
    if let law = EventLaw.of(kind.name) { text += "  the rule behind it: \(law)\n" }
    text += "\n  events where kind == \"\(kind.name)\"\n    those of this lab\n"
    text += "  break \(kind.name)\n    stop at the next one\n"
    if let line = line(of: kind.name) { text += "\n  \(line)\n    makes one\n" }
    return text
  }

  /// What makes an event of this kind in a lab that has just begun; nil where only a bug or a twisted lab does.
  static func line(of kind: String) -> String? { lines.first { $0.kinds.contains(kind) }?.line }

  private static let refused = "ping 172.20.0.100; ping download.httpbin; revoke \"MyCorp Network\"; run 1s"

  /// They run as tests.
  static let lines: [(line: String, kinds: [String])] = [
    (
      "ping 172.20.0.100",
      [
        "command", "app.opened", "app.sent", "app.received", "app.ended", "tun.out", "tun.in", "lan.out", "lan.in",
        "wire.sent", "wire.delivered", "drop", "route", "permitted", "buffered", "queued", "intent", "portal.sent",
        "portal.received", "gateway.chosen", "authorization.created", "authorization.added", "site.status",
        "connection",
        "ice.pair", "ice.nominated", "ice.state", "turn.bound", "wg.handshake", "wg.session", "wg.keepalive",
      ]
    ),
    (
      "status",
      ["portal.session", "channel", "resource.added", "ice.candidate", "turn.allocated"]
    ),
    ("dig httpbin", ["dns.query", "dns.answer", "dns.assigned"]),
    (
      "ping download.httpbin; run 5m",
      [
        "app.resolved", "domain.status", "lookup.asked", "lookup.answered", "nat.created", "nat.expired", "taken",
        "translation",
      ]
    ),
    ("curl http://172.20.0.100:81/", ["app.closed"]),
    ("tcp 172.20.0.100 80", ["app.connected"]),
    ("udp 172.20.0.100 9999 \"x\"", ["app.failed"]),
    ("curl http://download.httpbin/bytes?num=2000000", ["app.progress"]),
    ("on tcp at gateway.lan : drop times 2; curl http://172.20.0.100/", ["app.retransmitted"]),
    ("fault client mtu=1000; curl http://172.20.0.100/bytes?num=5000", ["path.mtu"]),
    ("partition client gateway; ping 172.20.0.100; heal", ["wire.lost", "partition", "heal"]),
    (
      "fault client duplicate=50% corrupt=20%; ping 172.20.0.100 --count 5",
      ["fault", "wire.duplicated", "wire.corrupted"]
    ),
    ("send udp(dst=8.8.8.8) from client; run 1s", ["filtered"]),
    ("internet on; run 1s; ping github.com", ["request.failed"]),
    ("\(refused); ping 172.20.0.100", ["icmp.prohibited"]),
    (
      "\(refused); recovery control-event; ping 172.20.0.100; run 1s",
      ["no-authorization", "no-authorization.sent", "flag"]
    ),
    ("break icmp at client.tun; ping 172.20.0.100; edit { ttl = 9 }", ["edited"]),
    ("on flow_created at portal.ws : duplicate; ping 172.20.0.100; run 3s", ["request.ignored", "rule.added", "rule"]),
    ("ping 172.20.0.100; authorize \"MyCorp Network\"; run 1s", ["portal.ignored"]),
    (
      "ping 172.20.0.100; expire \"MyCorp Network\" in 2s; run 5s",
      ["authorization.changed", "authorization.ended", "authorization.expired"]
    ),
    (
      "ping 172.20.0.100; roam client; run 5s",
      ["authorization.refreshed", "client.roamed", "node.roamed"]
    ),
    (
      "ping 172.20.0.100; restart gateway; run 2s",
      ["authorization.removed", "goodbye", "turn.ended", "node.stopped", "node.started"]
    ),
    (
      "ping 172.20.0.100; filter \"MyCorp Network\" allow icmp; run 1s", ["filters", "resource.changed"]
    ),
    ("on authorize_flow at portal.ws : drop; ping 172.20.0.100; run 1m", ["order.ignored"]),
    ("policy disable \"MyCorp Network\"; run 1s", ["resource.removed"]),
    ("nat client symmetric; ping 172.20.0.100", ["nat.changed", "nat.translated"]),
    ("ping 172.20.0.100; restart client; run 3s", ["client.stopped"]),
    ("ping 172.20.0.100; restart client --kill; run 2s", ["turn.failed"]),
    ("restart portal; run 30s", ["turn.refreshed"]),
    ("ping example.com --beside-tunnel; run 1s", ["net.out", "net.in"]),
    ("sleep client 10s; run 20s", ["node.slept", "node.woke"]),
    ("compat no-client-filters on for client", ["quirk"]),
    (
      "on icmp at gateway.lan : hold; send icmp(dst=172.20.0.100) from client; run 1s; release; delete rule 1",
      ["released", "rule.removed"]
    ),
    (
      "ping download.httpbin; curl http://172.20.0.100/bytes?num=9000000 in background as d; run 1s; "
        + "revoke \"MyCorp Network\"; run 5s",
      ["app.soft-error"]
    ),
  ]

  /// What no line at the prompt makes for certain: faults of the original, and what happens when both sides of a search
  /// for a path believe that they lead it. Tests of their machines have them.
  static let unseen = [
    "app.query-failed", "portal.refused", "query.forwarded", "query.answered", "dns.exhausted", "dns.ignored",
    "client.crashed", "candidate.ignored", "ice.role", "node.restarted", "break", "interface", "interface.failed",
    "events.lost", "recording.ended", "keys.told", "clock.set",
  ]
}
