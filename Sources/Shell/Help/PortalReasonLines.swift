// Lines after which accesses end for these reasons. They run as tests.

extension ReasonPages {
  /// Why the portal ends accesses, and refuses them.
  static let fromPortal: [ReasonLine] = [
    ReasonLine(
      "not_found",
      "policy delete \"MyCorp Network\"; on resource_deleted at portal.ws : drop; ping 172.20.0.100; run 1s"),
    ReasonLine(
      "expiry",
      "ping 172.20.0.100; expire \"MyCorp Network\" in 2s; run 5s"),
    ReasonLine(
      "superseded",
      "ping 172.20.0.100; restart client --kill; run 5s; ping 172.20.0.100"),
    ReasonLine(
      "policy-changed",
      "ping 172.20.0.100; policy disable \"MyCorp Network\"; run 1s"),
    ReasonLine(
      "site-left",
      "ping 172.20.0.100; site delete mycro-aws-gws; run 1s"),
    ReasonLine(
      "resource-deleted",
      "ping 172.20.0.100; resource delete \"MyCorp Network\"; run 1s"),
    ReasonLine(
      "token-deleted",
      "ping 172.20.0.100; token revoke for client; run 1s"),
    ReasonLine(
      "reject_access",
      "ping 172.20.0.100; revoke \"MyCorp Network\"; run 1s"),
    ReasonLine(
      "goodbye",
      "ping 172.20.0.100; restart client; run 3s"),
    ReasonLine(
      "shut-down",
      "ping 172.20.0.100; restart gateway; run 3s"),
    ReasonLine(
      "client-deleted",
      "ping 172.20.0.100; device delete client; run 1s"),
    ReasonLine(
      "actor-disabled",
      "ping 172.20.0.100; actor disable client; run 1s"),
    ReasonLine(
      "account-disabled",
      "ping 172.20.0.100; account disable; run 1s"),
    ReasonLine(
      "client-unverified",
      "device verify client; ping 172.20.0.100; device unverify client; run 1s"),
    ReasonLine(
      "resource-changed",
      "ping 172.20.0.100; resource set \"MyCorp Network\" address 172.20.0.0/24; run 1s"),
    ReasonLine(
      "membership-removed",
      "group create Staff; group add client to Staff; policy delete \"MyCorp Network\"; policy add \"MyCorp Network\" of Staff; run 1s; ping 172.20.0.100; group remove client from Staff; run 1s"
    ),
    ReasonLine(
      "init",
      "recovery icmp; ping 172.20.0.100; ping download.httpbin; partition gateway portal; run 1m; policy disable \"MyCorp Network\"; run 1s; heal; run 1m"
    ),
  ]
}
