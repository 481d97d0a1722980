import Base

/// The order in which getaddrinfo hands out addresses (RFC 6724 §6 with the table of glibc 2.36): rules 1, 5, 6 and 10.
///
/// Left out are the rules about scopes, deprecated and home addresses, and the longest prefix, which glibc limits to
/// what a lab does not have.
enum AddressOrder {
  /// - Parameter source: the address that would speak to another.
  static func sorted(_ addresses: [IPAddress], from source: (IPAddress) -> IPAddress?) -> [IPAddress] {
    let ranked = addresses.enumerated().map { place, address in
      let source = source(address)
      let matches = source.map { row($0).label == row(address).label } ?? false
      return (rank: [source == nil ? 1 : 0, matches ? 0 : 1, -row(address).precedence, place], address: address)
    }
    return ranked.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.address)
  }

  private struct Row {
    let prefix: IPPrefix?
    let precedence: Int
    let label: Int

    init(_ prefix: String, _ precedence: Int, label: Int) {
      self.prefix = IPPrefix(prefix)
      self.precedence = precedence
      self.label = label
    }
  }

  /// Longest prefix first. `fc00::/7` and `2001::/32` have labels of their own, and the precedence of `::/0`.
  private static let rows = [
    Row("::1/128", 50, label: 0), Row("2001::/32", 40, label: 7), Row("2002::/16", 30, label: 2),
    Row("fc00::/7", 40, label: 6), Row("::/0", 40, label: 1),
  ]
  /// `::ffff:0:0/96`, which stands for every IPv4 address.
  private static let v4 = Row("0.0.0.0/0", 10, label: 4)

  private static func row(_ address: IPAddress) -> Row {
    address.family == .v4 ? v4 : rows.first { $0.prefix?.contains(address) ?? false } ?? v4
  }
}
