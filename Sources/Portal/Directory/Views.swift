import Base

// How participants are told of rows.

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

extension Directory.Resource {
  /// Internet resources came with 1.3.0, wildcards of today's meaning with 1.2.0. An unknown version understands all.
  func isUnderstood(by version: AppVersion?) -> Bool {
    guard let version else { return true }
    return switch target {
    case .internet: version >= AppVersion(1, 3, 0)
    case .dns(let pattern, _): version >= AppVersion(1, 2, 0) || !pattern.contains { $0 == "*" || $0 == "?" }
    case .cidr, .ip: true
    }
  }
}
