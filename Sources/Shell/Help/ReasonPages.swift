import Script

/// Why packets and messages go no further: what each reason of a `drop`, `filtered` or `wire.lost` means, and a line after
/// which it stands in the trace.
struct ReasonPage: Sendable {
  let reason: String
  let meaning: String
  let line: String

  private init(_ reason: String, _ meaning: String, _ line: String) {
    (self.reason, self.meaning, self.line) = (reason, meaning, line)
  }

  static func named(_ reason: String) -> ReasonPage? { all.first { $0.reason == reason } }

  var text: String {
    "\(reason): \(meaning).\n\n  events where reason == \"\(reason)\"\n    those of this lab\n\n  \(line)\n    makes one\n"
  }

  static let all = refusals + ofNodes + ofHosts + ofTunnels + ofRelays + ofNetworks

  private static let both = "ping 172.20.0.100; ping download.httpbin"

  /// Answered with an ICMP error.
  private static let refusals = [
    ReasonPage(
      "not-authorized", "the gateway knows of no authorization of this client that holds the destination",
      "\(both); revoke \"MyCorp Network\"; run 1s; ping 172.20.0.100"),
    ReasonPage(
      "filter", "the resource's filters allow neither this protocol nor this port", "udp download.httpbin 9999 \"x\""),
    ReasonPage(
      "no-resource", "the destination belongs to no resource that the client has", "send udp(dst=8.8.8.8); run 1s"),
    ReasonPage("offline", "no gateway of the resource's sites is online", "internet on; run 1s; ping github.com"),
    ReasonPage(
      "too-big", "the packet is longer than the tunnel carries, and may not be cut",
      "send ip(dst=172.20.0.100, flags=df)/udp(dport=7)/rand(bytes=1400); run 1s"),
    ReasonPage("unresolved", "the name behind a proxy address has no address of its family", "ping nowhere.httpbin"),
    ReasonPage(
      "client-gone", "a resource speaks to a tunnel address that no client has here",
      "send udp(src=172.20.0.100, dst=100.64.0.9) from gateway at gateway.lan; run 1s"),
    ReasonPage(
      "not-connected", "a resource speaks to a client whose connection has failed",
      "ping 172.20.0.100; sleep client 1m; send icmp(src=172.20.0.100, dst=100.64.0.2) from gateway at gateway.lan; run 1s"
    ),
  ]

  /// At clients and gateways, and by the operator.
  private static let ofNodes = [
    ReasonPage(
      "foreign-source", "the source is none of the node's tunnel addresses",
      "send ip(dst=100.64.0.2, src=9.9.9.9)/udp(); run 1s"),
    ReasonPage(
      "packet-to-self", "the packet is for the client itself", "ping 172.20.0.100; send udp(dst=100.64.0.2); run 1s"),
    ReasonPage("multicast", "multicast and broadcast go through no tunnel", "send udp(dst=224.0.0.1); run 1s"),
    ReasonPage(
      "request-failed", "the packet waited for an access that the portal refused",
      "policy disable \"MyCorp Network\"; ping 172.20.0.100; run 1s"),
    ReasonPage(
      "connection-gone", "the packet waited for a connection that failed",
      "nat client udp-blocked; ping 172.20.0.100; run 30s"),
    ReasonPage(
      "duplicate", "the same packet waits already", "send udp(dst=172.20.0.100)/\"x\" every 1ms times 9; run 2s"),
    ReasonPage(
      "outbound-icmp-error", "an application's own ICMP error goes into no tunnel",
      "ask udp(dst=172.20.0.100, dport=7)/\"x\"; run 1s"),
    ReasonPage("rule", "a rule of the operator took it", "on icmp at gateway.lan : drop; ping 172.20.0.100"),
    ReasonPage("node-stopped", "the machine is not running", "stop relay-1; ping 172.20.0.100; run 30s"),
    ReasonPage(
      "node-asleep", "the machine is suspended",
      "ping 172.20.0.100; sleep client 1m; send icmp(src=172.20.0.100, dst=100.64.0.2) from gateway at gateway.lan; run 1s"
    ),
    ReasonPage(
      "not-a-query", "what came to the client's resolver is no DNS query",
      "send udp(dst=100.100.111.1, dport=53)/\"abc\"; run 2s"),
    ReasonPage("no-such-host", "no host of the resource network has this address", "send udp(dst=172.20.0.55); run 1s"),
  ]

  private static let ofHosts = [
    ReasonPage(
      "bad-checksum", "a checksum of the packet is wrong",
      "send ip(dst=172.20.0.100)/udp(dport=7, checksum=0xbad)/\"x\"; run 1s"),
    ReasonPage(
      "fragment-not-reassembled", "hosts of the lab put no fragments together",
      "fragment udp(dst=172.20.0.100, dport=7)/rand(bytes=3000) to 1280 as ps[]; send ps[0]; run 1s"),
    ReasonPage(
      "no-such-protocol", "the host speaks no protocol of this number",
      "send ip(dst=172.20.0.100, protocol=47)/\"abc\"; run 1s"),
    ReasonPage("no-such-udp-port", "nobody listens on this UDP port", "udp 172.20.0.100 9999 \"x\""),
    ReasonPage("no-such-tcp-port", "nobody listens on this TCP port", "curl http://172.20.0.100:81/"),
    ReasonPage(
      "no-such-echo", "an echo reply to which nobody sent a request", "send icmp(dst=172.20.0.100, id=7); run 1s"),
    ReasonPage(
      "icmp-type-not-handled", "an ICMP message that hosts here do not answer",
      "send icmp4(dst=172.20.0.100, type=13); run 1s"),
    ReasonPage(
      "icmp-error-matches-no-socket", "an ICMP error about a packet that no application of this host sent",
      "send udp(dst=8.8.8.8); run 1s"),
    ReasonPage(
      "source-not-unicast", "a packet from everybody or nobody (RFC 1122 §3.2.1.3)",
      "send control(type=goodbye); run 1s"),
  ]

  private static let crafted = "ping 172.20.0.100; let t = wg.transport(from=client, to=gateway)/icmp(dst=172.20.0.100)"
  private static let fromOutside = "send udp(dst=203.0.113.31, dport=52625)"

  /// At the sockets of clients and gateways.
  private static let ofTunnels = [
    ReasonPage(
      "unknown-peer", "a handshake with a key that nobody here knows",
      "send wg.initiation(from=mallory, to=gateway) from gateway at gateway.wire; run 1s"),
    ReasonPage(
      "replayed-counter", "a message that was received before, or is too old to tell (WireGuard §5.4.6)",
      "\(crafted); send t at client.wire; send t at client.wire; run 1s"),
    ReasonPage(
      "unknown-session", "a message of a session that is over, or never was",
      "ping 172.20.0.100; site delete mycro-aws-gws; run 1s"),
    ReasonPage(
      "message-too-short", "shorter than any message of WireGuard",
      "\(fromOutside)/\"abc\" from client at client.wire; run 1s"),
    ReasonPage(
      "wrong-message-length", "not as long as its type demands",
      "\(fromOutside)/x\"04000000aabb\" from client at client.wire; run 1s"),
    ReasonPage(
      "wrong-mac1", "a handshake whose first authentication code is wrong (WireGuard §5.4.4)",
      "fault client corrupt=50%; ping 172.20.0.100 --count 9"),
    ReasonPage(
      "unclaimed-stun", "a connectivity check that belongs to no connection",
      "\(fromOutside)/stun(type=binding-request) from client at client.wire; run 1s"),
    ReasonPage(
      "already-answered", "the answer to a check that was answered before",
      "fault client duplicate=50%; ping 172.20.0.100 --count 5"),
    ReasonPage(
      "wrong-fingerprint", "a STUN message damaged on its way (RFC 8489 §14.7)",
      "fault client corrupt=50%; ping 172.20.0.100 --count 9"),
  ]

  private static let toRelay = "send udp(dst=203.0.113.101, dport=3478)"

  private static let ofRelays = [
    ReasonPage(
      "no-permission",
      "data from an address for which the owner of the relayed address has made no permission (RFC 8656 §11.3)",
      "ping 172.20.0.100"),
    ReasonPage(
      "unbound-channel", "data on a channel that is bound to nobody (RFC 8656 §12)",
      "\(toRelay)/turn.channel(number=0x4001)/\"abc\" from client at client.wire; run 1s"),
    ReasonPage(
      "malformed-channel-data", "neither a STUN message nor data on a channel",
      "\(toRelay)/\"abc\" from client at client.wire; run 1s"),
    ReasonPage(
      "unknown-transaction", "an answer of the relay to what this node did not ask",
      "\(toRelay)/stun(type=refresh-request) from client at client.wire; run 1s"),
    ReasonPage(
      "no-such-relayed-address", "the relay has lent this address to nobody",
      "ping 172.20.0.100; restart client --kill; run 2s"),
    ReasonPage(
      "peer-refused", "the relay did not permit this peer", "nat client port-restricted; ping 172.20.0.100; run 5m"),
  ]

  /// On links and at routers.
  private static let ofNetworks = [
    ReasonPage(
      "nat-blocked", "the router lets only part of what leaves pass, and this is nothing of it",
      "nat client udp-blocked; run 5s"),
    ReasonPage(
      "nat-filtered", "there is a mapping, and the sender is none to which its owner spoke",
      "nat client symmetric; ping 172.20.0.100"),
    ReasonPage(
      "nat-no-mapping", "nobody behind the router has this endpoint outside",
      "ping 172.20.0.100; nat client masquerade; run 30s; ping 172.20.0.100"),
    ReasonPage(
      "nat-no-session", "in the middle of a connection that the router does not know",
      "nat client symmetric; ping 172.20.0.100"),
    ReasonPage("no-such-address", "nobody on the network has this address", "ping 172.20.0.100; roam client; run 5s"),
  ]
}
