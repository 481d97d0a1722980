import Base

@testable import Wire

/// Bytes of tails that a schema leaves as they are, in the shape that their RFC gives them.
enum TailGenerator {
  static func bytes(of layer: Layer, _ field: FieldSchema, _ draw: inout FieldGenerator) -> [UInt8] {
    switch layer.schema.name {
    case "routing" where [0, 2, 4].contains(layer.number(of: "type")): []
    case "routing": [0, 0, 0, 0] + draw.chance.bytes(16 * Int(1 + draw.chance.below(3)))
    // A packet and its tag, padded to sixteen bytes.
    case "wg.transport": draw.chance.bytes(16 * Int(1 + draw.chance.below(5)))
    case "ah": draw.chance.bytes(4 * Int(draw.chance.below(6)))
    case _ where layer.schema.isItem: draw.bytes(0...10)
    default: draw.bytes(1...60)
    }
  }
}
