import Base
import Portal

/// The resources that a client has, and which of them an address belongs to.
package struct ResourceTable: Sendable {
  package private(set) var all = SortedTable<ResourceID, ClientResource>()
  private var networks = PrefixTable<[ResourceID]>()
  private var internet: ResourceID?

  package init() {}

  package subscript(id: ResourceID) -> ClientResource? { all[id] }

  package enum Change: Hashable, Sendable {
    case added, updated
    /// It is reached in another way than before: whatever was set up for it is void.
    case moved
    case unchanged
  }

  package mutating func put(_ resource: ClientResource) -> Change {
    let old = all[resource.id]
    guard old != resource else { return .unchanged }
    all[resource.id] = resource
    index()
    guard let old else { return .added }
    return old.target != resource.target || old.sites.map(\.id) != resource.sites.map(\.id) ? .moved : .updated
  }

  package mutating func remove(_ id: ResourceID) {
    all[id] = nil
    index()
  }

  /// The resources that hold the address, the best first: those whose filters allow the traffic before the others,
  /// then the most specific network, then the lowest id. The Internet comes last.
  package func match(_ address: IPAddress, allows: (ClientResource) -> Bool) -> ClientResource? {
    var refusing: ClientResource?
    var network = networks.match(address)
    while let (prefix, ids) = network {
      for resource in ids.compactMap({ all[$0] }) {
        if allows(resource) { return resource }
        refusing = refusing ?? resource
      }
      network = networks.match(address, shorterThan: prefix.length)
    }
    if let internet, !AddressPlan.isPeer(address) { return all[internet] }
    return refusing
  }

  private mutating func index() {
    networks = PrefixTable()
    internet = nil
    for (id, resource) in all {
      switch resource.target {
      case .cidr(let network): networks[network, default: []].append(id)
      case .internet: internet = id
      case .dns: break
      }
    }
  }
}
