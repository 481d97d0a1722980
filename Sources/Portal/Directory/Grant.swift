import Base

/// Whether and how long somebody may reach something.
enum Grant: Hashable, Sendable {
  /// The policy that lasts longest, and when the access ends: with the policy or with the client's token.
  case granted(PolicyID, until: UnixTime)
  /// There are policies, and none of them holds now.
  case forbidden([FlowCreationFailed.ViolatedProperty])
  /// No policy connects the two.
  case none
}

extension Directory {
  /// What the policies say of a client and a resource at a moment.
  func grant(_ client: ClientID, _ resource: ResourceID, at time: UnixTime) -> Grant {
    guard let token = clients[client]?.tokenExpiresAt else { return .none }
    let policies = policies.values.filter { $0.resource == resource && applies($0, to: client) }
    let holding = policies.filter { $0.holds(at: time) }
    func end(_ policy: Policy) -> UnixTime { min(policy.expiresAt ?? token, token) }
    guard var best = holding.first else { return policies.isEmpty ? .none : .forbidden([.currentUTCDatetime]) }
    for policy in holding.dropFirst() where end(policy) > end(best) { best = policy }
    return .granted(best.id, until: end(best))
  }

  /// Everything that the client is told it may reach.
  ///
  /// Complexity: O(policies × log rows).
  func connectable(for client: ClientID, at time: UnixTime) -> SortedTable<ResourceID, ClientResource> {
    var connectable = SortedTable<ResourceID, ClientResource>()
    for policy in policies.values where policy.holds(at: time) && applies(policy, to: client) {
      connectable[policy.resource] = resources[policy.resource].map { clientView(of: $0) }
    }
    return connectable
  }

  private func applies(_ policy: Policy, to client: ClientID) -> Bool {
    policy.isEnabled && groups[policy.group]?.members.sortedIndex(of: client) != nil
  }
}

extension Directory.Policy {
  func holds(at time: UnixTime) -> Bool { expiresAt.map { $0 > time } ?? true }
}

extension Directory {
  func clientView(of resource: Resource) -> ClientResource {
    let target: ClientResource.Target =
      switch resource.target {
      case .cidr(let network): .cidr(network)
      case .ip(let address): .cidr(IPPrefix(host: address))
      case .dns(let pattern, let stack): .dns(pattern: pattern, stack: stack)
      case .internet: .internet
      }
    return ClientResource(
      id: resource.id, name: resource.target == .internet ? ClientResource.internetName : resource.name,
      target: target, addressDescription: resource.addressDescription,
      sites: resource.sites.compactMap { sites[$0].map { SiteReference(id: $0.id, name: $0.name) } },
      filters: resource.filters)
  }

  func gatewayView(of resource: Resource) -> GatewayResource {
    let target: GatewayResource.Target =
      switch resource.target {
      case .cidr(let network): .cidr(network, name: resource.name)
      case .ip(let address): .cidr(IPPrefix(host: address), name: resource.name)
      case .dns(let pattern, _): .dns(pattern: pattern, name: resource.name)
      case .internet: .internet
      }
    return GatewayResource(
      id: resource.id, target: target, filters: resource.target == .internet ? [] : resource.filters)
  }

  func interface(of client: Client) -> ClientInterface {
    ClientInterface(
      ipv4: client.tunnel.ipv4, ipv6: client.tunnel.ipv6, upstreamDNS: account.upstreamDNS,
      searchDomain: account.searchDomain)
  }
}
