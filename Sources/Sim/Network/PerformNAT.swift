import Access
import Base
import Lab

/// What an operator does to routers.
extension Simulation {
  mutating func place(_ name: String, behind behaviour: NATBehaviour) throws(LabError) -> ActionResult {
    if let conflict = behaviour.conflict { throw .invalid(what: "nat \(name)", reason: conflict) }
    if let network = topologyNetwork(name) ?? topologyNetwork(world.homes[name]) {
      guard behaviour.kind != .none else {
        throw .invalid(what: "nat \(name) none", reason: "nodes share the router \(network), and it stays")
      }
      try world.change(router: network, to: behaviour, into: &events)
      return .done
    }
    let known = world.topology.machines
    let own = known.first { $0.name == name || Router.name(of: $0.name) == name && world.routers.contains(name) }
    guard let node = own else { throw .unknown(.node, name: name, known: known.map(\.name) + world.routers.keys) }
    if names(of: .relay).contains(node.name), behaviour.kind != .none, behaviour.translation != .none {
      throw .notSupported(
        what: "nat \(name) \(behaviour.kind.rawValue)",
        reason: "a relay tells its own address: only what does not translate can stand before it")
    }
    try world.place(node, behind: behaviour, into: &events)
    return .done
  }

  private func topologyNetwork(_ name: String?) -> String? {
    world.topology.networks.first { $0.name == name }?.name
  }
}

extension World {
  /// Other addresses are other networks: a client roams, a gateway begins anew. What stays where it is notices nothing.
  mutating func place(
    _ node: Topology.Node, behind behaviour: NATBehaviour, into trace: inout Trace
  ) throws(LabError) {
    let name = Router.name(of: node.name)
    let before = addresses(of: node.name)
    if let router = routers[name], behaviour.kind != .none,
      router.box.behaviour.translation == behaviour.translation
    {
      return try change(router: name, to: behaviour, into: &trace)
    }
    for (address, owner) in owners where owner == node.name { owners[address] = nil }
    if routers.contains(name) { takeRouter(from: node) }
    if behaviour.kind == .none {
      for address in node.addresses { owners[address] = node.name }
    } else {
      for address in node.addresses { owners[address] = nil }
      putRouter(before: node, behaviour)
    }
    trace.record(.reported(RouterReport.changed(node: node.name, behaviour.words)), at: now, node: name)
    if addresses(of: node.name) != before { readdress(node.name, into: &trace) }
  }

  /// Mappings are gone. The portal connections behind it go on, as Linux picks them up (nf_conntrack_tcp_loose).
  mutating func change(router name: String, to behaviour: NATBehaviour, into trace: inout Trace) throws(LabError) {
    guard let router = routers[name] else { return }
    if router.box.behaviour.translation != behaviour.translation {
      throw .invalid(
        what: "nat \(name)",
        reason: "nodes behind it have addresses for `translation=\(router.box.behaviour.translation.rawValue)`")
    }
    for mapping in router.box.all {
      trace.record(.reported(RouterReport.mapping(.ended(mapping, .reset))), at: now, node: name)
    }
    let box = NATBox(behaviour, addresses: router.box.pool.addresses, chance: chance.stream("router " + name))
    routers.update(name) { $0.box = box }
    trace.record(
      .reported(RouterReport.changed(node: router.nodes.joined(separator: ", "), behaviour.words)), at: now, node: name)
    for node in router.nodes { resumeStream(of: node, into: &trace) }
  }

  private mutating func readdress(_ node: String, into trace: inout Trace) {
    if clients.contains(node) {
      roam(client: node, into: &trace)
    } else if gateways.contains(node), life(of: node) == .running {
      stop(node, gracefully: false, into: &trace)
      start(node, into: &trace)
    }
  }
}
