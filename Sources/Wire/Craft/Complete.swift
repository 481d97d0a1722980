import Base

extension CraftedPacket {
  /// The packet with everything in place that may be left out: the IP layer under a shorthand, the family of a neutral
  /// `icmp`, the addresses of an error that follow from its quote, the numbers of names.
  package func completed() throws(CraftingError) -> CraftedPacket {
    if isWhole { return try inOrder() }
    var packet = try enclosed()
    guard let first = packet.layers.first else { return packet }
    if case .none = first.schema.foundation, packet.layers.allSatisfy(\.isSettled) {
      try packet.checkOrder()
      packet.addFrames()
      return packet
    }
    let added = packet.addFoundation()
    do throws(CraftingError) {
      try packet.moveLentAddresses()
      try packet.resolveFamilies()
      try packet.answerQuotes()
      for i in packet.layers.indices {
        do throws(CraftingError) { try packet.layers[i].settleNames() } catch { throw error.at(i) }
      }
      try packet.checkOrder()
    } catch {
      throw error.at(max(0, error.layer - added))
    }
    packet.addFollowing()
    packet.addFrames()
    return packet
  }

  /// Whether every layer stands as it was written: nothing is missing below, between or in them. Most packets are so.
  var isWhole: Bool {
    let layers = layers.span
    guard !layers.isEmpty, case .none = layers[0].schema.foundation else { return false }
    for i in layers.indices where !layers[i].schema.standsAlone || !layers[i].isSettled { return false }
    return true
  }

  /// The packet itself, whose layers can stand on each other.
  func inOrder() throws(CraftingError) -> CraftedPacket {
    try checkOrder()
    return self
  }

  /// Puts what is missing below the first layer, and below that; gives how many layers that were.
  private mutating func addFoundation() -> Int {
    switch layers[0].schema.foundation {
    case .none: return 0
    case .ip:
      layers.insert(Layer(family == .v6 ? .ip6 : .ip4), at: 0)
    case .layer(let schema, let values):
      var layer = Layer(schema())
      for (name, value) in values {
        if let index = layer.schema.index(of: name) { layer.assign(index, value) }
      }
      layers.insert(layer, at: 0)
    }
    return 1 + addFoundation()
  }

  /// What the addresses, the layers or a quote say of the family; nil where nothing does.
  package var family: IPFamily? {
    for layer in layers {
      if let family = layer.schema.family { return family }
      if layer.schema === LayerSchema.icmp4 { return .v4 }
      if layer.schema === LayerSchema.icmp6 || layer.schema === LayerSchema.control || layer.schema.isOnlyIPv6 {
        return .v6
      }
      if let family = layer.lent.lazy.compactMap(\.value.family).first { return family }
      switch layer.value(of: "quote") {
      case .packet(let quoted): if let family = quoted.family { return family }
      case .bytes(let bytes): if let first = bytes.first, let family = IPFamily(rawValue: first >> 4) { return family }
      default: break
      }
    }
    return nil
  }

  /// `udp(dst=…)`: the address belongs to the nearest IP layer below.
  private mutating func moveLentAddresses() throws(CraftingError) {
    for i in layers.indices where !layers[i].lent.isEmpty {
      guard let ip = layers[..<i].lastIndex(where: { $0.schema.family != nil }) else { continue }
      for lent in layers[i].lent {
        guard let index = layers[ip].schema.index(of: lent.field) else { continue }
        guard layers[ip].value(ofFieldAt: index) == nil else {
          throw CraftingError(layers[i].schema, lent.field, .saidTwice, layer: i)
        }
        do throws(CraftingError) { try layers[ip].set(lent.field, to: lent.value) } catch {
          throw CraftingError(layers[i].schema, lent.field, error.problem, layer: i)
        }
      }
      layers[i].lent = []
    }
  }

  /// `icmp(extensions=[…])`: what is said of the layer that follows makes that layer.
  private mutating func addFollowing() {
    for i in layers.indices.reversed() {
      guard let field = layers[i].schema.following, let value = layers[i].value(ofFieldAt: field),
        case .following(let schema, let name) = layers[i].schema.fields[field].place
      else { continue }
      layers[i].assign(field, .auto)
      if i + 1 == layers.count || layers[i + 1].schema !== schema() { layers.insert(Layer(schema()), at: i + 1) }
      if let index = schema().index(of: name) { layers[i + 1].assign(index, value) }
    }
  }

  private mutating func resolveFamilies() throws(CraftingError) {
    for i in layers.indices where layers[i].schema.role == .eitherICMP {
      let below = layers[..<i].last { $0.schema.family != nil }?.schema.family
      do throws(CraftingError) { layers[i] = try layers[i].resolved(in: below ?? family ?? .v4) } catch {
        throw error.at(i)
      }
    }
  }

  /// An error goes to who sent the packet that it quotes, and speaks with that packet's destination, unless said otherwise.
  private mutating func answerQuotes() throws(CraftingError) {
    for i in layers.indices {
      guard case .packet(let quoted) = layers[i].value(of: "quote"), i > 0, layers[i - 1].schema.family != nil else {
        continue
      }
      var inner: CraftedPacket
      do throws(CraftingError) { inner = try quoted.completed() } catch {
        throw CraftingError(layers[i].schema, "quote", error.problem, layer: i)
      }
      if let index = layers[i].schema.index(of: "quote") { layers[i].assign(index, .packet(inner)) }
      guard let ip = inner.layers.first, ip.schema === layers[i - 1].schema else { continue }
      for (mine, theirs) in [("src", "dst"), ("dst", "src")] {
        guard let value = ip.value(of: theirs), layers[i - 1].value(of: mine) == nil else { continue }
        try layers[i - 1].set(mine, to: value)
      }
    }
  }
}

extension LayerSchema {
  /// Whether nothing else is put before or behind the layer, or into it, because it is there.
  var standsAlone: Bool {
    switch role {
    case .plain, .ip, .udp, .icmpExtensions, .padding: true
    case .dns, .turnChannel, .wgTransport, .eitherICMP: false
    }
  }
}

extension CraftingError {
  func at(_ layer: Int) -> CraftingError {
    var error = self
    error.layer = layer
    return error
  }
}

extension FieldValue {
  fileprivate var family: IPFamily? {
    switch self {
    case .address(let address): address.family
    case .prefix(let prefix): prefix.family
    case .set(let members): members.lazy.compactMap(\.family).first
    default: nil
    }
  }
}
