import Base
import Cipher
import Portal
import Testing
import Traversal
import Wire
import WireGuard

@testable import Access

/// A gateway and bare tunnels to it, which say and hear any packet: what a hostile client could do as well.
struct Site {
  static let names: ResourceID = Fixture.id(0x51)
  static let otherNames: ResourceID = Fixture.id(0x52)
  static let internet: ResourceID = Fixture.id(0x53)
  static let domain = ResourceDomain(wireText: "app.corp.example") ?? ResourceDomain(.root)
  static let proxies = proxies(from: 1)

  var desk: GatewayDesk
  private var tunnels = SortedTable<ClientID, Connection>()
  private var heard = SortedTable<ClientID, [IPPacket]>()
  private var nextPacket: UInt32 = 1

  init() throws { desk = try GatewayDesk() }

  /// Four of each family.
  static func proxies(from first: Int) -> [IPAddress] {
    (first..<first + 4).map { Fixture.address("100.96.0.\($0)") }
      + (first..<first + 4).map { Fixture.address("fd00:2021:1111:8000::\(String($0, radix: 16))") }
  }

  static func addresses(_ client: ClientID) -> [IPAddress] {
    let number = client.low & 0xff
    return client == Fixture.client
      ? Fixture.clientAddresses
      : [Fixture.address("100.64.1.\(number)"), Fixture.address("fd00:2021:1111::1:\(String(number, radix: 16))")]
  }

  static func dns(_ id: ResourceID = names, _ pattern: String = "**.corp.example", _ filters: [Filter] = [])
    -> GatewayResource
  {
    GatewayResource(id: id, target: .dns(pattern: pattern, name: "names"), filters: filters)
  }

  static func cidr(_ id: ResourceID = Fixture.network, _ network: String = "172.20.0.0/16", _ filters: [Filter] = [])
    -> GatewayResource
  {
    Fixture.granted(Fixture.resource(id, network, filters: filters))
  }

  func order(
    _ resource: GatewayResource, _ client: ClientID = Fixture.client, until end: UnixTime? = nil,
    addresses: [IPAddress]? = nil, key: String? = nil
  ) -> AuthorizeFlow {
    let addresses = addresses ?? Self.addresses(client)
    return AuthorizeFlow(
      ref: "\(resource.id)", resource: resource,
      client: AuthorizedClient(
        id: client, publicKey: Fixture.keys(key ?? "\(client)").publicKey, presharedKey: .none,
        ipv4: Fixture.v4(addresses), ipv6: Fixture.v6(addresses)),
      clientICECredentials: .init(username: key ?? "\(client)", password: "cp"),
      gatewayICECredentials: .init(username: "g", password: "gp"), expiresAt: end)
  }

  /// Grants access, and builds the tunnel where there is none.
  mutating func admit(
    _ resource: GatewayResource, _ client: ClientID = Fixture.client, until end: UnixTime? = nil,
    addresses: [IPAddress]? = nil, key: String? = nil
  ) {
    desk.tell(.authorizeFlow(order(resource, client, until: end, addresses: addresses, key: key)))
    let name = key ?? "\(client)"
    guard tunnels[client]?.identity.remoteKey == nil || key != nil else { return settle() }
    let socket = Endpoint(Fixture.address("203.0.113.\(client.low & 0xff)"), 52625)
    let node = LocalNode(
      keys: Fixture.keys(name), sockets: [socket], wall: Fixture.wall, chance: Chance(seed: 3).stream(name))
    let identity = ConnectionIdentity(
      remoteKey: desk.gateway.publicKey, presharedKey: .none,
      localCredentials: .init(username: name, password: "cp"), remoteCredentials: .init(username: "g", password: "gp"))
    tunnels[client] = Connection(
      identity, role: .controlling, number: ConnectionNumber(index: 1, tag: 1), of: node, at: desk.now)
    drive(client) { $0.offer(host: socket, at: $1, into: &$2) }
    drive(client) { $0.add([Candidate(host: Fixture.gatewaySocket)], at: $1, into: &$2) }
    settle()
  }

  /// Lets the tunnel of a client say this.
  @discardableResult
  mutating func say(_ packet: IPPacket, from client: ClientID = Fixture.client) -> PacketID {
    let id = PacketID(nextPacket)
    nextPacket += 1
    drive(client) { $0.send(packet.bytes, id, at: $1, into: &$2) }
    settle()
    return id
  }

  mutating func say(_ control: PeerControl, from client: ClientID = Fixture.client) throws {
    say(try #require(control.packet), from: client)
  }

  mutating func assign(
    _ domain: ResourceDomain = domain, _ proxies: [IPAddress] = proxies, of resource: ResourceID = names,
    from client: ClientID = Fixture.client
  ) throws {
    try say(.assignedIPs(AssignedIPs(resource: resource, domain: domain, proxyIPs: proxies)), from: client)
  }

  mutating func give(_ input: AccessGateway.Input) {
    desk.give(input)
    settle()
  }

  /// What the system resolver says to the last question.
  mutating func resolve(_ addresses: String...) throws {
    let id = try #require(lookups.last?.id)
    give(.resolved(id, .addresses(addresses.map { Fixture.address($0) })))
  }

  @discardableResult
  mutating func lan(_ packet: IPPacket) -> PacketID {
    let id = desk.send(packet)
    settle()
    return id
  }

  mutating func wait(_ duration: Duration) {
    let end = desk.now + duration
    while let next = desk.gateway.timers.next, next <= end {
      desk.wait(until: max(next, desk.now))
      settle()
    }
    desk.wait(until: end)
    settle()
  }

  /// What the client's tunnel has brought since the beginning.
  func heard(_ client: ClientID = Fixture.client) -> [IPPacket] { heard[client] ?? [] }
  func controls(_ client: ClientID = Fixture.client) -> [PeerControl] { heard(client).compactMap { PeerControl($0) } }
  func errors(_ client: ClientID = Fixture.client) -> [ICMPError] {
    heard(client).compactMap { $0.reportedError?.error }
  }

  var lookups: [NameLookup] { desk.outputs.compactMap { if case .resolve(let lookup) = $0 { lookup } else { nil } } }
  var asked: [UpstreamQuery] { desk.outputs.compactMap { if case .ask(let query) = $0 { query } else { nil } } }
  var toLAN: [IPPacket] { desk.delivered }
  var events: [AccessEvent] { desk.events }
  /// Without checks by tunnels of which the gateway knows no more.
  var drops: [AccessDrop] { desk.drops.filter { $0 != .unclaimedCheck(nil) } }
  var refusals: [Refusal.Reason] { desk.refusals.map(\.reason) }
  var changes: [NATChange] { events.compactMap { if case .natChanged(_, let change) = $0 { change } else { nil } } }
  var statuses: [DomainStatus.Status] {
    controls().compactMap { if case .domainStatus(let status) = $0 { status.status } else { nil } }
  }
  var faults: [DomainFault?] {
    events.compactMap { event -> DomainFault?? in
      if case .domainSetUp(_, _, _, _, let fault) = event { fault } else { nil }
    }
  }
  func peer(_ client: ClientID = Fixture.client) -> ClientPeer? { desk.gateway.clients[client] }

  private mutating func drive(
    _ client: ClientID, _ body: (inout Connection, Instant, inout Outbox<Connection.Output>) -> Void
  ) {
    var out = Outbox<Connection.Output>(nextPacket: nextPacket)
    let now = desk.now
    _ = tunnels.update(client) { body(&$0, now, &out) }
    nextPacket = out.nextPacket
    for output in out.outputs {
      switch output {
      case .datagram(let bytes, let from, let to, let id, ecn: _):
        desk.give(.datagram(bytes, from: from, to: to, id))
      case .deliver(let bytes, _):
        if let packet = try? IPPacket(bytes) {
          if !heard.contains(client) { heard[client] = [] }
          heard.update(client) { $0.append(packet) }
        }
      case .relayed, .bind, .ice, .dropped, .tunnel, .secret, .state: break
      }
    }
  }

  private var settled = 0

  /// Takes each datagram of the gateway to its tunnel.
  private mutating func settle() {
    while settled < desk.outputs.count {
      let output = desk.outputs[settled]
      settled += 1
      guard case .datagram(let bytes, let from, let to, let id, ecn: _) = output else { continue }
      guard let client = tunnels.keys.first(where: { Fixture.address("203.0.113.\($0.low & 0xff)") == to.address })
      else { continue }
      if STUNMessage.isLikely(bytes, in: bytes.indices) {
        drive(client) { $0.check(bytes, from: from, to: to, id, at: $1, into: &$2) }
      } else {
        drive(client) {
          if let packet = $0.receive(.datagram(bytes, id), at: $1, into: &$2) { $2.put(.deliver(packet, id)) }
        }
      }
    }
  }

  /// Forgets what was put out so far.
  mutating func clear() {
    desk.outputs = []
    settled = 0
  }
}
