import Base

/// Draws what happens next, of what can happen in the world as it is.
struct DeedDrawing {
  var chance: Chance
  let reference: Reference
  var rights: Rights { reference.rights }
  var terrain: Terrain { reference.terrain }

  /// What one draw can come to, and how often. Probes are half of it: only they tell what the rest has done.
  private static let kinds: [(weight: UInt32, draw: @Sendable (inout DeedDrawing) -> [Deed]?)] = [
    (40, { $0.probes() }), (6, { [.run($0.pick([.milliseconds(300), .seconds(3), .seconds(40)]))] }),
    (5, { $0.revocation() }), (2, { $0.expiry() }), (1, { $0.authorization() }),
    (7, { $0.policy() }), (3, { $0.filter() }), (5, { $0.resource() }), (4, { $0.people() }), (2, { $0.token() }),
    (3, { $0.naming() }), (2, { $0.internet() }), (3, { $0.roaming() }), (3, { $0.restart() }), (2, { $0.stopping() }),
    (2, { $0.sleeping() }), (3, { $0.partition() }), (4, { $0.link() }), (3, { $0.interference() }),
    (1, { $0.idle() }), (1, { $0.recovery() }), (4, { $0.relays() }), (3, { $0.deauthorizedApart() }),
    (2, { $0.foreignSource() }), (3, { $0.anotherGateway() }), (3, { $0.router() }), (5, { $0.portalAway() }),
    (2, { $0.forgery() }), (2, { $0.loneDatagram() }), (2, { $0.missedFilter() }), (2, { $0.flood() }),
    (2, { $0.hour() }), (2, { $0.renewal() }),
  ]
  private static let total = kinds.reduce(0) { $0 + $1.weight }

  init(chance: Chance, reference: Reference) { (self.chance, self.reference) = (chance, reference) }

  /// Deeds that belong together.
  mutating func draw() -> [Deed] {
    while true {
      var place = chance.below(Self.total)
      for kind in Self.kinds {
        if place < kind.weight {
          if let deeds = kind.draw(&self) { return deeds }
          break
        }
        place -= kind.weight
      }
    }
  }

  mutating func oneIn(_ number: UInt32) -> Bool { chance.below(number) == 0 }
  mutating func pick<Element>(_ all: [Element]) -> Element { all[Int(chance.below(UInt32(all.count)))] }
  mutating func any<Element>(_ all: [Element]) -> Element? { all.isEmpty ? nil : pick(all) }

  mutating func someClient() -> String { pick(terrain.clients) }
  mutating func someResource() -> String? { any(rights.resources.keys) }
  mutating func pause() -> Deed { .run(pick([.milliseconds(20), .milliseconds(300), .seconds(2)])) }

  // What applications do.

  private mutating func probes() -> [Deed]? {
    let probe = ProbeDrawing.probe(from: someClient(), reference, &chance)
    return probe.map { oneIn(4) ? [.probe($0), .run(.seconds(1)), .probe($0)] : [.probe($0)] }
  }

  // What becomes of accesses.

  /// A gateway loses an access that it has: another one is used before, so that the tunnel stays.
  private mutating func revocation() -> [Deed]? {
    let client = someClient()
    guard let resource = someResource(), let gateway = gateway(of: resource) else { return nil }
    let before = (0..<2).compactMap { _ in ProbeDrawing.probe(from: client, reference, &chance) }
    let probe = ProbeDrawing.probe(from: client, to: resource, reference, &chance)
    return before.map(Deed.probe) + (probe.map { [.probe($0)] } ?? [])
      + [.revoke(resource, client: client, gateway: gateway), pause()]
      + (probe.map { [.probe($0), pause(), .probe($0)] } ?? [])
  }

  mutating func gateway(of resource: String) -> String? {
    any(rights.resources[resource]?.sites.flatMap { terrain.gateways[$0] ?? [] } ?? [])
  }

  private mutating func expiry() -> [Deed]? {
    let client = someClient()
    guard let resource = someResource() else { return nil }
    let span = pick([Duration?.none, .seconds(2), .seconds(30), .seconds(90)])
    let probe = ProbeDrawing.probe(from: client, to: resource, reference, &chance)
    return (probe.map { [.probe($0)] } ?? []) + [.expire(resource, client: client, after: span), pause()]
  }

  private mutating func authorization() -> [Deed]? {
    guard let resource = someResource(), let gateway = gateway(of: resource) else { return nil }
    return [.authorize(resource, client: someClient(), gateway: gateway), pause()]
  }

  private mutating func policy() -> [Deed]? {
    guard let resource = someResource() else { return nil }
    let has = rights.policies.contains { $0.resource == resource }
    switch chance.below(8) {
    case 0...1 where has: return [.enablePolicies(resource, false), pause()]
    case 2...4 where has: return [.enablePolicies(resource, true), pause()]
    case 5 where has: return [.enablePolicies(resource, false), pause(), .enablePolicies(resource, true), pause()]
    case 6 where has: return [.deletePolicies(resource), pause()]
    default: return [addition(to: resource), pause()]
    }
  }

  private mutating func addition(to resource: String) -> Deed {
    var clause = Rights.Clause(group: pick([Rights.everyone, Rights.everyone, "Red", "Blue"]), resource: resource)
    if !rights.groups.contains(clause.group) { clause.group = Rights.everyone }
    if oneIn(4) { clause.conditions = [pick([.verified, .regions(["DE"])])] }
    return .addPolicy(clause, lasting: oneIn(3) ? pick([.seconds(20), .seconds(100)]) : nil)
  }

  private mutating func filter() -> [Deed]? {
    let choices: [[Rights.Opening]] = [
      [], [], [.tcp(80...80)], [.icmp], [.tcp(80...80), .icmp], [.udp(7...7)], [.tcp(1...65535), .icmp],
    ]
    // The Internet resource has no filters: they are in no message.
    guard let name = someResource(), rights.resources[name]?.target != .internet else { return nil }
    return [.filter(name, pick(choices)), pause()]
  }

  private mutating func resource() -> [Deed]? {
    let sites = terrain.gateways.keys.filter { $0 != "Internet" }
    guard let site = any(sites), let name = someResource(), let holding = rights.resources[name] else { return nil }
    let name2 = "Added \(rights.resources.count)"
    switch chance.below(7) {
    case 0: return [.deleteResource(name), pause()]
    case 1...2:
      guard case .network(let prefix) = holding.target else { return nil }
      let length = prefix.family == .v4 ? pick([16, 24, 28]) : pick([56, 64, 112])
      return IPPrefix(prefix.address, length: length).map { [.moveResource(name, to: $0), pause()] }
    case 3: return holding.target == .internet ? nil : [.resite(name, site), pause()]
    default:
      guard rights.resources[name2] == nil, holding.target != .internet else { return nil }
      let new = Rights.Holding(
        target: holding.target, sites: holding.sites, filters: pick([[], [.icmp], [.tcp(80...80)]]))
      return [
        .addResource(name2, new), .addPolicy(.init(group: Rights.everyone, resource: name2), lasting: nil), pause(),
      ]
    }
  }

  private mutating func people() -> [Deed]? {
    let client = someClient()
    let actor = rights.clients[client]?.actor ?? client
    switch chance.below(6) {
    case 0...2:
      guard let group = any(rights.groups.keys) else { return nil }
      let isIn = rights.groups[group]?.contains(actor) ?? false
      return [.member(actor, of: group, !isIn), pause()]
    case 3: return [.verify(client, !(rights.clients[client]?.isVerified ?? false)), pause()]
    case 4: return [.actor(actor, enabled: false), .run(.seconds(3)), .actor(actor, enabled: true), pause()]
    default: return [.account(enabled: false), .run(.seconds(3)), .account(enabled: true), pause()]
    }
  }

  private mutating func token() -> [Deed]? {
    let client = someClient()
    guard terrain.clients.count > 1 || oneIn(3) else { return nil }
    if oneIn(3) { return [.revokeToken(client), pause()] }
    let ends: Deed = .expireToken(client, after: pick([.zero, .seconds(50), .seconds(3600)]))
    // What is granted from now on ends with it.
    guard let resource = someResource(), let gateway = gateway(of: resource) else { return [ends, pause()] }
    let probe = ProbeDrawing.probe(from: client, to: resource, reference, &chance)
    return (probe.map { [.probe($0)] } ?? []) + [ends, .authorize(resource, client: client, gateway: gateway), pause()]
  }

  // How names are resolved.

  private mutating func naming() -> [Deed]? {
    switch chance.below(4) {
    case 0: [.upstream(pick([nil, "203.0.113.53"])), pause()]
    case 1: [.search(pick([nil, "s0.example", "example"])), pause()]
    case 2: [.resolvers(someClient(), pick(["203.0.113.53", "203.0.113.54"])), pause()]
    default: ProbeDrawing.question(from: someClient(), reference, &chance).map { [.probe($0)] }
    }
  }
}
