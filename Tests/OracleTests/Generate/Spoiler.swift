import Base

@testable import Wire

/// Sets fields of a good packet that would have been computed, so that they lie.
struct Spoiler {
  private struct Target {
    let layer: Int
    let field: FieldSchema
  }

  /// One or two lies in the packet; nil where it has nothing to lie about.
  static func spoil(_ packet: CraftedPacket, _ draw: inout FieldGenerator) -> CraftedPacket? {
    var spoiled = packet
    let targets = packet.layers.indices.flatMap { i in
      packet.layers[i].schema.fields.filter { lies($0, in: packet.layers[i]) }.map { Target(layer: i, field: $0) }
    }
    guard !targets.isEmpty else { return nil }
    for _ in 0..<(draw.oneIn(3) ? 2 : 1) {
      let target = draw.pick(targets)
      let value = draw.number(width: target.field.width ?? 1)
      try? spoiled.layers[target.layer].set(target.field.name, to: .number(value))
    }
    return spoiled
  }

  private static func lies(_ field: FieldSchema, in layer: Layer) -> Bool {
    guard field.computed != nil || field.name == "version", case .bits = field.place else { return false }
    guard layer.schema.covered().isEmpty else { return false }
    return layer.has(field)
  }
}

extension CraftedPacket {
  /// Whether a length or the number of what follows was set by hand, so that other headers are found than were written.
  var liesAboutHeaders: Bool {
    let told = [
      "version", "ihl", "data_offset", "length", "protocol", "next_header", "qdcount", "ancount", "nscount", "arcount",
    ]
    return layers.contains { layer in
      told.contains { name in
        layer.schema[name].map { $0.computed != nil || name == "version" } ?? false && layer.value(of: name) != nil
      }
    }
  }
}
