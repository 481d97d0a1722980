import Base

/// 96 bits that pair an answer with its request (RFC 8489 §5).
package struct STUNTransactionID: Hashable, Comparable, Sendable {
  package let high: UInt32
  package let low: UInt64

  package init(high: UInt32, low: UInt64) {
    self.high = high
    self.low = low
  }

  package init(drawnFrom chance: inout Chance) {
    high = chance.nextUInt32()
    low = chance.nextUInt64()
  }

  package static func < (a: STUNTransactionID, b: STUNTransactionID) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

extension STUNTransactionID: CustomStringConvertible {
  /// 24 lower-case hexadecimal digits.
  package var description: String {
    var bytes: [UInt8] = []
    bytes.append32(high)
    bytes.append64(low)
    return Hex.text(bytes)
  }
}
