import Access
import Base
import Lab

// Where nodes stand: with addresses on the internet, or behind a router.

extension World {
  /// A node's link, its addresses, and its router if it has one.
  mutating func join(_ node: Topology.Node) {
    links[node.name] = Link(node.shape, chance: chance.stream("link " + node.name))
    if let network = node.network {
      settle(node.name, behind: network, open: node.addresses, inside: node.addresses)
    } else if let nat = node.nat, nat.kind != .none {
      putRouter(before: node, nat)
    } else {
      for address in node.addresses { owners[address] = node.name }
    }
  }

  mutating func join(_ network: Topology.Network) {
    links[network.name] = Link(network.node.shape, chance: chance.stream("link " + network.name))
    addRouter(network.name, network.nat, addresses: network.node.addresses)
  }

  /// The node's addresses become its router's where that translates.
  mutating func putRouter(before node: Topology.Node, _ behaviour: NATBehaviour) {
    let name = Router.name(of: node.name)
    addRouter(name, behaviour, addresses: node.addresses.filter { behaviour.translates($0.family) })
    settle(node.name, behind: name, open: node.addresses, inside: node.inside)
  }

  private mutating func addRouter(_ name: String, _ behaviour: NATBehaviour, addresses: [IPAddress]) {
    let box = NATBox(behaviour, addresses: addresses, chance: chance.stream("router " + name))
    routers[name] = Router(name: name, box: box)
    for address in addresses { owners[address] = name }
  }

  /// - Parameters:
  ///   - open: addresses on the internet, for the families that the router does not translate.
  ///   - inside: for those that it does, chosen where there are none.
  private mutating func settle(_ node: String, behind router: String, open: [IPAddress], inside: [IPAddress]) {
    guard let box = routers[router]?.box else { return }
    homes[node] = router
    routers.update(router) { $0.nodes.append(node) }
    for family in IPFamily.allCases {
      if !box.behaviour.translates(family) {
        for address in open where address.family == family { owners[address] = node }
      } else if box.pool.addresses.contains(where: { $0.family == family }) {
        let address = inside.first { $0.family == family } ?? freeInside(node, behind: router, family)
        if let address { routers.update(router) { $0.inside[address] = node } }
      }
    }
  }

  /// Takes a node's own router away: it has the router's addresses again.
  mutating func takeRouter(from node: Topology.Node) {
    let name = Router.name(of: node.name)
    for (address, owner) in owners where owner == name { owners[address] = nil }
    routers[name] = nil
    homes[node.name] = nil
    for address in node.addresses { owners[address] = node.name }
  }

  /// The next address of the network, or of one that no other router has.
  func freeInside(_ node: String, behind router: String, _ family: IPFamily) -> IPAddress? {
    let network = topology.networks.firstIndex { $0.name == router }
    if let network, let range = topology.networks[network].ranges.first(where: { $0.family == family }) {
      return range.address.following(10) { self.routers[router]?.inside.contains($0) == true || !range.contains($0) }
    }
    // Our own: a network for each router, where the lab does not say.
    let ordinal = (topology.machines.firstIndex { $0.name == node } ?? 0) + 1
    let number = network.map { 200 + $0 } ?? ordinal
    let text =
      family == .v4
      ? number < 250 ? "192.168.\(number).0" : "10.\(number / 250 % 250).\(number % 250).0" : "fd00:\(number)::"
    return IPAddress(text)?.following(network == nil ? 100 : 10) { self.routers[router]?.inside.contains($0) == true }
  }

  /// Where a node's sockets are, in the order in which the lab names them.
  func socketAddresses(of node: Topology.Node) -> [IPAddress] {
    homes[node.name] == nil ? node.addresses : addresses(of: node.name)
  }
}

extension Topology.Node {
  /// All that its link does.
  var shape: LinkShape {
    var shape = faults
    shape.latency = latency
    shape.lossPartsPerMillion = loss
    return shape
  }
}

extension IPAddress {
  /// The first address from `offset` on that is not taken; nil after some thousands.
  func following(_ offset: UInt32, taken: (IPAddress) -> Bool) -> IPAddress? {
    for number in offset..<offset + 4096 {
      let next: IPAddress =
        switch self {
        case .v4(let address): .v4(IPv4Address(bits: address.bits &+ number))
        case .v6(let address): .v6(IPv6Address(high: address.high, low: address.low &+ UInt64(number)))
        }
      if !taken(next) { return next }
    }
    return nil
  }
}
