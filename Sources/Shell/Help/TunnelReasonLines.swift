// Lines after which hosts, tunnels and checks give these reasons. They run as tests.

extension ReasonPages {
  /// At hosts.
  static let fromHosts: [ReasonLine] = [
    ReasonLine(
      "reset",
      "curl http://172.20.0.100:81/"),
    ReasonLine(
      "tcp-duplicate",
      "fault client loss=30%; curl http://172.20.0.100/bytes?num=50000; run 5s"),
    ReasonLine(
      "icmp-error-malformed",
      "ping 172.20.0.100; send wg.transport(from=gateway, to=client)/ip(src=172.20.0.100, dst=100.64.0.2)/icmp4(type=unreachable) at gateway.wire; run 1s"
    ),
    ReasonLine(
      "finished",
      "curl http://172.20.0.100/; run 5m"),
    ReasonLine(
      "tcp-reset-out-of-window",
      "curl http://172.20.0.100/bytes?num=900000 in background as d; run 400ms; send ip(src=172.20.0.100, dst=100.64.0.2)/tcp(sport=80, dport=41428, flags=R, seq=99) from gateway at gateway.lan; run 1s"
    ),
    ReasonLine(
      "tcp-unacceptable",
      "curl http://172.20.0.100/bytes?num=900000 in background as d; run 400ms; send ip(src=172.20.0.100, dst=100.64.0.2)/tcp(sport=80, dport=41428, flags=A, seq=99) from gateway at gateway.lan; run 1s"
    ),
    ReasonLine(
      "icmp-error-out-of-window",
      "curl http://172.20.0.100/bytes?num=900000 in background as d; run 400ms; send ip(src=172.20.0.100, dst=100.64.0.2)/icmp4(type=unreachable, code=host-unreachable, quote=ip(src=100.64.0.2, dst=172.20.0.100)/tcp(sport=41428, dport=80, seq=1)) from gateway at gateway.lan; run 1s"
    ),
    ReasonLine(
      "tcp-challenged",
      "curl http://172.20.0.100/bytes?num=900000 in background as d; run 400ms; break tcp at client.tun; run 1s; edit { flags = S }; run 1s"
    ),
    ReasonLine(
      "tcp-acknowledges-unsent",
      "break tcp(flags=PA) at gateway.lan; curl http://172.20.0.100/; edit { ack = 4000000000 }; run 1s"),
    ReasonLine(
      "tcp-no-acknowledgment",
      "on tcp(flags=PA) at gateway.lan : edit { flags = P } once; curl http://172.20.0.100/"),
  ]

  /// WireGuard messages without effect.
  static let fromTunnels: [ReasonLine] = [
    ReasonLine(
      "low-order-point",
      "ping 172.20.0.100; send wg.initiation(from=mallory, to=gateway) with wg.initiation.ephemeral=x\"0000000000000000000000000000000000000000000000000000000000000000\" at client.wire; run 1s"
    ),
    ReasonLine(
      "unknown-handshake",
      "ping 172.20.0.100; send wg.response(from=client, to=gateway) at client.wire; run 1s"),
    ReasonLine(
      "undecryptable-data",
      "fault client corrupt=50%; ping 172.20.0.100 --count 30; run 5s"),
    ReasonLine(
      "old-counter",
      "ping 172.20.0.100; let t = wg.transport(from=client, to=gateway)/icmp(dst=172.20.0.100); send t with wg.transport.counter=20000 at client.wire; send t at client.wire; run 1s"
    ),
    ReasonLine(
      "unknown-message-type",
      "ping 172.20.0.100; send udp(dst=203.0.113.31, dport=52625)/x\"0901020304050607080910111213141516171819\" from client at client.wire; run 1s"
    ),
    ReasonLine(
      "stale-timestamp",
      "ping 172.20.0.100; let i = wg.initiation(from=client, to=gateway); send i at client.wire; run 1s; send i at client.wire; run 1s"
    ),
    ReasonLine(
      "exhausted-counter",
      "ping 172.20.0.100; send wg.transport(from=client, to=gateway, counter=0xffffffffffffffff)/icmp(dst=172.20.0.100) at client.wire; run 1s"
    ),
    ReasonLine(
      "undecryptable-static-key",
      "ping 172.20.0.100; send wg.initiation(from=client, to=gateway) with wg.initiation.encrypted_static=rand(bytes=48) at client.wire; run 1s"
    ),
    ReasonLine(
      "undecryptable-timestamp",
      "ping 172.20.0.100; send wg.initiation(from=client, to=gateway) with wg.initiation.encrypted_timestamp=rand(bytes=28) at client.wire; run 1s"
    ),
    ReasonLine(
      "initiation-flood",
      "ping 172.20.0.100; run 1s; let i = wg.initiation(from=client, to=gateway); run 1ms; let j = wg.initiation(from=client, to=gateway); send i at client.wire; send j at client.wire; run 1s"
    ),
    ReasonLine(
      "inner-not-ip",
      "ping 172.20.0.100; send wg.transport(from=client, to=gateway)/\"plain text\" at client.wire; run 1s"),
    ReasonLine(
      "inner-too-short",
      "ping 172.20.0.100; send wg.transport(from=client, to=gateway)/x\"4500\" at client.wire; run 1s"),
    ReasonLine(
      "cookie-demanded",
      "ping 172.20.0.100; send wg.initiation(from=mallory, to=gateway) at client.wire times 200; run 1s"),
  ]

  /// Between candidates.
  static let fromChecks: [ReasonLine] = [
    ReasonLine(
      "no-candidates",
      "on ice_candidates at portal.ws : drop; on broadcast_ice_candidates at portal.ws : drop; ping 172.20.0.100; run 20s"
    ),
    ReasonLine(
      "ice-timeout",
      "ping 172.20.0.100; partition client gateway; partition client relay-1; partition client relay-2; run 2m"),
    ReasonLine(
      "candidate-withdrawn",
      "ping 172.20.0.100; stop relay-1; run 30s"),
    ReasonLine(
      "unanswered",
      "on authorize_flow at portal.ws : drop; ping 172.20.0.100; run 1m"),
    ReasonLine(
      "malformed-stun",
      "send udp(dst=203.0.113.101, dport=3478)/x\"0001000000\" from client at client.wire; run 1s"),
    ReasonLine(
      "unexpected-message",
      "send udp(dst=203.0.113.101, dport=3478)/stun(type=data-indication) from client at client.wire; run 1s"),
    ReasonLine(
      "unknown-attributes",
      "send udp(dst=203.0.113.101, dport=3478)/stun(type=binding-request, attributes=[attribute(type=0x7777)]) from client at client.wire; run 1s"
    ),
    ReasonLine(
      "asymmetric-answer",
      "on stun(type=binding-success) at client.wire : edit { udp.sport = 99 }; ping 172.20.0.100"),
  ]
}
