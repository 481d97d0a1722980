/// An IPv4 address (RFC 791), kept as a number in host order.
@usableFromInline package struct IPv4Address: Hashable, Comparable, Sendable {
  @usableFromInline package var bits: UInt32

  @inlinable package init(bits: UInt32) { self.bits = bits }
  package init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    bits = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }

  /// Four decimal numbers without leading zeros (RFC 6943 §3.1.1, strict form); anything else is nil.
  package init?(_ text: some StringProtocol) { self.init(String(text)) }

  /// The same of a string: generic code would fetch each byte through a witness.
  package init?(_ text: String) {
    var reading = IPv4Reading()
    for byte in text.utf8 { reading.take(byte) }
    guard let address = reading.address else { return nil }
    self = address
  }

  @inlinable package static func < (a: IPv4Address, b: IPv4Address) -> Bool { a.bits < b.bits }

  package var octets: [UInt8] {
    [UInt8(bits >> 24), UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
  }

  package var isMulticast: Bool { bits >> 28 == 0xe }
  package var isBroadcast: Bool { bits == .max }
  package var isUnspecified: Bool { bits == 0 }
}

/// Reads an IPv4 address byte by byte, for whoever looks at each byte anyway.
@usableFromInline package struct IPv4Reading {
  @usableFromInline var bits: UInt32 = 0
  @usableFromInline var value: UInt32 = 0
  @usableFromInline var digits = 0
  /// The dots that were read; at most three are an address.
  @usableFromInline package var dots = 0
  @usableFromInline var isBad = false

  @inlinable package init() {}

  @inlinable package mutating func take(_ byte: UInt8) {
    if byte == UInt8(ascii: ".") {
      isBad = isBad || digits == 0
      bits = bits << 8 | value
      (dots, digits, value) = (dots + 1, 0, 0)
    } else {
      // No leading zeros: some tools read them as octal.
      isBad = isBad || byte &- 0x30 > 9 || digits > 2 || digits > 0 && value == 0
      value = value &* 10 &+ UInt32(byte &- 0x30)
      digits += 1
      isBad = isBad || value > 255
    }
  }

  /// Nil where what was read is none.
  @inlinable package var address: IPv4Address? {
    isBad || dots != 3 || digits == 0 ? nil : IPv4Address(bits: bits << 8 | value)
  }
}

extension IPv4Address: CustomStringConvertible {
  @usableFromInline package var description: String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}
