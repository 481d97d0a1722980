import Base

/// The relayed transport addresses of one allocation: one port, on one interface, of one or both families.
package struct RelayedAddresses: Hashable, Sendable {
  package let v4: Endpoint?
  package let v6: Endpoint?

  package subscript(family: IPFamily) -> Endpoint? { family == .v4 ? v4 : v6 }
  /// IPv4 first.
  package var all: [Endpoint] { [v4, v6].compactMap { $0 } }
  package var port: UInt16 { v4?.port ?? v6?.port ?? 0 }
}

/// Which ports of a relay's interfaces are taken. Complexity: constant while a sixteenth is free.
struct PortPool: Sendable {
  private let addresses: [PublicAddresses]
  private let ports: ClosedRange<UInt16>
  /// A bit for each port: of interface `i`, IPv4 at 2i, IPv6 at 2i + 1.
  private var taken: [[UInt64]]

  init(_ policy: RelayPolicy) {
    addresses = policy.addresses
    ports = policy.ports
    taken = Array(
      repeating: Array(repeating: 0, count: (policy.ports.count + 63) / 64), count: policy.addresses.count * 2)
  }

  /// What of two ports is asked for (RFC 8656 §18.7).
  enum Parity: Hashable {
    case any
    case even
    /// Even, and the next is kept.
    case pair
  }

  /// Chooses an interface and a port at random. Nil when none is free.
  mutating func take(_ families: [IPFamily], _ parity: Parity, _ chance: inout Chance) -> RelayedAddresses? {
    let first = Int(chance.below(UInt32(addresses.count)))
    for step in addresses.indices {
      let interface = (first + step) % addresses.count
      guard families.allSatisfy({ addresses[interface][$0] != nil }) else { continue }
      if let port = freePort(interface, families, parity, &chance) {
        return take(port, families, of: interface)
      }
    }
    return nil
  }

  /// The port behind one that was taken as the first of a pair.
  mutating func takeNext(after relayed: RelayedAddresses) -> RelayedAddresses? {
    for family in IPFamily.allCases {
      guard let endpoint = relayed[family], let interface = interface(of: endpoint.address) else { continue }
      return take(endpoint.port &+ 1, [family], of: interface)
    }
    return nil
  }

  mutating func release(_ relayed: RelayedAddresses) { for endpoint in relayed.all { release(endpoint) } }

  mutating func release(_ endpoint: Endpoint) {
    guard let interface = interface(of: endpoint.address) else { return }
    set(endpoint.port, endpoint.address.family, of: interface, false)
  }

  func holds(_ endpoint: Endpoint) -> Bool { ports.contains(endpoint.port) && interface(of: endpoint.address) != nil }
  func owns(_ address: IPAddress) -> Bool { interface(of: address) != nil }
  func has(_ family: IPFamily) -> Bool { addresses.contains { $0[family] != nil } }

  private func interface(of address: IPAddress) -> Int? { addresses.firstIndex { $0[address.family] == address } }

  private mutating func take(_ port: UInt16, _ families: [IPFamily], of interface: Int) -> RelayedAddresses {
    func endpoint(_ family: IPFamily) -> Endpoint? {
      families.contains(family) ? addresses[interface][family].map { Endpoint($0, port) } : nil
    }
    for family in families { set(port, family, of: interface, true) }
    return RelayedAddresses(v4: endpoint(.v4), v6: endpoint(.v6))
  }

  /// Sixteen throws, then the first that is free behind the last.
  private func freePort(
    _ interface: Int, _ families: [IPFamily], _ parity: Parity, _ chance: inout Chance
  ) -> UInt16? {
    let count = UInt32(ports.count)
    var offset: UInt32 = 0
    for _ in 0..<16 {
      offset = chance.below(count)
      if isFree(offset, interface, families, parity) { return ports.lowerBound + UInt16(offset) }
    }
    for step in 0..<count {
      let candidate = (offset + step) % count
      if isFree(candidate, interface, families, parity) { return ports.lowerBound + UInt16(candidate) }
    }
    return nil
  }

  private func isFree(_ offset: UInt32, _ interface: Int, _ families: [IPFamily], _ parity: Parity) -> Bool {
    func isSet(_ offset: UInt32) -> Bool {
      families.contains { taken[row(interface, $0)][Int(offset / 64)] >> UInt64(offset % 64) & 1 == 1 }
    }
    guard !isSet(offset) else { return false }
    if parity == .any { return true }
    guard (UInt32(ports.lowerBound) + offset) % 2 == 0 else { return false }
    return parity == .even || (offset + 1 < UInt32(ports.count) && !isSet(offset + 1))
  }

  private func row(_ interface: Int, _ family: IPFamily) -> Int { interface * 2 + (family == .v4 ? 0 : 1) }

  private mutating func set(_ port: UInt16, _ family: IPFamily, of interface: Int, _ isTaken: Bool) {
    guard ports.contains(port) else { return }
    let offset = Int(port - ports.lowerBound)
    let bit = UInt64(1) << UInt64(offset % 64)
    if isTaken {
      taken[row(interface, family)][offset / 64] |= bit
    } else {
      taken[row(interface, family)][offset / 64] &= ~bit
    }
  }
}
