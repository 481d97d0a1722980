import Base

extension CraftedPacket {
  /// The packet's bytes with the map of its layers. Fields that are not set are computed, from the inside out.
  package func build() throws(CraftingError) -> Packet {
    isWhole ? try inOrder().laidOut() : try single().completed().laidOut()
  }

  /// The same of layers of which each is plain (`Layer.isPlain`).
  package func buildPlain() throws(CraftingError) -> Packet {
    guard let first = layers.first, case .none = first.schema.foundation else { return try build() }
    return try inOrder().laidOut()
  }

  /// The bytes of layers that are complete.
  private func laidOut() throws(CraftingError) -> Packet {
    var layout = Layout(capacity: layers.count)
    var (end, carries) = (Int?.none, false)
    for i in layers.indices {
      let schema = layers[i].schema
      if schema.role == .padding, end == nil { end = layout.packet.bytes.count }
      carries = carries || schema.role == .wgTransport
      do throws(CraftingError) {
        try layout.append(layers[i], before: schema.following == nil ? nil : extensions(behind: i))
      } catch { throw error.at(i) }
    }
    try Self.checkLength(layout.packet)
    let spans = layout.close(layers.count, before: end)
    for i in layers.indices {
      do throws(CraftingError) { try layout.computeLengths(layers, i, at: spans?[i] ?? i) } catch { throw error.at(i) }
    }
    for i in layers.indices.reversed() {
      do throws(CraftingError) { try layout.computeSums(layers, i, at: spans?[i] ?? i) } catch { throw error.at(i) }
    }
    if carries { layout.packet.inside = layers.compactMap(\.enclosed) }
    guard !layout.splices.isEmpty else { return layout.packet }
    let packet = layout.packet.replacing(layout.splices, as: layers.first?.schema)
    try Self.checkLength(packet)
    return packet
  }

  /// The layer of extensions for which the quote of the layer before it is padded.
  private func extensions(behind layer: Int) -> Layer? {
    layer + 1 < layers.count && layers[layer + 1].schema.role == .icmpExtensions ? layers[layer + 1] : nil
  }

  private static func checkLength(_ packet: Packet) throws(CraftingError) {
    guard packet.bytes.count > greatestLength else { return }
    throw CraftingError(nil, nil, .tooLong(packet.bytes.count, max: greatestLength))
  }

  /// An IPv6 header and the 65,535 bytes that its length can state (RFC 8200 §3).
  package static let greatestLength = 65_575
}
