import Base
import Portal

/// The resources that a client has, and which of them an address belongs to.
package struct ResourceTable: Sendable {
  package private(set) var all = SortedTable<ResourceID, ClientResource>()
  package internal(set) var domains = DomainTable()
  /// Whether the Internet resource is used.
  package internal(set) var usesInternet = true
  private var networks = PrefixTable<[ResourceID]>()
  private var internet: [ResourceID] = []

  package init() {}

  package subscript(id: ResourceID) -> ClientResource? { all[id] }
  /// Looks at a resource where it stands; nil if there is none.
  package func read<Result>(_ id: ResourceID, _ body: (ClientResource) -> Result) -> Result? { all.read(id, body) }

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
    guard let old else {
      enter(resource)
      return .added
    }
    if old.target != resource.target {
      withdraw(old)
      enter(resource)
    }
    return old.target != resource.target || !old.isIn(resource.sites) ? .moved : .updated
  }

  /// - Parameter losingTwins: as the original does for names, those with the same address are lost too.
  package mutating func remove(_ id: ResourceID, losingTwins: Bool = false) {
    guard let old = all[id] else { return }
    if losingTwins { domains.removeTwins(of: id) }
    all[id] = nil
    withdraw(old)
  }

  /// The Internet resources, used or not.
  package var internetResources: [ResourceID] { internet }

  /// The networks that are to be routed into the tunnel.
  var routes: [IPPrefix] {
    networks.entries.map(\.prefix) + (usesInternet && !internet.isEmpty ? IPPrefix.everything : [])
  }

  private mutating func enter(_ resource: ClientResource) {
    switch resource.target {
    case .cidr(let network): networks[network, default: []].insertInOrder(resource.id)
    case .internet: internet.insertInOrder(resource.id)
    case .dns(let pattern, let stack): domains.put(resource.id, pattern: pattern, stack: stack)
    }
  }

  private mutating func withdraw(_ resource: ClientResource) {
    switch resource.target {
    case .cidr(let network):
      let rest = networks[network, default: []].filter { $0 != resource.id }
      networks[network] = rest.isEmpty ? nil : rest
    case .internet: internet.removeAll { $0 == resource.id }
    case .dns: domains.remove(resource.id)
    }
  }
}

extension ResourceTable {
  /// The resource that traffic to the address belongs to: of those whose filters allow it, the most specific one;
  /// where none does, the most specific of all. Names come before networks, the Internet comes last. Of several with
  /// the same address, one that is in use goes on, else the lowest id has it.
  ///
  /// - Parameter hasSentinels: whether an address of the resolvers' range may belong to a resource.
  package func match(
    _ address: IPAddress, hasSentinels: Bool = false, isInUse: (ResourceID) -> Bool = { _ in false },
    allows: (ClientResource) -> Bool
  ) -> ResourceID? {
    if AddressPlan.isProxy(address) { return match(name: address, isInUse, allows) }
    guard !AddressPlan.isPeer(address), hasSentinels || !AddressPlan.isSentinel(address) else { return nil }
    var refusing: ResourceID?
    var network = networks.match(address)
    while let (prefix, ids) = network {
      let (allowed, first) = choose(ids, isInUse, allows)
      if let allowed { return allowed }
      refusing = refusing ?? first
      network = networks.match(address, shorterThan: prefix.length)
    }
    guard usesInternet, let last = choose(internet, isInUse, allows).first else { return refusing }
    return last
  }

  private func match(
    name address: IPAddress, _ isInUse: (ResourceID) -> Bool, _ allows: (ClientResource) -> Bool
  ) -> ResourceID? {
    guard let number = domains.name(at: address) else { return nil }
    var refusing: ResourceID?
    var rest = domains.names[number].resources.compactMap { all[$0] }.filter { $0.stack.has(address.family) }[...]
    while let next = rest.first {
      let twins = rest.prefix { $0.target == next.target }
      let (allowed, first) = choose(twins.map(\.id), isInUse, allows)
      if let allowed { return allowed }
      refusing = refusing ?? first
      rest = rest.dropFirst(twins.count)
    }
    return refusing
  }

  /// Of resources with one address: the one that the traffic goes to, and the one that speaks if none allows it.
  private func choose(
    _ ids: [ResourceID], _ isInUse: (ResourceID) -> Bool, _ allows: (ClientResource) -> Bool
  ) -> (allowed: ResourceID?, first: ResourceID?) {
    if ids.count == 1 { return (all.read(ids[0], allows) == true ? ids[0] : nil, ids[0]) }
    let allowed = ids.filter { all.read($0, allows) == true }
    return (allowed.first(where: isInUse) ?? allowed.first, ids.first(where: isInUse) ?? ids.first)
  }
}

extension ClientResource {
  /// It is reached by names, and by proxy addresses behind them.
  var isName: Bool { if case .dns = target { true } else { false } }

  /// Both families, unless the resource is a name that leaves one out.
  package var stack: IPStack { if case .dns(_, let stack) = target { stack } else { .dual } }

  /// The order in which the portal names sites means nothing.
  fileprivate func isIn(_ sites: [SiteReference]) -> Bool { self.sites.map(\.id).sorted() == sites.map(\.id).sorted() }

  /// The networks that the resource covers as they stand.
  package var networks: [IPPrefix] {
    switch target {
    case .cidr(let network): [network]
    case .internet: IPPrefix.everything
    case .dns: []
    }
  }
}

extension IPPrefix {
  package static let everything = [IPPrefix("0.0.0.0/0"), IPPrefix("::/0")].compactMap(\.self)
}

extension [ResourceID] {
  fileprivate mutating func insertInOrder(_ id: ResourceID) { insert(id, at: insertionIndex(of: id)) }
}
