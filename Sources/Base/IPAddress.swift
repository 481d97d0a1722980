@usableFromInline package enum IPFamily: UInt8, Hashable, Sendable, CaseIterable, Comparable {
  case v4 = 4
  case v6 = 6

  @inlinable package static func < (a: IPFamily, b: IPFamily) -> Bool { a.rawValue < b.rawValue }
}

/// An address of either family. Every IPv4 address sorts before every IPv6 address.
@usableFromInline package enum IPAddress: Hashable, Comparable, Sendable {
  case v4(IPv4Address)
  case v6(IPv6Address)

  package init?(_ text: some StringProtocol) {
    if let v4 = IPv4Address(text) {
      self = .v4(v4)
    } else if let v6 = IPv6Address(text) {
      self = .v6(v6)
    } else {
      return nil
    }
  }

  @inlinable package var family: IPFamily {
    switch self {
    case .v4: .v4
    case .v6: .v6
    }
  }

  /// 4 or 16 bytes in network order.
  package var octets: [UInt8] {
    switch self {
    case .v4(let a): a.octets
    case .v6(let a): a.octets
    }
  }

  package var isMulticast: Bool {
    switch self {
    case .v4(let a): a.isMulticast
    case .v6(let a): a.isMulticast
    }
  }

  package var isUnspecified: Bool {
    switch self {
    case .v4(let a): a.isUnspecified
    case .v6(let a): a.isUnspecified
    }
  }
}

extension IPAddress: CustomStringConvertible {
  @usableFromInline package var description: String {
    switch self {
    case .v4(let a): a.description
    case .v6(let a): a.description
    }
  }
}

/// An address and a port: one end of a UDP or TCP conversation.
package struct Endpoint: Hashable, Comparable, Sendable {
  package var address: IPAddress
  package var port: UInt16

  package init(_ address: IPAddress, _ port: UInt16) {
    self.address = address
    self.port = port
  }

  /// `192.0.2.1:80` or `[2001:db8::1]:80`.
  package init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = String(text[..<colon])
    let bracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if bracketed { host = String(host.dropFirst().dropLast()) }
    guard let address = IPAddress(host), (address.family == .v6) == bracketed else { return nil }
    self.init(address, port)
  }

  package static func < (a: Endpoint, b: Endpoint) -> Bool { (a.address, a.port) < (b.address, b.port) }
}

extension Endpoint: CustomStringConvertible {
  package var description: String {
    switch address {
    case .v4(let a): "\(a):\(port)"
    case .v6(let a): "[\(a)]:\(port)"
    }
  }
}
