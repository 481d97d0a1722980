/// All addresses from one to another of the same family, both included: `10.0.0.1..10.0.0.9`.
package struct AddressRange: Hashable, Sendable {
  package let lower: IPAddress
  package let upper: IPAddress

  /// Nil where the families differ, or where the first address is the larger one.
  package init?(_ lower: IPAddress, _ upper: IPAddress) {
    guard lower.family == upper.family, lower <= upper else { return nil }
    self.lower = lower
    self.upper = upper
  }

  /// All addresses of a network.
  package init(_ prefix: IPPrefix) {
    lower = prefix.address
    let hosts = UInt128.max >> UInt128(128 - IPPrefix.width(of: prefix.family) + Int(prefix.length))
    upper = IPAddress(bits: prefix.address.bits | hosts, prefix.family)
  }

  package func contains(_ address: IPAddress) -> Bool { lower <= address && address <= upper }

  /// How many; saturates.
  package var count: Int { Int(clamping: upper.bits - lower.bits).addingOne }

  /// The address `i` places behind the first one; `i` is below `count`.
  package subscript(i: Int) -> IPAddress { IPAddress(bits: lower.bits &+ UInt128(i), lower.family) }

  /// The fewest networks that together hold exactly these addresses, in ascending order.
  package var prefixes: [IPPrefix] {
    let width = IPPrefix.width(of: lower.family)
    var networks: [IPPrefix] = []
    var at = lower.bits
    while true {
      // The largest aligned block that begins here and does not reach beyond the end.
      var free = min(width, at.trailingZeroBitCount)
      while Self.hosts(free) > upper.bits - at { free -= 1 }
      if let network = IPPrefix(IPAddress(bits: at, lower.family), length: width - free) { networks.append(network) }
      if Self.hosts(free) == upper.bits - at { return networks }
      at += Self.hosts(free) + 1
    }
  }

  /// A number with this many low bits set.
  private static func hosts(_ bits: Int) -> UInt128 { UInt128.max >> UInt128(128 - bits) }
}

extension AddressRange: CustomStringConvertible {
  package var description: String { "\(lower)..\(upper)" }
}

extension IPAddress {
  /// The address as one number.
  package var bits: UInt128 {
    switch self {
    case .v4(let address): UInt128(address.bits)
    case .v6(let address): UInt128(address.high) << 64 | UInt128(address.low)
    }
  }

  /// - Parameter bits: what is beyond the family's width is left out.
  package init(bits: UInt128, _ family: IPFamily) {
    switch family {
    case .v4: self = .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: bits)))
    case .v6:
      self = .v6(
        IPv6Address(high: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits)))
    }
  }
}

extension Int {
  fileprivate var addingOne: Int { self == .max ? .max : self + 1 }
}
