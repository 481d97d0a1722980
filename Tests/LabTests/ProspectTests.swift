import Access
import Base
import Portal
import Testing

@testable import Lab

/// Each prospect that `beliefs` can tell of. What they promise is held to in `PromiseTests`.
@Suite struct ProspectTests {
  private static let later = Instant.zero + .seconds(2)
  private static let evenLater = Instant.zero + .seconds(9)
  private static let refused = AccessViews.Refused(reason: .forbidden, until: evenLater)
  private static let silent = AccessViews.Reach(client: true, gateway: false)
  private static let deaf = AccessViews.Reach(client: false, gateway: true)

  @Test(
    arguments: [
      (AccessViews(), "agree"),
      (AccessViews(portal: true, gateway: true, client: true), "agree"),
      (
        AccessViews(portal: true, gateway: true, client: true, ends: .init(portal: later, gateway: later)),
        "agree, until"
      ),
      (
        AccessViews(portal: true, gateway: true, client: true, ends: .init(portal: evenLater, gateway: later)),
        "agree, until 2s: the gateway ends it first"
      ),
      (AccessViews(portal: true), "desync: heals with the next packet, which asks"),
      (AccessViews(portal: true, filters: "tcp 443"), "desync: heals with the next packet that is allowed (tcp 443)"),
      (AccessViews(portal: true, portalReaches: deaf), "desync: heals when the client reaches the portal"),
      (AccessViews(portal: true, portalReaches: silent), "desync: heals when the gateway reaches the portal"),
      (AccessViews(portal: true, wouldRefuse: .offline), "desync: does not heal, the portal would answer offline"),
      (AccessViews(portal: true, gateway: true), "desync: heals with the next packet, which asks"),
      (AccessViews(gateway: true, client: true), "desync: does not heal, the gateway was not told"),
      (
        AccessViews(gateway: true, ends: .init(gateway: later)),
        "desync: heals when the access ends at the gateway, at 2s"
      ),
      (AccessViews(gateway: true, portalReaches: silent), "desync: heals when the gateway reaches the portal"),
      (AccessViews(gateway: true, condition: .told), "desync: heals with a message"),
      (
        AccessViews(gateway: true, portalReaches: silent, condition: .listIgnored),
        "desync: does not heal, the gateway was not told"
      ),
      (AccessViews(asking: .asked), "asked: with the portal's answer"),
      (AccessViews(asking: .held), "asked: when the client reaches the portal again"),
      (AccessViews(asking: .asked, portalReaches: silent), "asked: when the gateway reaches the portal again"),
      (AccessViews(refusal: refused), "refused as forbidden: packets are answered locally until 9s"),
      (AccessViews(client: true), "desync: does not heal, the flag is off"),
      (AccessViews(client: true, asking: .asked), "desync: heals with the portal's answer"),
      (AccessViews(client: true, hears: [.icmp]), "desync: heals with the next packet, by ICMP prohibited"),
      (AccessViews(client: true, hears: [.controlEvent]), "desync: heals with the next packet, by no_authorization"),
      (AccessViews(client: true, pausedUntil: later, hears: [.icmp]), "desync: heals with the first packet after 2s"),
      (
        AccessViews(client: true, refusal: refused, pausedUntil: later, hears: [.icmp]),
        "desync: heals with the first packet after 9s"
      ),
      (AccessViews(client: true, hears: [.icmp], path: .gone), "desync: heals when packets have gone unanswered"),
      (AccessViews(client: true, hears: [.icmp], path: .cut), "desync: heals when client and gateway reach each other"),
      (
        AccessViews(client: true, hears: [.icmp], bypass: "All"),
        "desync: does not heal, its packets pass because of All"
      ),
      (AccessViews(client: true, hears: [.icmp], wouldRefuse: .forbidden), "desync: heals within a minute"),
      (AccessViews(client: true, hears: [.icmp], portalReaches: deaf), "desync: heals when the client reaches"),
      (
        AccessViews(client: true, hears: [.icmp], condition: .clientAsleep(until: later)),
        "desync: heals with the first packet after 2s, by ICMP"
      ),
      (AccessViews(client: true, condition: .clientDown), "desync: does not heal, the client's process has ended"),
    ] as [(AccessViews, String)])
  func `each state of the three views has its prospect`(views: AccessViews, words: String) {
    #expect(views.prospect.words.hasPrefix(words), "\(views.prospect.words)")
  }
}
