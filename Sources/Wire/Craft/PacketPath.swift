import Base

/// A way into a packet: `ip.dst`, `ip[2].ttl`, `quoted.udp.dport`, `tcp`.
///
/// Steps into what is carried come first (`inner`: the packet inside a tunnel message; then `quoted`: inside an ICMP
/// error), then a layer, the n-th of its kind if indexed, then a field.
package struct PacketPath: Hashable, Sendable {
  /// How many tunnel messages deep: one for each `inner`.
  package let tunnels: Int
  /// How many packets deep: one for each `quoted`.
  package let depth: Int
  /// Nil for a path that ends with `inner` or `quoted`.
  package let layer: LayerSchema?
  /// Counted from 1.
  package let occurrence: Int
  package let field: String?
  /// Further into a field that is a list; `field` is the list then.
  package let element: FieldElement?

  package init(_ text: String) throws(CraftingError) {
    var steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
    tunnels = steps.prefix { $0 == "inner" }.count
    steps = steps.dropFirst(tunnels)
    depth = steps.prefix { $0 == "quoted" }.count
    steps = steps.dropFirst(depth)
    guard !steps.isEmpty else {
      (layer, occurrence, field, element) = (nil, 1, nil, nil)
      return
    }
    // A layer's name may itself hold a dot: the longest match counts.
    var taken = 1
    if steps.count > 1 {
      let dotted = "\(steps[steps.startIndex]).\(steps[steps.startIndex + 1].prefix { $0 != "[" })"
      if LayerSchema.find(dotted) != nil { taken = 2 }
    }
    let (name, occurrence) = try Self.indexed(steps.prefix(taken).joined(separator: "."), in: text)
    let layer = try LayerSchema.named(name)
    let rest = steps.dropFirst(taken)
    let element = rest.isEmpty ? nil : try FieldElement(rest.joined(separator: "."), of: layer)
    self.element = element
    guard rest.count <= 1 || element != nil else { throw CraftingError(layer, nil, .badPath(text)) }
    if let element {
      field = element.list
    } else if let field = rest.first {
      guard let schema = layer[field] else { throw CraftingError(unknownField: field, of: layer) }
      self.field = schema.name
    } else {
      field = nil
    }
    self.layer = layer
    self.occurrence = occurrence
  }

  private static func indexed(_ step: String, in text: String) throws(CraftingError) -> (String, Int) {
    guard let open = step.firstIndex(of: "[") else { return (step, 1) }
    guard step.hasSuffix("]"), let index = Int(step[step.index(after: open)...].dropLast()), index > 0 else {
      throw CraftingError(nil, nil, .badPath(text))
    }
    return (String(step[..<open]), index)
  }
}

extension Packet {
  /// The index in `layers` that a path leads to; nil if there is no such layer. Not for paths into tunnel messages.
  package func index(of path: PacketPath) -> Int? {
    guard path.tunnels == 0 else { return nil }
    guard let wanted = path.layer else { return layers.firstIndex { $0.depth == path.depth } }
    var left = path.occurrence
    for (i, span) in layers.enumerated() where span.depth == path.depth && wanted.covers(span.schema) {
      left -= 1
      if left == 0 { return i }
    }
    return nil
  }

  /// The value of a field in the bytes; nil if the packet has no such layer or field.
  package func value(of path: PacketPath) -> FieldValue? {
    if let step = path.innerStep { return inner?.value(of: step) }
    guard let field = path.field, let span = index(of: path), let schema = layers[span].schema[field] else {
      return nil
    }
    if let element = path.element { return value(of: element, at: span) }
    return value(of: schema, at: span)
  }

  package func value(of path: String) throws(CraftingError) -> FieldValue? { value(of: try PacketPath(path)) }

  /// Whether the packet has what the path names: a layer, a quote, a field.
  package func has(_ path: PacketPath) -> Bool {
    if let step = path.innerStep { return inner.map { step.isEmpty || $0.has(step) } ?? false }
    return path.field == nil ? index(of: path) != nil : value(of: path) != nil
  }

  /// The packet inside an ICMP error, as far as it is quoted.
  package var quoted: Packet? {
    guard let first = layers.firstIndex(where: { $0.depth == 1 }) else { return nil }
    let inside = layers[first...].prefix { $0.depth >= 1 }
    let shift = inside[first].start
    let end = inside.map(\.end).max() ?? shift
    return Packet(
      bytes: Array(bytes[shift..<end]),
      layers: inside.map {
        LayerSpan(
          schema: $0.schema, start: $0.start - shift, headerEnd: $0.headerEnd - shift, end: $0.end - shift,
          depth: $0.depth - 1)
      })
  }
}

extension CraftedPacket {
  /// The packet with one field changed: `p with tcp.dport=81`; `.auto` gives the field back.
  package func with(_ path: PacketPath, _ value: FieldValue) throws(CraftingError) -> CraftedPacket {
    if let step = path.innerStep { return try withInner(step, value) }
    if path.depth > 0 { return try withQuoted(path, value) }
    // The layer may be one that a shorthand leaves out.
    var packet = index(of: path) == nil ? (try? completed()) ?? self : self
    guard let wanted = path.layer, let field = path.field else { throw CraftingError(nil, nil, .badPath("\(path)")) }
    guard let index = packet.index(of: path) else {
      throw CraftingError(wanted, field, .noSuchLayer("\(path.layerText)"))
    }
    do throws(CraftingError) {
      if let element = path.element {
        try packet.layers[index].set(element, to: value)
      } else {
        try packet.layers[index].set(field, to: value)
      }
    } catch { throw error.at(index) }
    return packet
  }

  /// `p without udp`: the packet without that layer; `p without tcp.options`, `p without tcp.options[0]`: with the field
  /// given back, or without the item.
  package func without(_ path: PacketPath) throws(CraftingError) -> CraftedPacket {
    guard path.field == nil else { return try with(path, .auto) }
    if path.innerStep != nil || path.depth > 0 { throw CraftingError(path.layer, nil, .badPath("\(path)")) }
    var packet = index(of: path) == nil ? (try? completed()) ?? self : self
    guard let index = packet.index(of: path) else {
      throw CraftingError(path.layer, nil, .noSuchLayer("\(path.layerText)"))
    }
    packet.layers.remove(at: index)
    return packet
  }

  package func with(_ path: String, _ value: FieldValue) throws(CraftingError) -> CraftedPacket {
    try with(try PacketPath(path), value)
  }

  /// The layers behind a tunnel message are what is inside it.
  private func withInner(_ path: PacketPath, _ value: FieldValue) throws(CraftingError) -> CraftedPacket {
    guard let tunnel = layers.firstIndex(where: { $0.schema === LayerSchema.wgTransport }), tunnel + 1 < layers.count
    else { throw CraftingError(path.layer, path.field, .noSuchLayer("inner")) }
    let inner = try CraftedPacket(Array(layers[(tunnel + 1)...])).with(path, value)
    return CraftedPacket(Array(layers[...tunnel]) + inner.layers)
  }

  private func withQuoted(_ path: PacketPath, _ value: FieldValue) throws(CraftingError) -> CraftedPacket {
    for (i, layer) in layers.enumerated() {
      guard let index = layer.schema.index(of: "quote"), case .packet(let quoted) = layer.value(ofFieldAt: index) else {
        continue
      }
      var packet = self
      packet.layers[i].assign(index, .packet(try quoted.with(path.quotedStep, value)))
      return packet
    }
    throw CraftingError(path.layer, path.field, .noSuchLayer("quoted"))
  }

  /// Sets a field of the first such layer where it is not set: the source that a sending node gives its packets.
  package func defaulting(_ field: String, of schema: LayerSchema, to value: FieldValue) throws(CraftingError)
    -> CraftedPacket
  {
    guard let i = layers.firstIndex(where: { schema.covers($0.schema) }), layers[i].value(of: field) == nil else {
      return self
    }
    var packet = self
    do throws(CraftingError) { try packet.layers[i].set(field, to: value) } catch { throw error.at(i) }
    return packet
  }
}

extension PacketPath {
  private init(tunnels: Int, depth: Int, _ other: PacketPath) {
    self.tunnels = tunnels
    self.depth = depth
    layer = other.layer
    occurrence = other.occurrence
    field = other.field
    element = other.element
  }

  /// The same path seen from inside the quote.
  fileprivate var quotedStep: PacketPath { PacketPath(tunnels: tunnels, depth: depth - 1, self) }

  /// The same path seen from inside the tunnel message; nil for a path that does not lead there.
  var innerStep: PacketPath? { tunnels > 0 ? PacketPath(tunnels: tunnels - 1, depth: depth, self) : nil }

  /// Leads nowhere but to the packet itself.
  fileprivate var isEmpty: Bool { tunnels == 0 && depth == 0 && layer == nil }
}

extension PacketPath: CustomStringConvertible {
  package var description: String {
    let steps = [String](repeating: "inner", count: tunnels) + [String](repeating: "quoted", count: depth)
    return (steps + [layerText, element?.description ?? field ?? ""].filter { !$0.isEmpty }).joined(separator: ".")
  }

  fileprivate var layerText: String { layer.map { occurrence == 1 ? $0.name : "\($0.name)[\(occurrence)]" } ?? "" }
}
