import Access
import Base
import HostStack
import Lab
import Portal

extension World {
  /// The client is reached at other addresses from now on; what was on its way to the old ones arrives nowhere.
  mutating func roam(_ name: String, to addresses: [IPAddress], into trace: inout Trace) {
    let isInside = homes[name].flatMap { routers[$0]?.inside.values.contains(name) } ?? false
    if let home = homes[name], isInside {
      for address in self.addresses(of: name) { routers.update(home) { $0.inside[address] = nil } }
      for address in addresses { routers.update(home) { $0.inside[address] = name } }
    } else {
      for (address, owner) in owners where owner == name { owners[address] = nil }
      for address in addresses { owners[address] = name }
    }
    roam(client: name, into: &trace)
  }

  /// The client notices that its addresses are others.
  mutating func roam(client name: String, into trace: inout Trace) {
    let addresses = addresses(of: name)
    trace.record(.reported(NodeReport.roamed(to: addresses)), at: now, node: name)
    if clients[name]?.openSide != nil { drive(openSideOf: name, .addresses(addresses), into: &trace) }
    let sockets = addresses.map { Endpoint($0, LocalNode.preferredPort) }
    drive(client: name, .roam(sockets: sockets), into: &trace)
  }

  /// For each family the next free address behind the node's own.
  func nextAddresses(of name: String) -> [IPAddress] {
    addresses(of: name).compactMap { address in
      address.following(1) { candidate in
        owners.contains(candidate) || hostNames[HostPlace(site: nil, address: candidate)] != nil
          || homes[name].flatMap { routers[$0]?.inside.contains(candidate) } == true
      }
    }
  }
}
