import Base

/// The bytes of an attribute's value, read as what its type makes of them. Nil where they are not that.
struct STUNValue {
  private let bytes: [UInt8]
  let range: Range<Int>

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    self.range = range
  }

  private var start: Int { range.lowerBound }

  var nothing: Void? { range.isEmpty ? () : nil }
  var word: UInt32? { range.count == 4 ? bytes.be32(start) : nil }
  var long: UInt64? { range.count == 8 ? bytes.be64(start) : nil }
  /// 16 bits, and 16 that are reserved.
  var half: UInt16? { range.count == 4 ? bytes.be16(start) : nil }
  /// 8 bits, and 24 that are reserved.
  var byte: UInt8? { range.count == 4 ? bytes[start] : nil }
  /// RFC 8656 §18.7: a bit, and 7 that are reserved.
  var evenPort: Bool? { range.count == 1 ? bytes[start] & 0x80 != 0 : nil }

  var halves: [UInt16]? {
    range.count % 2 == 0 ? stride(from: start, to: range.upperBound, by: 2).map { bytes.be16($0) } : nil
  }

  /// - Parameter max: bytes that the RFC allows to a text.
  func text(max: Int) -> String? { range.count <= max ? String(validating: bytes[range], as: UTF8.self) : nil }

  /// ```
  /// |   reserved    |    family     |             port              |
  /// |  address: 32 or 128 bits
  /// ```
  ///
  /// - Parameter transaction: RFC 8489 §14.2: port and address are XORed with the magic cookie, an IPv6 address with the
  ///   transaction id too.
  func endpoint(hiddenBehind transaction: STUNTransactionID?) -> Endpoint? {
    guard range.count >= 4, let family = IPFamily(stunNumber: bytes[start + 1]) else { return nil }
    let mask = STUNMask(transaction)
    let port = bytes.be16(start + 2) ^ mask.port
    switch family {
    case .v4:
      guard range.count == 8 else { return nil }
      return Endpoint(.v4(IPv4Address(bits: bytes.be32(start + 4) ^ mask.word)), port)
    case .v6:
      guard range.count == 20 else { return nil }
      return Endpoint(
        .v6(IPv6Address(high: bytes.be64(start + 4) ^ mask.high, low: bytes.be64(start + 12) ^ mask.low)), port)
    }
  }

  var error: STUNError? {
    guard range.count >= 4 else { return nil }
    let (hundreds, rest) = (UInt16(bytes[start + 2] & 7), UInt16(bytes[start + 3]))
    let words = STUNValue(bytes, start + 4..<range.upperBound).text(max: STUNAttributeType.greatestReason)
    guard (3...6).contains(hundreds), rest < 100, let words else { return nil }
    return STUNError(STUNErrorCode(rawValue: hundreds * 100 + rest), reason: words)
  }

  var addressError: STUNAddressError? {
    guard let error, let family = IPFamily(stunNumber: bytes[start]) else { return nil }
    return STUNAddressError(family, error)
  }

  var icmp: STUNICMP? {
    guard range.count == 8 else { return nil }
    return STUNICMP(
      type: bytes[start + 2] >> 1, code: bytes.be16(start + 2) & 0x1ff, data: bytes.be32(start + 4))
  }

  /// RFC 8489 §14.11: number and length of the parameters, 16 bits each, and the parameters, padded to 32 bits.
  var algorithms: [STUNPasswordAlgorithm]? {
    var algorithms: [STUNPasswordAlgorithm] = []
    var at = start
    while at < range.upperBound {
      guard at + 4 <= range.upperBound else { return nil }
      let length = Int(bytes.be16(at + 2))
      guard length <= range.upperBound - at - 4 else { return nil }
      algorithms.append(
        STUNPasswordAlgorithm(number: bytes.be16(at), parameters: Array(bytes[at + 4..<at + 4 + length])))
      at += 4 + (length + 3) & ~3
    }
    return algorithms
  }
}

/// What hides an address from boxes that rewrite whatever looks like one.
struct STUNMask {
  let high: UInt64
  let low: UInt64

  /// - Parameter transaction: nil for addresses that stand in the open.
  init(_ transaction: STUNTransactionID?) {
    high = transaction.map { UInt64(STUNMessage.magicCookie) << 32 | UInt64($0.high) } ?? 0
    low = transaction?.low ?? 0
  }

  var word: UInt32 { UInt32(truncatingIfNeeded: high >> 32) }
  var port: UInt16 { UInt16(truncatingIfNeeded: high >> 48) }
}

extension IPFamily {
  /// RFC 8489 §14.1.
  init?(stunNumber: UInt8) {
    switch stunNumber {
    case 1: self = .v4
    case 2: self = .v6
    default: return nil
    }
  }

  var stunNumber: UInt8 { self == .v4 ? 1 : 2 }
}
