import Base

/// What stands behind a tunnel message is inside it: it is built on its own, sealed, and found again by who has the key.
extension CraftedPacket {
  /// The packet with everything behind a transport message moved into it. Without a key nothing can be sealed: then
  /// only bytes may follow.
  func enclosed() throws(CraftingError) -> CraftedPacket {
    guard let tunnel = layers.firstIndex(where: { $0.schema === LayerSchema.wgTransport }), tunnel + 1 < layers.count
    else { return self }
    var packet = CraftedPacket(Array(layers[...tunnel]))
    guard let key = LayerSchema.wgTransport.index(of: "key"), layers[tunnel].value(ofFieldAt: key) != nil else {
      if let open = layers[(tunnel + 1)...].firstIndex(where: { !$0.schema.isBytes }) {
        throw CraftingError(layers[open].schema, nil, .noKey, layer: open)
      }
      return self
    }
    try packet.layers[tunnel].set("packet", to: .packet(CraftedPacket(Array(layers[(tunnel + 1)...]))))
    return packet
  }

  /// Whether any of the layers can be told from whom it is.
  package var namesParties: Bool {
    let layers = layers.span
    for i in layers.indices where layers[i].schema.namesParties { return true }
    return false
  }

  /// Whether anything is set that is not sent: a key, a party.
  package var holdsUnsent: Bool {
    layers.contains { layer in
      layer.assignments.contains { !layer.schema.fields[$0.field].isSent }
    }
  }

  /// The packet with these fields set in one layer, where they are not set and the layer has them.
  package func supplying(_ values: [(field: String, value: FieldValue)], to layer: Int) throws(CraftingError)
    -> CraftedPacket
  {
    var packet = self
    for (field, value) in values where layers[layer].schema.index(of: field) != nil {
      guard packet.layers[layer].value(of: field) == nil else { continue }
      do throws(CraftingError) { try packet.layers[layer].set(field, to: value) } catch { throw error.at(layer) }
    }
    return packet
  }

  /// The packet with a UDP layer below this one that goes from one endpoint to another, as far as nothing else is said.
  package func carried(_ layer: Int, from source: Endpoint?, to destination: Endpoint?) throws(CraftingError)
    -> CraftedPacket
  {
    var packet = self
    let added = layer > 0 && layers[layer - 1].schema === LayerSchema.udp ? 0 : 1
    if added == 1 { packet.layers.insert(Layer(.udp), at: layer) }
    let udp = layer + added - 1
    let ports = [("sport", source), ("dport", destination)].compactMap { field, endpoint in
      endpoint.map { (field: field, value: FieldValue.number(UInt64($0.port))) }
    }
    packet = try packet.supplying(ports, to: udp)
    if added == 1, case .layer(_, let usual) = layers[layer].schema.foundation {
      packet = try packet.supplying(usual, to: udp)
    }
    for (field, endpoint) in [("src", source), ("dst", destination)] {
      guard let endpoint, !packet.says(field, below: udp) else { continue }
      try packet.layers[udp].set(field, to: .address(endpoint.address))
    }
    return packet
  }

  /// Whether an address is set in the IP layer below a layer, or lent to it.
  private func says(_ field: String, below layer: Int) -> Bool {
    if layers[layer].lent.contains(where: { $0.field == field }) { return true }
    guard let ip = layers[..<layer].last(where: { $0.schema.family != nil }) else { return false }
    return ip.value(of: field) != nil
  }
}

extension Packet {
  /// The packet inside a tunnel message; nil where nobody has opened it, and for a keepalive.
  package var inner: Packet? { inside.first }

  /// The packet with what its tunnel message carries, and so on inside that.
  ///
  /// - Parameter open: gives what a whole transport message carries; nil where no key fits.
  package func opened(_ open: ([UInt8]) -> [UInt8]?) -> Packet {
    guard let tunnel = layers.first(where: { $0.depth == 0 && $0.schema === LayerSchema.wgTransport }),
      let carried = open(Array(bytes[tunnel.start..<tunnel.end])), !carried.isEmpty
    else { return self }
    var packet = self
    packet.inside = [Packet(dissecting: carried).opened(open)]
    return packet
  }
}

extension LayerSchema {
  /// Nothing but bytes: what may stand behind a message that nobody can open.
  fileprivate var isBytes: Bool { self === LayerSchema.raw || self === LayerSchema.padding }
}
