import Base

/// A packet as it is written: layers from the outside in, with computed-unless-set fields.
///
/// `completed()` says what will be built, `build()` builds it, `expand()` makes one packet of each combination where
/// fields hold sets.
package struct CraftedPacket: Hashable, Sendable {
  package internal(set) var layers: [Layer]

  package init(_ layers: [Layer] = []) { self.layers = layers }

  /// A packet that will have this many layers.
  package init(capacity: Int) {
    layers = []
    layers.reserveCapacity(capacity)
  }

  /// Stacks another packet's layers on top of this one's: the `/` of the language.
  package static func / (below: CraftedPacket, above: CraftedPacket) -> CraftedPacket {
    CraftedPacket(below.layers + above.layers)
  }

  /// Stacks a layer on top of these.
  package mutating func append(_ above: consuming Layer) { layers.append(above) }

  /// Stacks payload, from text or `x"…"`.
  package static func / (below: CraftedPacket, payload: [UInt8]) -> CraftedPacket {
    CraftedPacket(below.layers + [.raw(payload)])
  }
}

extension Layer {
  /// Bytes that are carried as they are.
  package static func raw(_ bytes: [UInt8]) -> Layer {
    var layer = Layer(.raw)
    layer.assign(0, .bytes(bytes))
    return layer
  }
}
