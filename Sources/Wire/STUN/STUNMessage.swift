import Base

/// A STUN message whose framing was checked once, so that walking its attributes cannot fail. It lies in the bytes that
/// it came in; nothing is copied.
///
/// ```
///  0                   1                   2                   3
/// |0 0|          type             |            length             |
/// |                  magic cookie, 0x2112a442                     |
/// |                                                               |
/// |                   transaction id (96 bits)                    |
/// |                                                               |
/// |        attribute type         |        value's length         |
/// |  value, padded to 32 bits …
/// ```
package struct STUNMessage: Hashable, Sendable {
  package let bytes: [UInt8]
  /// Where the message lies in `bytes`.
  package let range: Range<Int>
  let seals: STUNSeals

  /// RFC 8489 §5.
  package static let headerCount = 20
  package static let magicCookie: UInt32 = 0x2112_a442
  /// More attributes than any method has a use for; a message with more is not looked at.
  package static let greatestAttributeCount = 64

  /// A datagram that is one message.
  package init(_ bytes: [UInt8]) throws(STUNRejection) { try self.init(bytes, in: bytes.indices) }

  /// A message that lies in other bytes and fills `range`.
  package init(_ bytes: [UInt8], in range: Range<Int>) throws(STUNRejection) {
    let range = range.clamped(to: bytes.indices)
    guard range.count >= Self.headerCount else { throw .tooShort(has: range.count) }
    guard bytes[range.lowerBound] < 0x40, bytes.be32(range.lowerBound + 4) == Self.magicCookie else { throw .notSTUN }
    let length = Int(bytes.be16(range.lowerBound + 2))
    guard length % 4 == 0 else { throw .unpaddedLength(length) }
    guard length == range.count - Self.headerCount else {
      throw .wrongLength(says: length, has: range.count - Self.headerCount)
    }
    self.bytes = bytes
    self.range = range
    seals = try STUNSeals(bytes, range.lowerBound + Self.headerCount..<range.upperBound)
  }

  /// Whether bytes are to be taken for STUN (RFC 8489 §6.3 and RFC 7983 §7): a header with the first bits and the cookie.
  package static func isLikely(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    let at = range.lowerBound
    return range.count >= headerCount && range.upperBound <= bytes.count && bytes[at] < 0x40
      && bytes.be32(at + 4) == magicCookie
  }

  package var type: STUNType { STUNType(rawValue: bytes.be16(range.lowerBound)) }

  package var transaction: STUNTransactionID {
    STUNTransactionID(high: bytes.be32(range.lowerBound + 8), low: bytes.be64(range.lowerBound + 12))
  }
}

/// Why bytes are no STUN message.
package enum STUNRejection: Error, Hashable, Sendable {
  case tooShort(has: Int)
  /// The first two bits or the magic cookie are others.
  case notSTUN
  case unpaddedLength(Int)
  case wrongLength(says: Int, has: Int)
  /// An attribute is longer than what is left of the message. `at`: its offset in the message.
  case attributeOverrun(type: UInt16, at: Int, says: Int, has: Int)
  case tooManyAttributes(max: Int)
}

extension STUNRejection: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooShort(let has): "\(has) bytes are too few for a STUN header of \(STUNMessage.headerCount)"
    case .notSTUN: "no STUN message: its first bits or its magic cookie are others"
    case .unpaddedLength(let length): "a length of \(length) bytes is no multiple of 4"
    case .wrongLength(let says, let has): "says \(says) bytes of attributes, has \(has)"
    case .attributeOverrun(let type, let at, let says, let has):
      "\(STUNAttributeType.text(type)) at byte \(at): says \(says) bytes, has \(has)"
    case .tooManyAttributes(let max): "more than \(max) attributes"
    }
  }
}
