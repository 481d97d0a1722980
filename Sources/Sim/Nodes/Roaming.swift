import Access
import Base
import Lab
import Portal

extension World {
  /// The client is reached at other addresses from now on; what was on its way to the old ones arrives nowhere.
  mutating func roam(_ name: String, to addresses: [IPAddress], into trace: inout Trace) {
    for (address, owner) in owners where owner == name { owners[address] = nil }
    for address in addresses { owners[address] = name }
    trace.record(.reported(NodeReport.roamed(to: addresses)), at: now, node: name)
    let sockets = addresses.map { Endpoint($0, LocalNode.preferredPort) }
    drive(client: name, .roam(sockets: sockets), into: &trace)
  }

  /// For each family the next free address behind the node's own.
  func nextAddresses(of name: String) -> [IPAddress] {
    owners.filter { $0.value == name }.compactMap { entry in
      var next = entry.key.successor
      for _ in 0..<4096 {
        guard let candidate = next else { return nil }
        if !owners.contains(candidate), hostNames[HostPlace(site: nil, address: candidate)] == nil { return candidate }
        next = candidate.successor
      }
      return nil
    }
  }
}

extension IPAddress {
  /// The address behind this one; nil behind the last.
  fileprivate var successor: IPAddress? {
    switch self {
    case .v4(let address): address.bits == .max ? nil : .v4(IPv4Address(bits: address.bits + 1))
    case .v6(let address):
      address.low == .max ? nil : .v6(IPv6Address(high: address.high, low: address.low + 1))
    }
  }
}
