import Base
import Testing

@testable import Sim

/// Each verdict that `beliefs` can give.
@Suite struct BeliefVerdictTests {
  private static let later = Instant.zero + .seconds(2)
  private static let refused = AccessViews.Refused(reason: "forbidden", until: later)

  @Test(
    arguments: [
      (AccessViews(), "agree"),
      (AccessViews(portal: true, gateway: true, client: true), "agree"),
      (AccessViews(portal: true), "forgotten by both ends"),
      (AccessViews(portal: true, gateway: true), "desync: harmless"),
      (AccessViews(gateway: true, client: true), "desync: the portal has ended it"),
      (AccessViews(isPending: true), "asked: the portal's answer"),
      (AccessViews(isPending: true, isClientJoined: false), "asked: waits for the portal"),
      (AccessViews(refusal: refused), "refused as forbidden"),
      (AccessViews(client: true), "desync: the flag is off"),
      (AccessViews(client: true, isPending: true), "desync: healing"),
      (AccessViews(client: true, isPending: true, isClientJoined: false), "desync: heals when the portal is back"),
      (AccessViews(client: true, refusal: refused), "desync: refused as forbidden"),
      (AccessViews(client: true, isConnected: false), "desync: heals with the next packet, which finds no tunnel"),
      (AccessViews(client: true, heardByICMP: true), "desync: heals with the next packet, by ICMP"),
      (AccessViews(client: true, heardByControlEvent: true), "desync: heals with the next packet, by no_auth"),
      (AccessViews(client: true, pausedUntil: later, heardByICMP: true), "desync: heals with the first packet after"),
      (
        AccessViews(client: true, isClientJoined: false, heardByICMP: true),
        "desync: heals when the portal is back and a packet"
      ),
    ] as [(AccessViews, String)])
  func `each state of the three views has its verdict`(views: AccessViews, verdict: String) {
    #expect(views.verdict.hasPrefix(verdict), "\(views.verdict)")
  }
}
