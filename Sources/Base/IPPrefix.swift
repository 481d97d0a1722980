/// A network: an address whose bits beyond `length` are zero (RFC 4632 and RFC 4291 §2.3).
@usableFromInline package struct IPPrefix: Hashable, Comparable, Sendable {
  @usableFromInline package let address: IPAddress
  @usableFromInline package let length: UInt8

  /// Clears the host bits. A length beyond the family's width is nil.
  @inlinable package init?(_ address: IPAddress, length: Int) {
    guard (0...Self.width(of: address.family)).contains(length) else { return nil }
    self.address = address.masked(to: length)
    self.length = UInt8(length)
  }

  /// The network that holds this one address.
  package init(host address: IPAddress) {
    self.address = address
    length = UInt8(Self.width(of: address.family))
  }

  /// `172.20.0.0/16`; host bits are cleared.
  package init?(_ text: some StringProtocol) {
    guard let slash = text.firstIndex(of: "/"), let address = IPAddress(text[..<slash]),
      let length = UInt8(text[text.index(after: slash)...])
    else { return nil }
    self.init(address, length: Int(length))
  }

  @inlinable package static func width(of family: IPFamily) -> Int { family == .v4 ? 32 : 128 }

  @inlinable package var family: IPFamily { address.family }

  @inlinable package func contains(_ other: IPAddress) -> Bool {
    other.family == family && other.masked(to: Int(length)) == address
  }
  package func contains(_ other: IPPrefix) -> Bool { other.length >= length && contains(other.address) }
  package func overlaps(_ other: IPPrefix) -> Bool { contains(other) || other.contains(self) }

  @inlinable package static func < (a: IPPrefix, b: IPPrefix) -> Bool { (a.address, a.length) < (b.address, b.length) }
}

extension IPAddress {
  /// The address with all bits after the first `length` cleared.
  @inlinable package func masked(to length: Int) -> IPAddress {
    switch self {
    case .v4(let a): .v4(IPv4Address(bits: length <= 0 ? 0 : a.bits & (UInt32.max << UInt32(32 - min(length, 32)))))
    case .v6(let a):
      .v6(
        IPv6Address(
          high: length <= 0 ? 0 : length >= 64 ? a.high : a.high & (UInt64.max << UInt64(64 - length)),
          low: length <= 64 ? 0 : length >= 128 ? a.low : a.low & (UInt64.max << UInt64(128 - length))))
    }
  }
}

extension IPPrefix: CustomStringConvertible {
  @usableFromInline package var description: String { "\(address)/\(length)" }
}
