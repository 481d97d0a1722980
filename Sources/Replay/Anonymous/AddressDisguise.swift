import Access
import Base
import Cipher

/// Other addresses for addresses, one for each: two that share a prefix share one as long afterwards (Xu, Fan, Ammar and
/// Moon: "Prefix-preserving IP address anonymization", 2002).
///
/// Whether a bit is turned depends on the bits before it and on the key. Above the networks that mean something to
/// everybody none is, so that those stay what they are: what is private stays private, a tunnel address one of a tunnel.
struct AddressDisguise: Sendable {
  private let key: [UInt8]
  private var known = SortedTable<IPAddress, IPAddress>()

  init(key: [UInt8]) { self.key = key }

  /// RFC 6890, RFC 4193, and the address plan of the system.
  private static let networks: [IPPrefix] =
    AddressPlan.peers + AddressPlan.proxies
    + ["10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fe80::/64", "fc00::/7", "2000::/3"]
    .compactMap { IPPrefix($0) }

  /// Where no address is anybody's: unspecified, loopback, groups, the system's name servers.
  private static let common: [IPPrefix] =
    AddressPlan.sentinels
    + ["0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8"].compactMap { IPPrefix($0) }

  mutating func callAsFunction(_ address: IPAddress) -> IPAddress {
    if let other = known[address] { return other }
    let other = Self.common.contains { $0.contains(address) } ? address : turned(address)
    known[address] = other
    return other
  }

  mutating func callAsFunction(_ prefix: IPPrefix) -> IPPrefix {
    IPPrefix(self(prefix.address), length: Int(prefix.length)) ?? prefix
  }

  mutating func callAsFunction(_ endpoint: Endpoint) -> Endpoint { Endpoint(self(endpoint.address), endpoint.port) }

  private func turned(_ address: IPAddress) -> IPAddress {
    let fixed = (Self.networks + Self.common).filter { $0.family == address.family }
    var octets = address.octets
    for bit in 0..<IPPrefix.width(of: address.family) {
      let above = address.masked(to: bit)
      if fixed.contains(where: { bit < $0.length && $0.address.masked(to: bit) == above }) { continue }
      let input = [address.family.rawValue, UInt8(bit)] + above.octets
      let pad = key.withUnsafeBytes { BLAKE2s.mac(key: $0, input[...]).bytes[0] }
      if pad & 1 == 1 { octets[bit / 8] ^= 0x80 >> UInt8(bit % 8) }
    }
    return IPAddress(octets: octets)
  }
}

extension IPAddress {
  /// - Parameter octets: 4 or 16 of them.
  init(octets: [UInt8]) {
    func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    self =
      octets.count == 4
      ? .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: number(octets[...]))))
      : .v6(IPv6Address(high: number(octets.prefix(8)), low: number(octets.dropFirst(8))))
  }
}
