import Access
import Base
import Lab
import Portal

// The objects of a lab by their names, and the errors that say which there are.

extension Simulation {
  func client(_ name: String) throws(LabError) -> ClientNode {
    guard let node = world.clients[name] else { throw .unknown(.client, name: name, known: names(of: .client)) }
    return node
  }

  func gateway(_ name: String) throws(LabError) -> GatewayNode {
    guard let node = world.gateways[name] else { throw .unknown(.gateway, name: name, known: names(of: .gateway)) }
    return node
  }

  func clientID(_ name: String) throws(LabError) -> ClientID {
    guard let id = world.clients[name]?.id ?? world.names.client(named: name) else {
      throw .unknown(.client, name: name, known: names(of: .client))
    }
    return id
  }

  func gatewayID(_ name: String) throws(LabError) -> GatewayID {
    guard let id = world.names.gateway(named: name) else {
      throw .unknown(.gateway, name: name, known: names(of: .gateway))
    }
    return id
  }

  /// A client or a gateway.
  func machine(_ name: String) throws(LabError) -> String {
    guard world.clients.contains(name) || world.gateways.contains(name) else {
      throw .unknown(.node, name: name, known: world.clients.keys + world.gateways.keys)
    }
    return name
  }

  /// A client, a gateway or a relay.
  func process(_ name: String) throws(LabError) -> String {
    world.relays.contains(name) ? name : try machine(name)
  }

  func resource(_ name: String) throws(LabError) -> ResourceID {
    guard let id = world.names.resource(named: name) else {
      throw .unknown(.resource, name: name, known: names(of: .resource))
    }
    return id
  }

  func names(of objectClass: ObjectClass) -> [String] {
    switch objectClass {
    case .node: [world.portal.name] + world.clients.keys + world.gateways.keys + names(of: .relay) + world.hosts.keys
    case .client: world.clients.keys
    case .gateway: world.gateways.keys
    case .relay: world.topology.relays.map(\.name).sorted()
    case .router: world.routers.keys
    case .site: world.names.sites.values.sorted()
    case .actor: world.portal.plane.directory.actors.values.map(\.name).sorted()
    case .group: world.portal.plane.directory.groups.values.map(\.name).sorted()
    case .host: world.hosts.keys
    case .resource: world.names.resources.values.sorted()
    case .link: world.links.keys
    case .flag: FeatureFlag.allCases.map(\.rawValue)
    case .tap: taps.map(\.description)
    case .path: world.stateRoots
    case .rule: world.rules.entries.map { "\($0.number)" }
    case .quirk: AccessQuirk.allCases.map(\.rawValue) + PortalQuirk.allCases.map(\.rawValue)
    case .held: world.rules.held.map { "\($0.number)" }
    }
  }

  private var taps: [Tap] {
    world.clients.keys.flatMap { name in [.app, .tun, .wire, .net].map { Tap(name, $0) } }
      + world.gateways.keys.flatMap { name in [.wire, .tun, .lan].map { Tap(name, $0) } }
      + world.relays.keys.map { Tap($0, .wire) } + [Tap(world.portal.name, .ws)]
  }
}
