import Base

@testable import Wire

/// Bytes of tails that a schema leaves as they are, in the shape that their RFC gives them.
enum TailGenerator {
  static func bytes(of layer: Layer, _ field: FieldSchema, _ draw: inout FieldGenerator) -> [UInt8] {
    switch layer.schema.name {
    case "ip": options(upTo: 40, unit: 4, offset: 0, data: false, &draw)
    case "hopopts", "dstopts": options(upTo: 46, unit: 8, offset: 2, data: true, &draw)
    case "routing": nodes(ofType: layer.number(of: "type"), &draw)
    case "ah": draw.chance.bytes(4 * Int(draw.chance.below(6)))
    case _ where layer.schema.isItem: draw.bytes(0...10)
    default: draw.bytes(1...60)
    }
  }

  /// Reserved bits, or those of a segment list (RFC 8754 §2: last entry, flags, tag), then addresses.
  private static func nodes(ofType type: UInt64?, _ draw: inout FieldGenerator) -> [UInt8] {
    // RFC 6275 §6.4.1: the home address alone.
    let count = type == 2 ? 1 : 1 + draw.chance.below(3)
    return [type == 4 ? UInt8(count - 1) : 0, 0, 0, 0] + draw.chance.bytes(16 * Int(count))
  }

  /// Options of kinds that nobody has assigned: kind, length, value; padded with ones that do nothing.
  ///
  /// - Parameter data: the length counts the value alone.
  private static func options(
    upTo limit: Int, unit: Int, offset: Int, data: Bool, _ draw: inout FieldGenerator
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<draw.chance.below(4) {
      let value = draw.bytes(0...8)
      // IPv6: the highest bits 00 mean that it may be skipped. IPv4: a copied option of class 2.
      let kind: UInt8 = data ? 0x1e : 0x5e
      guard bytes.count + value.count + 2 <= limit - unit else { break }
      bytes += [kind, UInt8(value.count + (data ? 0 : 2))] + value
    }
    while (bytes.count + offset) % unit != 0 { bytes.append(data ? 0 : 1) }
    return bytes
  }
}
