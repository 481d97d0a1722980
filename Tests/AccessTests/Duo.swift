import Base
import Cipher
import Portal
import Testing
import Wire
import WireGuard

@testable import Access

/// A client and its gateway on one clock, and a portal that grants everything; frames and datagrams are handed over at
/// once.
struct Duo {
  var client: ClientDesk
  var gateway: GatewayDesk
  var resources: [ClientResource]
  /// Filters that the gateway is told in place of the client's.
  var gatewayFilters: [Filter]?
  var expiry: UnixTime?
  var portalAnswers = true
  var psk = PresharedKey.none
  /// A router between the two marks every datagram that passes.
  var isCongested = false
  /// The marks of the datagrams as they left the client.
  private(set) var marks: [ECN] = []
  /// What became of every packet and message since the beginning.
  private(set) var clientEvents: [AccessEvent] = []
  private(set) var gatewayEvents: [AccessEvent] = []
  private(set) var asked: [ResourceID] = []
  private(set) var toApps: [IPPacket] = []
  private(set) var toLAN: [IPPacket] = []

  init(flagOn: Bool = true, _ resources: [ClientResource] = Fixture.resources) throws {
    client = try ClientDesk(flagOn: flagOn, resources)
    gateway = try GatewayDesk()
    self.resources = resources
  }

  var now: Instant { client.now }

  mutating func app(_ packet: IPPacket) {
    client.send(packet)
    settle()
  }

  mutating func lan(_ packet: IPPacket) {
    gateway.send(packet)
    settle()
  }

  /// Lets time pass in small steps, so that what one says the other hears at about that time.
  mutating func wait(_ duration: Duration, step: Duration = .milliseconds(500)) {
    let end = now + duration
    while now < end {
      let next = min(now + step, end)
      client.wait(until: next)
      gateway.wait(until: next)
      settle()
    }
  }

  mutating func tellGateway(_ message: ToGateway) {
    gateway.tell(message)
    settle()
  }

  mutating func revoke(_ resource: ResourceID) {
    tellGateway(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: resource)))
  }

  var verdicts: [Recovery.Verdict] {
    clientEvents.compactMap { if case .prohibited(_, _, let verdict) = $0 { verdict } else { nil } }
  }

  mutating func settle() {
    while !client.outputs.isEmpty || !gateway.outputs.isEmpty {
      let (ofClient, ofGateway) = (client, gateway)
      client.outputs = []
      gateway.outputs = []
      take(ofClient)
      take(ofGateway)
    }
  }

  private mutating func take(_ desk: ClientDesk) {
    clientEvents += desk.events
    asked += desk.asked
    toApps += desk.delivered
    for case .datagram(let bytes, let from, let to, let id, let ecn) in desk.outputs {
      marks.append(ecn)
      gateway.give(.datagram(bytes, from: from, to: to, id, ecn: isCongested ? .congestionExperienced : ecn))
    }
    for message in desk.toPortal where portalAnswers {
      switch message {
      case .createFlow(let flow): authorize(flow.resourceID)
      case .broadcastICECandidates(let message):
        gateway.tell(.iceCandidates(ClientCandidates(clientID: Fixture.client, candidates: message.candidates)))
      default: break
      }
    }
  }

  private mutating func take(_ desk: GatewayDesk) {
    gatewayEvents += desk.events
    toLAN += desk.delivered
    for case .datagram(let bytes, let from, let to, let id, let ecn) in desk.outputs {
      client.give(.datagram(bytes, from: from, to: to, id, ecn: isCongested ? .congestionExperienced : ecn))
    }
    for case .portal(.text(let text)) in desk.outputs {
      guard let frame = try? ChannelFrame<FromGateway>(parsing: text), case .message(let message) = frame.content
      else { continue }
      switch message {
      case .flowAuthorized(let flow): if let id = ResourceID(flow.ref) { client.tell(.flowCreated(created(id))) }
      case .broadcastICECandidates(let message):
        client.tell(
          .iceCandidates(GatewayCandidates(gatewayID: Fixture.gateway, candidates: message.candidates)))
      default: break
      }
    }
  }

  private mutating func authorize(_ id: ResourceID) {
    guard let resource = resources.first(where: { $0.id == id }) else { return }
    gateway.tell(.authorizeFlow(order(resource)))
  }

  func order(_ resource: ClientResource) -> AuthorizeFlow {
    AuthorizeFlow(
      ref: "\(resource.id)", resource: Fixture.granted(resource, filters: gatewayFilters),
      client: AuthorizedClient(
        id: Fixture.client, publicKey: client.client.publicKey, presharedKey: psk,
        ipv4: Fixture.v4(Fixture.clientAddresses), ipv6: Fixture.v6(Fixture.clientAddresses)),
      clientICECredentials: .init(username: "c", password: "cp"),
      gatewayICECredentials: .init(username: "g", password: "gp"), expiresAt: expiry)
  }

  func created(_ resource: ResourceID) -> FlowCreated {
    FlowCreated(
      resourceID: resource, gatewayID: Fixture.gateway, siteID: Fixture.site,
      gatewayPublicKey: gateway.gateway.publicKey, gatewayIPv4: Fixture.v4(Fixture.gatewayAddresses),
      gatewayIPv6: Fixture.v6(Fixture.gatewayAddresses), presharedKey: psk,
      clientICECredentials: .init(username: "c", password: "cp"),
      gatewayICECredentials: .init(username: "g", password: "gp"))
  }
}
