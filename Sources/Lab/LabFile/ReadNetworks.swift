import Base

// Routers, and where nodes stand behind them; what links do.

extension LabFileReader {
  mutating func networks(_ node: YAMLNode?) -> [Topology.Network] {
    guard let node else { return [] }
    return pairs(node, "networks").map { name, value in
      takeNode(name)
      take(.network, name.value, at: name.range)
      let keys = ["addresses"] + LinkSetting.all.map(\.name) + ["nat", "ranges"]
      let fields = fields(value, "`\(shortened(name.value))`", keys)
      var network = Topology.Network(node: self.node(name.value, fields, isRouter: true))
      network.node.nat = network.node.nat ?? NATKind.portRestricted.behaviour
      network.ranges = readList(fields["ranges"], "a range", example: "192.168.1.0/24") { IPPrefix($0) }.map(\.value)
      behaviours[name.value] = network.nat
      return network
    }
  }

  /// Addresses: its own on the internet, those of its own router, or some in a network that it shares.
  mutating func place(_ node: inout Topology.Node, _ fields: Fields, isRouter: Bool) {
    node.nat = fields["nat"].flatMap { nat($0) }
    guard let network = fields["network"].flatMap({ text($0, "a network") }) else {
      node.addresses = publicAddresses(node.name, fields, oneOfEach: !isRouter)
      let inside = addresses(fields["inside"])
      checkOneOfEach(inside, of: node.name)
      node.inside = inside.map(\.value)
      if !isRouter, let nat = node.nat, nat.kind != .none, let place = fields["nat"] {
        take(.node, node.name + "-router", at: place.range, owner: "the router of `\(node.name)`")
      }
      return
    }
    node.network = network.value
    refer(to: .network, network)
    for key in ["nat", "inside"] {
      guard let value = fields[key] else { continue }
      complain(
        .badValue, "`\(node.name)` is behind `\(network.value)`", at: value.range,
        label: "which has a `\(key)` of its own")
    }
    node.addresses = addresses(node.name, fields["addresses"], in: network.value)
  }

  private mutating func addresses(_ name: String, _ node: YAMLNode?, in network: String) -> [IPAddress] {
    let own = addresses(node)
    checkOneOfEach(own, of: name)
    for address in own {
      let isInside = behaviours[network]?.translates(address.value.family) ?? true
      take(
        isInside ? .insideAddress : .publicAddress, isInside ? "\(network) \(address.value)" : "\(address.value)",
        at: address.range, owner: name)
    }
    return own.map(\.value)
  }

  // MARK: Behaviours

  /// A kind, or a kind with behaviours of its own.
  mutating func nat(_ node: YAMLNode) -> NATBehaviour? {
    let kinds = NATKind.allCases.map { ($0.rawValue, $0) }
    if case .scalar = node.content { return choice(node, "a kind of NAT", kinds)?.behaviour }
    let fields = fields(node, "a NAT", ["kind"] + NATSetting.all.map(\.name))
    let kind = fields["kind"].flatMap { choice($0, "a kind of NAT", kinds) } ?? .portRestricted
    var behaviour = kind.behaviour
    for setting in NATSetting.all {
      guard let value = fields[setting.name] else { continue }
      let words = list(value).compactMap { text($0, setting.name)?.value }.joined(separator: ", ")
      if !setting.apply(words, to: &behaviour) {
        complain(.badValue, "`\(setting.name)` cannot be `\(shortened(words))`", at: value.range, label: setting.values)
      }
    }
    if let conflict = behaviour.conflict {
      complain(.badValue, conflict, at: node.range.lowerBound..<node.range.lowerBound + 1)
    }
    return behaviour
  }

  /// What a node's link does.
  mutating func shape(_ fields: Fields) -> LinkShape {
    var shape = LinkShape()
    for setting in LinkSetting.all {
      guard let value = fields[setting.name], let text = text(value, setting.name) else { continue }
      if !setting.apply(text.value, to: &shape) {
        complain(
          .badValue, "`\(setting.name)` cannot be `\(shortened(text.value))`", at: text.range, label: setting.values)
      }
    }
    return shape
  }
}
