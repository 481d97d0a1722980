import Base

extension CraftedPacket {
  /// The packet's bytes with the map of its layers. Fields that are not set are computed, from the inside out.
  package func build() throws(CraftingError) -> Packet {
    let whole = try single().completed()
    var layout = Layout()
    layout.packet.bytes.reserveCapacity(128)
    layout.packet.layers.reserveCapacity(whole.layers.count + 2)
    var spans: [Int] = []
    spans.reserveCapacity(whole.layers.count)
    var end: Int?
    for (i, layer) in whole.layers.enumerated() {
      if layer.schema === LayerSchema.padding, end == nil { end = layout.packet.bytes.count }
      spans.append(layout.packet.layers.count)
      let next = i + 1 < whole.layers.count ? whole.layers[i + 1] : nil
      do throws(CraftingError) { try layout.append(layer, before: next) } catch { throw error.at(i) }
    }
    try Self.checkLength(layout.packet)
    for (i, span) in spans.enumerated() where whole.layers[i].schema !== LayerSchema.padding {
      layout.packet.layers[span].end = end ?? layout.packet.bytes.count
    }
    for i in whole.layers.indices {
      do throws(CraftingError) { try layout.computeLengths(whole.layers[i], at: spans[i]) } catch { throw error.at(i) }
    }
    for i in whole.layers.indices.reversed() {
      do throws(CraftingError) { try layout.computeSums(whole.layers[i], at: spans[i]) } catch { throw error.at(i) }
    }
    layout.packet.inside = whole.layers.compactMap(\.enclosed)
    guard !layout.splices.isEmpty else { return layout.packet }
    let packet = layout.packet.replacing(layout.splices, as: whole.layers.first?.schema)
    try Self.checkLength(packet)
    return packet
  }

  private static func checkLength(_ packet: Packet) throws(CraftingError) {
    guard packet.bytes.count > greatestLength else { return }
    throw CraftingError(nil, nil, .tooLong(packet.bytes.count, max: greatestLength))
  }

  /// An IPv6 header and the 65,535 bytes that its length can state (RFC 8200 §3).
  package static let greatestLength = 65_575
}
