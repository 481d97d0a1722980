import Base

/// Hands out the 24-bit numbers of a node's tunnels: in no order that an observer could use, and none twice.
///
/// A Galois LFSR of maximal length (x²⁴ + x²³ + x²² + x¹⁷ + 1) walks all non-zero 24-bit states; a random mask moves the
/// walk.
package struct TunnelIndices: Sendable {
  private static let taps: UInt32 = 0xe1_0000
  private static let mask: UInt32 = 0xff_ffff

  private var state: UInt32
  private let offset: UInt32

  package init(_ chance: Chance) {
    var chance = chance
    state = max(chance.nextUInt32() & Self.mask, 1)
    offset = chance.nextUInt32() & Self.mask
  }

  package mutating func next() -> UInt32 {
    state = state >> 1 ^ (state & 1 == 1 ? Self.taps : 0)
    return (state - 1) ^ offset
  }
}
