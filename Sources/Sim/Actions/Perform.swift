import Access
import Base
import HostStack
import Lab
import Portal
import Wire

/// What an operator does to the simulated world.
extension Simulation {
  package mutating func perform(_ action: Action) throws(LabError) -> ActionResult {
    events.follow(command)
    switch action {
    case .command(let text):
      events.follow(0)
      events.record(.command(text), at: now, node: "operator")
      command = events.cause
      return .done
    case .open(let request, let node): return .app(try open(request, on: node))
    case .close(let app, let node):
      _ = try client(node)
      world.drive(hostOfClient: node, .close(app), into: &events)
      return .done
    case .inject(let packet, let tap): return .packet(try inject(packet, at: tap))
    case .revoke(let resource, let client, let gateway):
      return try revoke(resource: resource, client: client, gateway: gateway)
    case .setFilters(let resource, let filters):
      world.drivePortal(.operate(.setFilters(try self.resource(resource), filters)), into: &events)
      return .done
    case .setPolicy(let resource, let enabled): return try setPolicy(of: resource, enabled)
    case .setFlag(let flag, let node, let on): return try set(flag, on: node, to: on)
    case .shape(let link, let shape): return try apply(shape, to: link)
    case .addRule(let rule): return try add(rule)
    case .removeRule(let number): return try removeRule(number)
    case .release(let release): return try self.release(release)
    case .restart(let node):
      throw .notSupported(what: "restart \(node)", reason: "nodes of this version cannot be restarted")
    }
  }

  private mutating func open(_ request: AppRequest, on node: String) throws(LabError) -> AppID {
    let app = AppID(try client(node).nextApp)
    world.clients.update(node) { $0.nextApp += 1 }
    world.drive(hostOfClient: node, .open(app, request), into: &events)
    return app
  }

  /// Client side: a packet as an application would have sent it. Gateway side: as a host behind it would have. On the
  /// wire: a UDP datagram that arrives if it is for the node, whoever seems to have sent it, and leaves otherwise, with
  /// the node's own source address or any other.
  private mutating func inject(_ packet: IPPacket, at tap: Tap) throws(LabError) -> PacketID {
    let id = PacketID(world.nextPacket)
    switch tap.face {
    case .app where world.clients[tap.node] != nil, .tun where world.clients[tap.node] != nil:
      world.nextPacket += 1
      world.pass(packet, id, at: Tap(tap.node, .tun), out: true, into: &events)
    case .tun where world.gateways[tap.node] != nil, .lan where world.gateways[tap.node] != nil:
      world.nextPacket += 1
      world.pass(packet, id, at: Tap(tap.node, tap.face), out: false, into: &events)
    case .wire where world.links[tap.node] != nil:
      guard case .udp(let udp) = packet.transport else {
        throw .invalid(what: "\(packet.proto) at \(tap)", reason: "only UDP crosses the wire")
      }
      world.nextPacket += 1
      let receiver = world.owners[packet.destination] ?? packet.destination.description
      let sender = receiver == tap.node ? world.owners[packet.source] ?? packet.source.description : tap.node
      let datagram = Datagram(
        source: Endpoint(packet.source, udp.sourcePort),
        destination: Endpoint(packet.destination, udp.destinationPort),
        payload: Array(packet.bytes[udp.payload]), from: sender, to: receiver)
      if receiver == tap.node {
        world.deliver(datagram, id, into: &events)
      } else {
        world.carry(datagram, id, into: &events)
      }
    default: throw .unknown(.tap, name: tap.description, known: names(of: .tap))
    }
    return id
  }

  private mutating func revoke(resource: String, client: String, gateway: String) throws(LabError) -> ActionResult {
    let (resourceID, clientID) = (try self.resource(resource), try self.client(client).id)
    let node = try self.gateway(gateway)
    let grants = node.access.clients[clientID]?.grants
    world.drivePortal(.operate(.rejectAccess(node.id, clientID, resourceID)), into: &events)
    guard let grants, grants[resourceID] != nil else {
      return .warning(.notAuthorized(resource: resource, client: client, gateway: gateway))
    }
    return grants.count == 1
      ? .warning(.lastAuthorization(resource: resource, client: client, gateway: gateway)) : .done
  }

  private mutating func setPolicy(of resource: String, _ enabled: Bool) throws(LabError) -> ActionResult {
    let id = try self.resource(resource)
    for policy in world.portal.plane.directory.policies.values where policy.resource == id {
      world.drivePortal(.operate(.setPolicyEnabled(policy.id, enabled)), into: &events)
    }
    return .done
  }

  private mutating func set(_ name: String, on node: String, to on: Bool) throws(LabError) -> ActionResult {
    _ = try client(node)
    guard let flag = FeatureFlag(rawValue: name.replacing("_", with: "-")) else {
      throw .unknown(.flag, name: name, known: names(of: .flag))
    }
    events.record(.flag(name: flag.rawValue, on: on), at: now, node: node)
    world.drive(client: node, .setFlag(flag, on), into: &events)
    return .done
  }

  private mutating func apply(_ shape: LinkShape, to link: String) throws(LabError) -> ActionResult {
    guard world.links[link] != nil else { throw .unknown(.link, name: link, known: names(of: .link)) }
    world.links.update(link) { $0.apply(shape) }
    events.record(.fault(link: link, change: shape.words), at: now, node: link)
    return .done
  }
}

extension Simulation {
  func client(_ name: String) throws(LabError) -> ClientNode {
    guard let node = world.clients[name] else { throw .unknown(.client, name: name, known: names(of: .client)) }
    return node
  }

  func gateway(_ name: String) throws(LabError) -> GatewayNode {
    guard let node = world.gateways[name] else { throw .unknown(.gateway, name: name, known: names(of: .gateway)) }
    return node
  }

  func resource(_ name: String) throws(LabError) -> ResourceID {
    guard let id = world.names.resource(named: name) else {
      throw .unknown(.resource, name: name, known: names(of: .resource))
    }
    return id
  }

  func names(of objectClass: ObjectClass) -> [String] {
    switch objectClass {
    case .node: [world.portal.name] + world.clients.keys + world.gateways.keys + world.hosts.keys
    case .client: world.clients.keys
    case .gateway: world.gateways.keys
    case .relay: []
    case .host: world.hosts.keys
    case .resource: world.names.resources.values.sorted()
    case .link: world.links.keys
    case .flag: FeatureFlag.allCases.map(\.rawValue)
    case .tap: taps.map(\.description)
    case .path: world.stateRoots
    case .rule: world.rules.entries.map { "\($0.number)" }
    case .held: world.rules.held.map { "\($0.number)" }
    }
  }

  private var taps: [Tap] {
    world.clients.keys.flatMap { name in [.app, .tun, .wire].map { Tap(name, $0) } }
      + world.gateways.keys.flatMap { name in [.wire, .tun, .lan].map { Tap(name, $0) } } + [
        Tap(world.portal.name, .ws)
      ]
  }
}

extension LinkShape {
  fileprivate var words: String {
    var words: [String] = []
    if let latency { words.append("latency=\(latency.text)") }
    if let loss = lossPartsPerMillion { words.append("loss=\(Fact.percent(loss))") }
    return words.joined(separator: " ")
  }
}

extension Fact {
  /// Millionths as per cent, without trailing zeros.
  static func percent(_ partsPerMillion: UInt32) -> String {
    let (whole, rest) = (partsPerMillion / 10_000, partsPerMillion % 10_000)
    guard rest > 0 else { return "\(whole)%" }
    var digits = String(rest + 10_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)%"
  }
}
