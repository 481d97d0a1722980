import Access
import Base
import HostStack
import Lab
import Portal
import Testing
import Wire

@testable import Sim

/// What `beliefs` promises comes true: each situation is made, its prospect read, and the world run.
@Suite struct PromiseTests {
  /// A situation, and what the first word of its prospect must be, so that none is tested for another.
  struct Situation: CustomTestStringConvertible, Sendable {
    let name: String
    let words: String
    let make: @Sendable (inout PromiseDesk) throws -> Void

    init(_ name: String, _ words: String, _ make: @escaping @Sendable (inout PromiseDesk) throws -> Void) {
      self.name = name
      self.words = words
      self.make = make
    }

    var testDescription: String { name }
  }

  @Test(arguments: agreements + losses + gatewayTroubles + portalTroubles)
  func `what is said comes true`(_ situation: Situation) throws {
    for seed in UInt64(1)...3 {
      var desk = try PromiseDesk(seed: seed)
      try situation.make(&desk)
      let prospect = try desk.prospect
      #expect(prospect.words.hasPrefix(situation.words), "\(prospect.words)")
      try desk.keep(prospect)
      desk.desk.check(situation.name)
    }
  }

  static let agreements = [
    Situation("nobody asked", "agree") { _ in },
    Situation("granted", "agree, until") { try $0.reach() },
    Situation("granted for half a minute", "agree, until") {
      try $0.reach()
      try $0.change(.expire(resource: $0.resource, client: "client", gateway: nil, after: .seconds(30)))
      $0.desk.wait(.seconds(1))
    },
    Situation("the first end counts, in the original", "agree, until 3") {
      try $0.reach()
      try $0.perform(.setQuirk("keep-first-expiry", node: "gateway", on: true))
      try $0.change(.expire(resource: $0.resource, client: "client", gateway: nil, after: .seconds(30)))
      $0.desk.wait(.seconds(1))
      try $0.change(.authorize(resource: $0.resource, client: "client", gateway: "gateway"))
      $0.desk.wait(.seconds(1))
    },
    Situation("just asked", "asked: with the portal's answer") { try $0.send() },
    Situation("asked while the portal is down", "asked: when the client reaches the portal") {
      try $0.perform(.node("portal", .stop(gracefully: false)))
      $0.desk.wait(.seconds(1))
      try $0.send()
    },
    Situation("the gateway never answers", "asked: with the portal's answer") {
      try $0.drop("flow_authorized", from: "gateway")
      try $0.send()
      $0.desk.wait(.seconds(1))
    },
    Situation("refused for its hour", "refused as forbidden") {
      try $0.closeWindow()
      try $0.reach()
      $0.desk.wait(.milliseconds(300))
    },
  ]

  static let losses = [
    Situation("revoked", "desync: heals with the next packet, by ICMP") { try $0.revoke() },
    Situation("revoked, no flag", "desync: does not heal, the flag") {
      try $0.desk.flag(false)
      try $0.revoke()
    },
    Situation("revoked, the later design", "desync: heals with the next packet, by no_authorization") {
      try $0.desk.flag(false)
      for node in ["client", "gateway"] {
        try $0.perform(.setFlag("no-authorization-control-event", node: node, on: true))
      }
      try $0.revoke()
    },
    Situation("revoked again at once", "desync: heals with the first packet after") {
      try $0.revoke()
      try $0.send()
      $0.desk.wait(.milliseconds(300))
      try $0.revoke()
    },
    Situation("revoked again at once, without a pause", "desync: heals with the next packet") {
      try $0.perform(.setQuirk("reauthorize-without-pause", node: "client", on: true))
      try $0.revoke()
      try $0.send()
      $0.desk.wait(.milliseconds(300))
      try $0.revoke()
    },
    Situation("revoked, and the request lost", "desync: heals with the next packet") {
      try $0.revoke()
      try $0.drop("create_flow", from: "client", times: 1)
      try $0.send()
      $0.desk.wait(.seconds(5))
    },
    Situation("revoked where filters allow little", "desync: heals with the next packet that is allowed (icmp)") {
      try $0.perform(.setFilters(resource: $0.resource, [.icmp]))
      $0.desk.wait(.seconds(1))
      try $0.revoke()
    },
    Situation("revoked beside a broader access", "desync: does not heal, its packets pass because of Wide") {
      try $0.grantWide()
      try $0.revoke()
    },
    Situation("revoked, the client asleep for a moment", "desync: heals with the first packet after") {
      try $0.revoke()
      try $0.perform(.node("client", .sleep(.seconds(5))))
    },
    Situation("revoked, the client asleep", "desync: heals when packets have gone unanswered") {
      try $0.revoke()
      try $0.perform(.node("client", .sleep(.seconds(20))))
    },
    Situation("a name's resource revoked", "desync: heals with the next packet that is allowed") {
      try $0.useName()
      try $0.revoke()
    },
  ]

  static let gatewayTroubles = [
    Situation("the gateway crashed and is back", "desync: heals when packets have gone unanswered") {
      try $0.reach()
      try $0.perform(.node("gateway", .restart(gracefully: false)))
      $0.desk.wait(.seconds(3))
    },
    Situation("the gateway crashed", "desync: does not heal, the portal would answer offline") {
      try $0.reach()
      try $0.perform(.node("gateway", .stop(gracefully: false)))
      $0.desk.wait(.seconds(3))
    },
    Situation("revoked, client and gateway apart", "desync: heals when client and gateway reach") {
      try $0.revoke()
      try $0.perform(.partition("client", "gateway"))
    },
    Situation("an access that nobody asked for", "desync: heals with the next packet, which asks") {
      try $0.change(.authorize(resource: $0.resource, client: "client", gateway: "gateway"))
      $0.desk.wait(.seconds(1))
    },
    Situation("the client crashed and is back", "desync: heals with the next packet, which asks") {
      try $0.reach()
      try $0.perform(.node("client", .restart(gracefully: false)))
      $0.desk.wait(.seconds(3))
    },
  ]

  static let portalTroubles = [
    Situation("revoked, the portal down", "desync: heals when the client reaches the portal") {
      try $0.revoke()
      try $0.perform(.node("portal", .stop(gracefully: false)))
      $0.desk.wait(.seconds(1))
    },
    Situation("revoked, client and portal apart", "desync: heals when the client reaches the portal") {
      try $0.revoke()
      try $0.perform(.partition("client", "portal"))
    },
    Situation("revoked, gateway and portal apart", "desync: heals when the gateway reaches the portal") {
      try $0.revoke()
      try $0.perform(.partition("gateway", "portal"))
    },
    Situation("taken away while gateway and portal are apart", "desync: heals when the gateway reaches the portal") {
      try $0.reach()
      try $0.reachOther()
      try $0.perform(.partition("gateway", "portal"))
      try $0.change(.setPolicy(resource: $0.resource, group: nil, enabled: false))
      $0.desk.wait(.seconds(1))
    },
    Situation("taken away, and the gateway not told", "desync: heals when the access ends at the gateway") {
      try $0.reach()
      try $0.reachOther()
      try $0.change(.expire(resource: $0.resource, client: "client", gateway: nil, after: .seconds(90)))
      $0.desk.wait(.seconds(1))
      try $0.drop("reject_access", from: "portal")
      try $0.change(.setPolicy(resource: $0.resource, group: nil, enabled: false))
      $0.desk.wait(.seconds(1))
    },
    Situation("taken away a moment ago", "desync: heals with a message") {
      try $0.reach()
      try $0.reachOther()
      try $0.change(.setPolicy(resource: $0.resource, group: nil, enabled: false))
    },
    Situation("its hour is over", "desync: heals within a minute") {
      try $0.openWindow(until: .seconds(40))
      try $0.reach()
      try $0.reachOther()
      $0.desk.runTo(.zero + .seconds(41))
    },
  ]
}
