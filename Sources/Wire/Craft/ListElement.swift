import Base

/// What a list holds, element by element.
package enum ListElement: Hashable, Sendable {
  case address(IPFamily)
  /// Width in bits, whole bytes.
  case number(width: Int)
  /// Two numbers of a width, the first not greater than the second: `1..9`.
  case range(width: Int)
  /// Text of at most 255 bytes behind its length; read and written by a coding of its own.
  case string

  /// Bytes of one element, the least where they differ.
  var length: Int {
    switch self {
    case .address(let family): family == .v4 ? 4 : 16
    case .number(let width): width / 8
    case .range(let width): width / 4
    case .string: 1
    }
  }

  /// Nil for bytes that are not so: a range that runs backwards.
  func read(_ bytes: [UInt8], at: Int) -> FieldValue? {
    switch self {
    case .address(let family): return .address(bytes.address(family, at: at))
    case .number(let width): return .number(bytes.bits(at: at * 8, width: width))
    case .range(let width):
      let low = bytes.bits(at: at * 8, width: width)
      let high = bytes.bits(at: at * 8 + width, width: width)
      return low <= high ? .range(low, high) : nil
    case .string: return nil
    }
  }

  func write(_ value: FieldValue, to bytes: inout [UInt8]) {
    let at = bytes.count * 8
    switch (self, value) {
    case (.address, .address(let address)): bytes += address.octets
    case (.number(let width), .number(let number)):
      bytes += [UInt8](repeating: 0, count: length)
      bytes.setBits(number, at: at, width: width)
    case (.range(let width), .range(let low, let high)):
      bytes += [UInt8](repeating: 0, count: length)
      bytes.setBits(low, at: at, width: width)
      bytes.setBits(high, at: at + width, width: width)
    default: break
    }
  }

  /// What is wanted, in the words of an error.
  var words: String {
    switch self {
    case .address(let family): family == .v4 ? "IPv4 addresses" : "IPv6 addresses"
    case .number: "numbers"
    case .range: "ranges"
    case .string: "texts"
    }
  }
}

extension [UInt8] {
  /// The caller has checked that the bytes are there.
  func address(_ family: IPFamily, at: Int) -> IPAddress {
    family == .v4
      ? .v4(IPv4Address(bits: be32(at))) : .v6(IPv6Address(high: be64(at), low: be64(at + 8)))
  }
}
