import Base

/// Draws what happens next, of what can happen in the world as it is.
struct DeedDrawing {
  var chance: Chance
  let reference: Reference
  private var rights: Rights { reference.rights }
  private var terrain: Terrain { reference.terrain }

  /// What one draw can come to, and how often. Probes are half of it: only they tell what the rest has done.
  private static let kinds: [(weight: UInt32, draw: @Sendable (inout DeedDrawing) -> [Deed]?)] = [
    (40, { $0.probes() }), (6, { [.run($0.pick([.milliseconds(300), .seconds(3), .seconds(40)]))] }),
    (5, { $0.revocation() }), (2, { $0.expiry() }), (1, { $0.authorization() }),
    (7, { $0.policy() }), (3, { $0.filter() }), (5, { $0.resource() }), (4, { $0.people() }), (2, { $0.token() }),
    (3, { $0.naming() }), (2, { $0.internet() }), (3, { $0.roaming() }), (3, { $0.restart() }), (2, { $0.stopping() }),
    (2, { $0.sleeping() }), (2, { $0.partition() }), (2, { $0.loss() }), (3, { $0.interference() }),
    (1, { $0.idle() }), (1, { $0.recovery() }), (2, { $0.relays() }), (3, { $0.deauthorizedApart() }),
    (2, { $0.foreignSource() }), (3, { $0.anotherGateway() }),
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
  private mutating func any<Element>(_ all: [Element]) -> Element? { all.isEmpty ? nil : pick(all) }

  private mutating func someClient() -> String { pick(terrain.clients) }
  private mutating func someResource() -> String? { any(rights.resources.keys) }
  private mutating func pause() -> Deed { .run(pick([.milliseconds(20), .milliseconds(300), .seconds(2)])) }

  // What applications do.

  private mutating func probes() -> [Deed]? {
    let probe = ProbeDrawing.probe(from: someClient(), reference, &chance)
    return probe.map { oneIn(4) ? [.probe($0), .run(.seconds(1)), .probe($0)] : [.probe($0)] }
  }

  private mutating func foreignSource() -> [Deed]? {
    let address = any(terrain.hosts.flatMap(\.addresses))
    return address.map { [.foreignSource(client: someClient(), $0), pause()] }
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

  private mutating func gateway(of resource: String) -> String? {
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
    return someResource().map { [.filter($0, pick(choices)), pause()] }
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

// What befalls machines and networks.
extension DeedDrawing {
  private mutating func internet() -> [Deed]? {
    let client = someClient()
    return [.internet(client, !(rights.clients[client]?.usesInternet ?? false)), pause()]
  }

  private mutating func roaming() -> [Deed]? {
    let client = someClient()
    return reference.weather.stopped.contains(client) ? nil : [.roam(client), .run(pick([.seconds(1), .seconds(11)]))]
  }

  private mutating func restart() -> [Deed]? {
    let node = pick(terrain.clients + terrain.allGateways + terrain.allGateways + [terrain.portal])
    return [
      .restart(node, kill: node != terrain.portal && oneIn(2)),
      .run(pick([.milliseconds(100), .seconds(3), .seconds(40)])),
    ]
  }

  private mutating func stopping() -> [Deed]? {
    if let node = any(reference.weather.stopped) { return [.start(node), .run(pick([.seconds(1), .seconds(11)]))] }
    let node = pick(terrain.clients + terrain.allGateways + [terrain.portal])
    return [.stop(node, kill: node != terrain.portal && oneIn(2)), .run(pick([.seconds(1), .seconds(60)]))]
  }

  private mutating func sleeping() -> [Deed]? {
    let node = pick(terrain.clients + terrain.allGateways)
    let span = pick([Duration.seconds(5), .seconds(60), .seconds(600)])
    return reference.weather.stopped.contains(node) ? nil : [.sleep(node, span), .run(.seconds(1))]
  }

  private mutating func partition() -> [Deed]? {
    guard reference.weather.cuts.isEmpty else { return [.heal, pause()] }
    let a = pick(terrain.clients + terrain.allGateways)
    return [.partition(a, oneIn(4) ? nil : pick([terrain.portal] + terrain.allGateways.filter { $0 != a })), pause()]
  }

  private mutating func loss() -> [Deed]? {
    if let link = any(reference.weather.lossy) { return [.loss(link, percent: 0), pause()] }
    return [
      .loss(pick(terrain.clients + terrain.allGateways + [terrain.portal]), percent: pick([5, 20, 100])), pause(),
    ]
  }

  private mutating func interference() -> [Deed]? {
    guard reference.weather.rules.isEmpty else { return [.endRules, pause()] }
    let messages = [
      "create_flow", "flow_created", "authorize_flow", "flow_authorized", "ice_candidates", "broadcast_ice_candidates",
    ]
    let verdict = pick(["drop", "delay 3s", "delay 500ms", "duplicate 2", "hold"])
    let rule = Deed.Interference(message: pick(messages), verdict: verdict, times: Int(1 + chance.below(3)))
    let probe = ProbeDrawing.probe(from: someClient(), reference, &chance)
    return [.rule(rule)] + (probe.map { [.probe($0)] } ?? [])
  }

  private mutating func idle() -> [Deed]? { [.run(.seconds(360))] }

  private mutating func recovery() -> [Deed]? { [.recovery(pick(["icmp", "control-event", "both", "off"])), pause()] }

  private mutating func relays() -> [Deed]? {
    guard let relay = any(terrain.relays), reference.weather.cuts.isEmpty else { return nil }
    return [.partition(relay, terrain.portal), .run(.seconds(5)), .heal, pause()]
  }

  /// What a gateway does not hear while it is away, it learns from its next `init`.
  private mutating func deauthorizedApart() -> [Deed]? {
    guard let resource = someResource(), let gateway = gateway(of: resource), reference.weather.cuts.isEmpty,
      rights.policies.contains(where: { $0.resource == resource }),
      !reference.weather.stopped.contains(gateway)
    else { return nil }
    let probe = ProbeDrawing.probe(from: someClient(), to: resource, reference, &chance)
    return (probe.map { [.probe($0)] } ?? [])
      + [.deauthorize(resource, gateway: gateway, fromAll: oneIn(2), apart: pick([.seconds(5), .seconds(170)]))]
  }

  /// An access ends while the portal does not see its gateway: it comes by another gateway of the site.
  private mutating func anotherGateway() -> [Deed]? {
    guard let resource = someResource(), let site = rights.resources[resource]?.sites.first,
      let gateways = terrain.gateways[site], gateways.count > 1, !reference.weather.isFoul
    else { return nil }
    let client = someClient()
    guard let probe = ProbeDrawing.probe(from: client, to: resource, reference, &chance) else { return nil }
    let others = (0..<2).compactMap { _ in ProbeDrawing.probe(from: client, reference, &chance) }
    return ([probe] + others).map(Deed.probe) + [.expire(resource, client: client, after: .seconds(55))]
      + [
        .partition(pick(gateways), terrain.portal), .run(.seconds(60)), .probe(probe), .run(.seconds(1)), .probe(probe),
        .heal,
      ]
  }
}
