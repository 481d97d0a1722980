import Base
import Cipher
import Portal
import Testing
import Traversal
import Wire

@testable import Access

/// A client on one clock with two gateways that the test speaks for, and a portal that grants everything.
struct Stage {
  var desk: ClientDesk
  var gateways = [GatewayEnd(1), GatewayEnd(2)]
  /// The gateway that the portal chooses, by its place; none if it does not answer.
  var chosen: Int? = 0
  private(set) var events: [AccessEvent] = []
  private(set) var delivered: [IPPacket] = []
  private(set) var asked: [CreateFlow] = []
  private(set) var announced: [GatewayID] = []
  private(set) var asks: [UpstreamQuery] = []
  private(set) var configurations: [TunConfiguration] = []

  init(
    flagOn: Bool = true, _ resources: [ClientResource] = Fixture.resources, upstreams: [Endpoint] = [],
    quirks: [AccessQuirk] = []
  ) throws {
    desk = try ClientDesk(flagOn: flagOn, resources, upstreams: upstreams)
    for quirk in quirks { desk.give(.setQuirk(quirk, true)) }
  }

  var now: Instant { desk.now }
  var client: AccessClient { desk.client }

  @discardableResult
  mutating func app(_ packet: IPPacket) -> PacketID {
    let id = desk.send(packet)
    settle()
    return id
  }

  mutating func give(_ input: AccessClient.Input) {
    desk.give(input)
    settle()
  }

  mutating func tell(_ message: ToClient) {
    desk.tell(message)
    settle()
  }

  /// A packet out of a gateway's tunnel.
  mutating func from(_ packet: IPPacket?, by gateway: Int = 0) throws {
    let packet = try #require(packet)
    let datagrams = gateways[gateway].send(packet, at: now)
    hand(datagrams)
    settle()
  }

  mutating func from(_ control: PeerControl, by gateway: Int = 0) throws { try from(control.packet, by: gateway) }

  mutating func wait(_ duration: Duration, step: Duration = .milliseconds(250)) {
    let end = now + duration
    while now < end {
      desk.wait(until: min(now + step, end))
      for i in gateways.indices { hand(gateways[i].wake(at: now)) }
      settle()
    }
  }

  mutating func settle() {
    while !desk.outputs.isEmpty {
      let outputs = desk.outputs
      let messages = desk.toPortal
      events += desk.events
      delivered += desk.delivered
      desk.outputs = []
      for output in outputs {
        switch output {
        case .datagram(let bytes, let from, let to, _, ecn: _): carry((bytes, from, to))
        case .ask(let query): asks.append(query)
        case .interface(let configuration): configurations.append(configuration)
        default: break
        }
      }
      for message in messages { hear(message) }
    }
  }

  private mutating func carry(_ datagram: GatewayEnd.Datagram) {
    for i in gateways.indices where gateways[i].socket == datagram.to {
      hand(gateways[i].receive(datagram, at: now))
    }
  }

  private mutating func hand(_ datagrams: [GatewayEnd.Datagram]) {
    for datagram in datagrams {
      desk.give(.datagram(datagram.bytes, from: datagram.from, to: datagram.to, .none))
    }
  }

  private mutating func hear(_ message: FromClient) {
    switch message {
    case .createFlow(let flow):
      asked.append(flow)
      if let chosen { grant(flow.resourceID, by: chosen) }
    case .broadcastICECandidates(let message): announced += message.gatewayIDs
    default: break
    }
  }

  mutating func grant(_ resource: ResourceID, by number: Int) {
    gateways[number].accept(client.publicKey, at: now)
    desk.tell(.flowCreated(created(resource, by: number)))
    desk.tell(
      .iceCandidates(
        GatewayCandidates(
          gatewayID: gateways[number].id, candidates: [Candidate(host: gateways[number].socket).text])))
  }

  func created(_ resource: ResourceID, by number: Int) -> FlowCreated {
    let gateway = gateways[number]
    return FlowCreated(
      resourceID: resource, gatewayID: gateway.id, siteID: Fixture.site, gatewayPublicKey: gateway.publicKey,
      gatewayIPv4: Fixture.v4(gateway.addresses), gatewayIPv6: Fixture.v6(gateway.addresses), presharedKey: .none,
      clientICECredentials: .init(username: "c", password: "cp"),
      gatewayICECredentials: .init(username: "g", password: "gp"))
  }

  mutating func fail(_ resource: ResourceID, _ reason: FlowCreationFailed.Reason) {
    tell(.flowCreationFailed(FlowCreationFailed(resourceID: resource, reason: reason)))
  }

  // What happened.

  var drops: [AccessDrop] { events.compactMap { if case .dropped(_, let drop) = $0 { drop } else { nil } } }
  var refusals: [Refusal.Reason] {
    events.compactMap { if case .refused(let refusal) = $0 { refusal.reason } else { nil } }
  }
  var intents: [IntentTrigger] { events.compactMap { if case .intent(_, let trigger) = $0 { trigger } else { nil } } }
  var statuses: [TranslationStatus] {
    events.compactMap { if case .translation(_, _, _, let status) = $0 { status } else { nil } }
  }
  var failures: [ResolutionFailure] {
    events.compactMap { if case .answered(_, _, _, let failure) = $0 { failure } else { nil } }
  }
  var routes: [QueryRoute] { events.compactMap { if case .asked(_, _, let route) = $0 { route } else { nil } } }
}
