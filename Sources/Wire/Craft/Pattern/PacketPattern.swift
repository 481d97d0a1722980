import Base

/// A packet with holes: layers that must be there in this order, and comparisons of their fields. Layers behind
/// `wg.transport` are looked for inside it, in a packet that was opened.
///
/// Compiled once. The common case (an IP layer, a transport layer, numbers and addresses) is looked up in the bytes of
/// an `IPPacket` without making anything; all else is dissected first.
package struct PacketPattern: Sendable {
  package let layers: [LayerPattern]
  /// For each layer of the pattern, what it is taken for; two entries for a neutral layer or a shorthand's addresses.
  let compiled: [[CompiledLayer]]
  private let fast: (v4: FastProgram, v6: FastProgram)?

  /// - Throws: unknown fields, values that do not fit; a layer that can stand over neither family.
  package init(_ layers: [LayerPattern]) throws(CraftingError) {
    self.layers = layers
    var compiled: [[CompiledLayer]] = []
    for (i, layer) in layers.enumerated() { compiled.append(try Self.variants(of: layer, at: i)) }
    self.compiled = compiled
    fast = FastProgram.pair(compiled)
  }

  /// What is set in a packet, as a pattern: each field must be equal, or a member of its set.
  package init(_ packet: CraftedPacket) throws(CraftingError) {
    try self.init(
      packet.layers.map { layer in
        LayerPattern(
          layer.schema,
          layer.assignments.filter { layer.schema.fields[$0.field].isSent }.map {
            FieldTest(layer.schema.fields[$0.field].name, .equal, $0.value)
          }
            + layer.lent.map { FieldTest($0.field, .equal, $0.value) })
      })
  }

  private static func variants(of pattern: LayerPattern, at index: Int) throws(CraftingError) -> [CompiledLayer] {
    let covered = pattern.schema.covered()
    var variants: [CompiledLayer] = []
    var failure: CraftingError?
    for family in [IPFamily.v4, .v6] {
      let schema = covered.isEmpty ? pattern.schema : family == .v4 ? covered[0] : covered[1]
      do throws(CraftingError) {
        let layer = try CompiledLayer(pattern, as: schema, over: family)
        if layer.lentFamily == nil, covered.isEmpty { return [layer] }
        variants.append(layer)
      } catch { failure = failure ?? error }
    }
    if variants.isEmpty, let failure { throw failure.at(index) }
    return variants
  }
}

extension PacketPattern {
  package func matches(_ packet: IPPacket) -> Bool {
    // Behind the authentication header of IPv4 the transport layer stands elsewhere.
    guard let fast, packet.family == .v6 || packet.proto != .authentication else { return matches(Packet(packet)) }
    return packet.family == .v4 ? fast.v4.matches(packet) : fast.v6.matches(packet)
  }

  package func matches(_ packet: Packet) -> Bool { matches(packet, depth: 0) }

  func matches(_ packet: Packet, depth: Int) -> Bool { matches(packet, depth: depth, compiled[...]) }

  private func matches(_ packet: Packet, depth: Int, _ wanted: ArraySlice<[CompiledLayer]>) -> Bool {
    var from = 0
    for (i, variants) in zip(wanted.indices, wanted) {
      guard
        let found = packet.layers.indices.dropFirst(from).first(where: { span in
          packet.layers[span].depth == depth && variants.contains { $0.matches(packet, at: span) }
        })
      else { return false }
      from = found + 1
      if packet.layers[found].schema === LayerSchema.wgTransport, i + 1 < wanted.endIndex {
        return packet.inner.map { matches($0, depth: 0, wanted[(i + 1)...]) } ?? false
      }
    }
    return true
  }

  /// Whether it asks for something inside a tunnel message, which must be opened first.
  package var looksInside: Bool { layers.dropLast().contains { $0.schema === LayerSchema.wgTransport } }
}

extension CompiledLayer {
  func isPresent(in packet: Packet, at span: Int) -> Bool { packet.layers[span].schema === schema }

  func matches(_ packet: Packet, at span: Int) -> Bool {
    guard isPresent(in: packet, at: span), tests.allSatisfy({ $0.holds(in: packet, at: span) }),
      elements.allSatisfy({ $0.holds(in: packet, at: span) })
    else { return false }
    guard let lentFamily else { return true }
    guard let ip = packet.ipLayer(under: span), packet.layers[ip].schema.family == lentFamily else { return false }
    return lent.allSatisfy { $0.holds(in: packet, at: ip) }
  }
}
