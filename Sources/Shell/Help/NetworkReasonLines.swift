// Lines after which relays, links and routers give these reasons. They run as tests.

extension ReasonPages {
  /// At relays.
  static let fromRelays: [ReasonLine] = [
    ReasonLine(
      "no-allocation",
      "restart relay-1 --kill; restart relay-2 --kill; ping 172.20.0.100; run 20s"),
    ReasonLine(
      "released",
      "stop client; run 5s"),
    ReasonLine(
      "authentication-error",
      "on relays_presence at portal.ws : drop; on relays_presence at portal.ws : drop; restart relay-1; restart relay-2; run 10m"
    ),
    ReasonLine(
      "no-response",
      "partition client relay-1; run 5m"),
    ReasonLine(
      "neither-stun-nor-channel-data",
      "send udp(dst=203.0.113.101, dport=3478)/x\"ff00\" from client at client.wire; run 1s"),
    ReasonLine(
      "empty-datagram",
      "send udp(dst=203.0.113.101, dport=3478) from client at client.wire; run 1s"),
    ReasonLine(
      "malformed-indication",
      "send udp(dst=203.0.113.101, dport=3478)/stun(type=send-indication) from client at client.wire; run 1s"),
    ReasonLine(
      "from-own-address",
      "send udp(src=203.0.113.101, dst=203.0.113.101, dport=3478)/stun() from client at client.wire; run 1s"),
    ReasonLine(
      "answer-budget-spent",
      "send udp(dst=203.0.113.101, dport=3478)/stun(type=allocate-request) from client at client.wire times 500; run 1s"
    ),
  ]

  /// Requests that relays refuse.
  static let fromRelayRequests: [ReasonLine] = [
    ReasonLine(
      "allocation-exists",
      "restart client --kill; run 5s"),
    ReasonLine(
      "peer-denied",
      "nat gateway masquerade; nat client masquerade; ping 172.20.0.100; run 5s"),
    ReasonLine(
      "foreign-nonce",
      "send udp(src=203.0.113.30, sport=1234, dst=203.0.113.101, dport=3478)/stun(type=allocate-request, requested-transport=udp, username=\"2000000000:x\", realm=\"firezone\", nonce=\"a\", message-integrity, password=\"x\") at client.wire; run 1s"
    ),
  ]

  /// On links and at routers.
  static let fromNetworks: [ReasonLine] = [
    ReasonLine(
      "nat-limit",
      "nat client masquerade limit=1; ping 172.20.0.100; run 5s"),
    ReasonLine(
      "nat-unsupported",
      "nat client masquerade; ping example.com --beside-tunnel; send ip(dst=198.51.100.7, protocol=47)/\"x\" at client.net; run 1s"
    ),
    ReasonLine(
      "loss on the link of",
      "fault client loss=50%; ping 172.20.0.100"),
    ReasonLine(
      "longer than the MTU of",
      "fault client mtu=1000; curl http://172.20.0.100/bytes?num=5000"),
    ReasonLine(
      "partition of",
      "partition client gateway; ping 172.20.0.100"),
    ReasonLine(
      "expired",
      "ping download.httpbin; run 10m"),
    ReasonLine(
      "the queue of the link of",
      "fault client rate=4kB queue=1500B; curl http://172.20.0.100/bytes?num=20000; run 5s"),
    ReasonLine(
      "nat-no-port",
      "nat client symmetric range=50000; ping 172.20.0.100; run 5s"),
  ]
}
