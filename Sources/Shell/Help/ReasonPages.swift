import Script

/// Pages of why packets and messages go no further: what a reason means, by which rule, and a line after which it stands in the
/// trace, where one is known.
enum ReasonPages {
  struct ReasonLine: Sendable {
    let reason: String
    let line: String

    init(_ reason: String, _ line: String) { (self.reason, self.line) = (reason, line) }
  }

  static func text(_ reason: Reason) -> String {
    let filter = "\n\n  events where reason == \"\(reason.name)\"\n    those of this lab\n"
    let line = lines.first { $0.reason == reason.name }.map { "\n  \($0.line)\n    makes one\n" }
    return reason.text + filter
      + (line ?? "\n  No line makes one for certain: it takes a fault, or a race of messages.\n")
  }

  static let lines =
    refusals + ofNodes + ofHosts + ofTunnels + ofRelays + ofNetworks + fromRefusals + fromAccess + fromRecovery
    + fromNames + fromPortal + fromHosts + fromTunnels + fromChecks + fromRelays + fromRelayRequests + fromNetworks

  private static let both = "ping 172.20.0.100; ping download.httpbin"

  /// Answered with an ICMP error.
  private static let refusals = [
    ReasonLine(
      "not-authorized",
      "\(both); revoke \"MyCorp Network\"; run 1s; ping 172.20.0.100"),
    ReasonLine("filter", "udp download.httpbin 9999 \"x\""),
    ReasonLine("no-resource", "send udp(dst=8.8.8.8); run 1s"),
    ReasonLine("offline", "internet on; run 1s; ping github.com"),
    ReasonLine(
      "too-big",
      "send ip(dst=172.20.0.100, flags=df)/udp(dport=7)/rand(bytes=1400); run 1s"),
    ReasonLine("unresolved", "ping nowhere.httpbin"),
    ReasonLine(
      "client-gone",
      "send udp(src=172.20.0.100, dst=100.64.0.9) from gateway at gateway.lan; run 1s"),
    ReasonLine(
      "not-connected",
      "ping 172.20.0.100; sleep client 1m; send icmp(src=172.20.0.100, dst=100.64.0.2) from gateway at gateway.lan; run 1s"
    ),
  ]

  /// At clients and gateways, and by the operator.
  private static let ofNodes = [
    ReasonLine(
      "foreign-source",
      "send ip(dst=100.64.0.2, src=9.9.9.9)/udp(); run 1s"),
    ReasonLine("packet-to-self", "ping 172.20.0.100; send udp(dst=100.64.0.2); run 1s"),
    ReasonLine("multicast", "send udp(dst=224.0.0.1); run 1s"),
    ReasonLine(
      "request-failed",
      "policy disable \"MyCorp Network\"; ping 172.20.0.100; run 1s"),
    ReasonLine(
      "connection-gone",
      "nat client udp-blocked; ping 172.20.0.100; run 30s"),
    ReasonLine("duplicate", "send udp(dst=172.20.0.100)/\"x\" every 1ms times 9; run 2s"),
    ReasonLine(
      "outbound-icmp-error",
      "ask udp(dst=172.20.0.100, dport=7)/\"x\"; run 1s"),
    ReasonLine("rule", "on icmp at gateway.lan : drop; ping 172.20.0.100"),
    ReasonLine("node-stopped", "stop relay-1; ping 172.20.0.100; run 30s"),
    ReasonLine(
      "node-asleep",
      "ping 172.20.0.100; sleep client 1m; send icmp(src=172.20.0.100, dst=100.64.0.2) from gateway at gateway.lan; run 1s"
    ),
    ReasonLine(
      "not-a-query",
      "send udp(dst=100.100.111.1, dport=53)/\"abc\"; run 2s"),
    ReasonLine("no-such-host", "send udp(dst=172.20.0.55); run 1s"),
  ]

  private static let ofHosts = [
    ReasonLine(
      "bad-checksum",
      "send ip(dst=172.20.0.100)/udp(dport=7, checksum=0xbad)/\"x\"; run 1s"),
    ReasonLine(
      "fragment-not-reassembled",
      "fragment udp(dst=172.20.0.100, dport=7)/rand(bytes=3000) to 1280 as ps[]; send ps[0]; run 1s"),
    ReasonLine(
      "no-such-protocol",
      "send ip(dst=172.20.0.100, protocol=47)/\"abc\"; run 1s"),
    ReasonLine("no-such-udp-port", "udp 172.20.0.100 9999 \"x\""),
    ReasonLine("no-such-tcp-port", "curl http://172.20.0.100:81/"),
    ReasonLine("no-such-echo", "send icmp(dst=172.20.0.100, id=7); run 1s"),
    ReasonLine(
      "icmp-type-not-handled",
      "send icmp4(dst=172.20.0.100, type=13); run 1s"),
    ReasonLine(
      "icmp-error-matches-no-socket",
      "send udp(dst=8.8.8.8); run 1s"),
    ReasonLine(
      "source-not-unicast",
      "send control(type=goodbye); run 1s"),
  ]

  private static let crafted = "ping 172.20.0.100; let t = wg.transport(from=client, to=gateway)/icmp(dst=172.20.0.100)"
  private static let fromOutside = "send udp(dst=203.0.113.31, dport=52625)"

  /// At the sockets of clients and gateways.
  private static let ofTunnels = [
    ReasonLine(
      "unknown-peer",
      "send wg.initiation(from=mallory, to=gateway) from gateway at gateway.wire; run 1s"),
    ReasonLine(
      "replayed-counter",
      "\(crafted); send t at client.wire; send t at client.wire; run 1s"),
    ReasonLine(
      "unknown-session",
      "ping 172.20.0.100; site delete mycro-aws-gws; run 1s"),
    ReasonLine(
      "message-too-short",
      "\(fromOutside)/\"abc\" from client at client.wire; run 1s"),
    ReasonLine(
      "wrong-message-length",
      "\(fromOutside)/x\"04000000aabb\" from client at client.wire; run 1s"),
    ReasonLine(
      "wrong-mac1",
      "fault client corrupt=50%; ping 172.20.0.100 --count 9"),
    ReasonLine(
      "unclaimed-stun",
      "\(fromOutside)/stun(type=binding-request) from client at client.wire; run 1s"),
    ReasonLine(
      "already-answered",
      "fault client duplicate=50%; ping 172.20.0.100 --count 5"),
    ReasonLine(
      "wrong-fingerprint",
      "fault client corrupt=50%; ping 172.20.0.100 --count 9"),
  ]

  private static let toRelay = "send udp(dst=203.0.113.101, dport=3478)"

  private static let ofRelays = [
    ReasonLine(
      "no-permission",
      "ping 172.20.0.100"),
    ReasonLine(
      "unbound-channel",
      "\(toRelay)/turn.channel(number=0x4001)/\"abc\" from client at client.wire; run 1s"),
    ReasonLine(
      "malformed-channel-data",
      "\(toRelay)/\"abc\" from client at client.wire; run 1s"),
    ReasonLine(
      "unknown-transaction",
      "\(toRelay)/stun(type=refresh-request) from client at client.wire; run 1s"),
    ReasonLine(
      "no-such-relayed-address",
      "ping 172.20.0.100; restart client --kill; run 2s"),
    ReasonLine("peer-refused", "nat client port-restricted; ping 172.20.0.100; run 5m"),
  ]

  /// On links and at routers.
  private static let ofNetworks = [
    ReasonLine(
      "nat-blocked",
      "nat client udp-blocked; run 5s"),
    ReasonLine(
      "nat-filtered",
      "nat client symmetric; ping 172.20.0.100"),
    ReasonLine(
      "nat-no-mapping",
      "ping 172.20.0.100; nat client masquerade; run 30s; ping 172.20.0.100"),
    ReasonLine(
      "nat-no-session",
      "nat client symmetric; ping 172.20.0.100"),
    ReasonLine("no-such-address", "ping 172.20.0.100; roam client; run 5s"),
  ]
}
