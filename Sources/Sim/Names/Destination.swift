import Access
import Base
import HostStack
import Lab
import Portal
import Wire

// Where a host's name leads that an operator types. No name is ever looked up outside the lab.

extension Simulation {
  /// The name of a node without a dot is the node, as in /etc/hosts. Any other name goes to the client's resolver if a
  /// DNS resource of the client covers it, or if it is known in the open. What is left are hosts of the lab by their
  /// names.
  func destination(_ name: String, from node: String, _ family: IPFamily?) throws(LabError) -> Fact {
    let isNode = names(of: .node).contains(name)
    if isNode, !name.contains(".") { return .address(try address(of: name, family)) }
    if isResolved(name, for: try client(node)) { return .text(name) }
    return .address(try address(of: name, family))
  }

  private func isResolved(_ name: String, for client: ClientNode) -> Bool {
    guard let domain = try? DomainName(name) else { return false }
    let suffix = client.access.interface?.searchDomain.flatMap { try? DomainName($0) }
    let completed = suffix.flatMap { try? DomainName(labels: domain.labels + $0.labels) }
    let patterns = client.access.resources.all.values.compactMap { resource in
      if case .dns(let pattern, _) = resource.target { DomainPattern(pattern) } else { nil }
    }
    if patterns.contains(where: { $0.matches(domain) }) { return true }
    // Completed, every word would be a name below a pattern of the search domain: only those that lead somewhere count.
    if let completed, patterns.contains(where: { $0.matches(completed) }),
      world.placeNames.values.contains(where: { $0.knows(completed.description.lowercased()) })
    {
      return true
    }
    return world.nameBook(of: nil).knows(domain.description.lowercased())
  }

  func address(of name: String, _ family: IPFamily?) throws(LabError) -> IPAddress {
    let addresses: [IPAddress]
    if let own = world.addresses(ofHost: name) {
      addresses = own
    } else {
      throw .unknown(.host, name: name, known: names(of: .host))
    }
    guard let address = addresses.first(where: { family == nil || $0.family == family }) else {
      throw .invalid(what: name, reason: family == .v6 ? "it has no IPv6 address" : "it has no IPv4 address")
    }
    return address
  }
}

extension World {
  /// The addresses that applications reach it at; nil for what is neither a host nor has a tunnel.
  fileprivate func addresses(ofHost name: String) -> [IPAddress]? {
    hosts.read(name) { $0.host.addresses } ?? gateways.read(name) { $0.inMachine { $0.tunnelAddresses } }
      // By its device: a method of the client would be called on a copy of it.
      ?? clients.read(name) { $0.inMachine { $0.device.addresses } }
  }
}
