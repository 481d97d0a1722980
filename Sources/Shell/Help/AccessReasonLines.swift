// Lines after which clients and gateways give these reasons. They run as tests.

extension ReasonPages {
  /// Answered with an ICMP error, or not answered for a reason of its own.
  static let fromRefusals: [ReasonLine] = [
    ReasonLine(
      "forbidden",
      "policy delete \"MyCorp Network\"; policy add \"MyCorp Network\" when \"current_utc_datetime is_in_day_of_week_time_ranges R/00:00:00-00:00:20/UTC\"; run 21s; ping 172.20.0.100"
    ),
    ReasonLine(
      "peer-address",
      "ping 172.20.0.100; send ip(dst=100.64.0.2, src=172.20.0.100)/udp() from client; send wg.transport(from=client, to=gateway)/udp(dst=100.64.0.9) at client.wire; run 1s"
    ),
    ReasonLine(
      "no-error-about-fragment",
      "ping 172.20.0.100; ping download.httpbin; revoke \"MyCorp Network\"; run 1s; send ip(dst=172.20.0.100, frag_offset=80)/\"abcdefgh\"; run 1s"
    ),
    ReasonLine(
      "no-error-about-multicast",
      "ping 172.20.0.100; send wg.transport(from=client, to=gateway)/ip(src=100.64.0.2, dst=224.0.0.9)/udp() at client.wire; run 1s"
    ),
    ReasonLine(
      "error-limited",
      "ping 172.20.0.100; ping 172.21.0.101; revoke \"MyCorp Network\"; run 1s; send icmp(dst=172.20.0.100, type=echo-request) times 400; run 1s"
    ),
    ReasonLine(
      "untranslatable",
      "ping download.httpbin as r; send ip(dst=100.96.0.1, src=100.64.0.2)/icmp4(type=timestamp) from client; run 1s"),
    ReasonLine(
      "no-error-to-source",
      "ping 172.20.0.100; send wg.transport(from=client, to=gateway)/ip(src=0.0.0.0, dst=172.20.0.100)/udp() at client.wire; run 1s"
    ),
  ]

  /// Discarded at clients and gateways, or ignored by them.
  static let fromAccess: [ReasonLine] = [
    ReasonLine(
      "not-configured",
      "restart client --kill; send udp(dst=172.20.0.100) from client; run 1s"),
    ReasonLine(
      "unauthorized-reply",
      "ping 172.20.0.100; ping download.httpbin; on icmp(type=echo-reply) at gateway.lan : delay 2s; ping 172.20.0.100 in background as p; run 200ms; revoke \"MyCorp Network\"; run 5s"
    ),
    ReasonLine(
      "buffer-full",
      "send udp(dst=172.20.0.100, dport=7, sport=1..400)/\"x\" from client; run 1s"),
    ReasonLine(
      "malformed",
      "on udp at client.wire : edit { udp.length = 3 }; ping 172.20.0.100"),
    ReasonLine(
      "source-not-allowed",
      "ping 172.20.0.100; send wg.transport(from=gateway, to=client)/ip(src=9.9.9.9, dst=100.64.0.2)/udp(dport=7) at gateway.wire; run 1s"
    ),
    ReasonLine(
      "not-for-us",
      "ping 172.20.0.100; send wg.transport(from=gateway, to=client)/ip(src=172.20.0.100, dst=100.64.0.77)/udp(dport=7) at gateway.wire; run 1s"
    ),
    ReasonLine(
      "unknown-control",
      "ping 172.20.0.100; send wg.transport(from=client, to=gateway)/ip6(src=::, dst=::)/control(type=99) at client.wire; run 1s"
    ),
    ReasonLine(
      "no-path",
      "token expire for client in 5s; ping 172.20.0.100; run 10s; ping 172.20.0.100; run 5m"),
    ReasonLine(
      "unknown-client",
      "on authorize_flow at portal.ws : hold; ping 172.20.0.100 in background as p; run 1s; token revoke for client; run 1s; release; run 5s"
    ),
    ReasonLine(
      "not-requested",
      "on flow_created at portal.ws : duplicate; ping 172.20.0.100; run 3s"),
    ReasonLine(
      "malformed-control",
      "ping 172.20.0.100; send wg.transport(from=gateway, to=client)/ip6(src=::, dst=::)/control(type=domain-status)/\"x\" at gateway.wire; run 1s"
    ),
  ]

  /// What a client makes of a refusal.
  static let fromRecovery: [ReasonLine] = [
    ReasonLine(
      "re-authorize",
      "recovery icmp; ping 172.20.0.100; ping download.httpbin; revoke \"MyCorp Network\"; run 1s; ping 172.20.0.100"),
    ReasonLine(
      "flag-off",
      "ping 172.20.0.100; ping download.httpbin; revoke \"MyCorp Network\"; run 1s; ping 172.20.0.100"),
    ReasonLine(
      "too-soon",
      "recovery icmp; ping 172.20.0.100; ping download.httpbin; revoke \"MyCorp Network\"; run 1s; ping 172.20.0.100; run 300ms; revoke \"MyCorp Network\"; run 300ms; ping 172.20.0.100"
    ),
    ReasonLine(
      "foreign-reporter",
      "recovery icmp; ping 172.20.0.100; ping 172.20.0.100; send icmp4(src=172.20.0.55, dst=100.64.0.2, type=unreachable, code=prohibited, quote=p3) from gateway at gateway.lan; run 1s"
    ),
    ReasonLine(
      "filtered",
      "recovery icmp; ping 172.20.0.100; filter \"MyCorp Network\" allow icmp; run 1s; send wg.transport(from=gateway, to=client)/ip(src=172.20.0.100, dst=100.64.0.2)/icmp4(type=unreachable, code=prohibited, quote=ip(src=100.64.0.2, dst=172.20.0.100)/tcp(dport=80)) at gateway.wire; run 1s"
    ),
    ReasonLine(
      "not-our-packet",
      "recovery icmp; ping 172.20.0.100; send wg.transport(from=gateway, to=client)/ip(src=172.20.0.100, dst=100.64.0.2)/icmp4(type=unreachable, code=prohibited, quote=ip(src=100.64.0.9, dst=172.20.0.100)/tcp(dport=80)) at gateway.wire; run 1s"
    ),
  ]

  /// What becomes of questions for names, and of what applications wait for.
  static let fromNames: [ReasonLine] = [
    ReasonLine(
      "not-our-name",
      "send udp(dst=224.0.0.252, dport=5355)/dns(qname=\"other.example\") from client; run 1s"),
    ReasonLine(
      "not-dns",
      "send udp(dst=100.100.111.1, dport=99)/\"abc\"; run 1s"),
    ReasonLine(
      "unassigned-sentinel",
      "send udp(dst=100.100.111.77, dport=53)/dns(qname=\"a.example\"); run 1s"),
    ReasonLine(
      "timed-out",
      "on tcp at gateway.lan : drop; tcp 172.20.0.100 80"),
    ReasonLine(
      "unreachable",
      "tcp 10.9.9.9 80"),
    ReasonLine(
      "malformed-query",
      "ping 172.20.0.100; send wg.transport(from=client, to=gateway)/ip(src=100.64.0.2, dst=100.64.0.1)/udp(sport=9, dport=53535)/\"abc\" at client.wire; run 1s"
    ),
    ReasonLine(
      "failed",
      "dig nowhere.httpbin; ping nowhere.httpbin"),
  ]
}
