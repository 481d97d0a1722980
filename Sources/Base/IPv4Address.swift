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
  package init?(_ text: String) { self.init(utf8: text.utf8) }

  /// The same of bytes in a text.
  package init?(_ text: [UInt8], in range: Range<Int>) {
    let address = text.withUnsafeBufferPointer { IPv4Address(utf8: UnsafeBufferPointer(rebasing: $0[range])) }
    guard let address else { return nil }
    self = address
  }

  private init?(utf8: some Sequence<UInt8>) {
    var bits: UInt32 = 0
    var (parts, digits, value) = (0, 0, UInt32(0))
    for byte in utf8 {
      if byte == UInt8(ascii: ".") {
        guard digits > 0, parts < 3 else { return nil }
        bits = bits << 8 | value
        (parts, digits, value) = (parts + 1, 0, 0)
      } else {
        // No leading zeros: some tools read them as octal.
        guard (0x30...0x39).contains(byte), digits < 3, digits == 0 || value > 0 else { return nil }
        value = value * 10 + UInt32(byte - 0x30)
        digits += 1
        guard value <= 255 else { return nil }
      }
    }
    guard parts == 3, digits > 0 else { return nil }
    self.bits = bits << 8 | value
  }

  @inlinable package static func < (a: IPv4Address, b: IPv4Address) -> Bool { a.bits < b.bits }

  package var octets: [UInt8] {
    [UInt8(bits >> 24), UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
  }

  package var isMulticast: Bool { bits >> 28 == 0xe }
  package var isBroadcast: Bool { bits == .max }
  package var isUnspecified: Bool { bits == 0 }
}

extension IPv4Address: CustomStringConvertible {
  @usableFromInline package var description: String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}
