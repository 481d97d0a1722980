import Base

@testable import Wire

/// Bytes of tails that a schema leaves as they are, in the shape that their RFC gives them.
enum TailGenerator {
  static func bytes(of layer: Layer, _ field: FieldSchema, _ draw: inout FieldGenerator) -> [UInt8] {
    switch layer.schema.name {
    case "ip", "tcp": options(upTo: 40, unit: 4, offset: 0, data: false, &draw)
    case "hopopts", "dstopts": options(upTo: 46, unit: 8, offset: 2, data: true, &draw)
    // Reserved bits, then addresses (RFC 8200 §4.4 as types 0 and 2 have it).
    case "routing": [0, 0, 0, 0] + draw.chance.bytes(16 * Int(draw.chance.below(4)))
    case "ah": draw.chance.bytes(4 * Int(draw.chance.below(6)))
    default: draw.bytes(1...60)
    }
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
