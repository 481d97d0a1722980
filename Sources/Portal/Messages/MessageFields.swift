import Base

// What traces tell of the larger payloads. Secrets (preshared keys, ICE and TURN passwords) are left out.

extension ClientInterface {
  var fields: [MessageField] {
    var fields: [MessageField] = [.init("ipv4", .text("\(ipv4)")), .init("ipv6", .text("\(ipv6)"))]
    if !upstreamDNS.isEmpty {
      fields.append(.init("upstream_dns", .list(upstreamDNS.map { .text("\($0.address)") })))
    }
    if let searchDomain { fields.append(.init("search_domain", .text(searchDomain))) }
    return fields
  }
}

extension ClientResource {
  var fields: [MessageField] {
    let address: [MessageField] =
      switch target {
      case .cidr(let network): [.init("address", .text("\(network)"))]
      case .dns(let pattern, _): [.init("address", .text(pattern))]
      case .internet: []
      }
    return [.init("id", .resource(id))] + address + [
      .init("gateway_groups", .list(sites.map { .site($0.id) })),
      .init("filters", .list(filters.map { .text("\($0)") })),
    ]
  }
}

extension GatewayResource {
  var fields: [MessageField] {
    let address: [MessageField] =
      switch target {
      case .cidr(let network, _): [.init("address", .text("\(network)"))]
      case .dns(let pattern, _): [.init("address", .text(pattern))]
      case .internet: []
      }
    return [.init("id", .resource(id))] + address + [.init("filters", .list(filters.map { .text("\($0)") }))]
  }
}

extension RelaysPresence {
  var fields: [MessageField] {
    [
      .init("disconnected_ids", .list(disconnectedIDs.map { .relay($0) })),
      .init("connected", .list(connected.relays.map { .relay($0.id) })),
    ]
  }
}

extension FlowCreated {
  var fields: [MessageField] {
    [
      .init("resource_id", .resource(resourceID)), .init("gateway_id", .gateway(gatewayID)),
      .init("gateway_group_id", .site(siteID)), .init("gateway_ipv4", .text("\(gatewayIPv4)")),
      .init("gateway_ipv6", .text("\(gatewayIPv6)")),
    ]
  }
}

extension FlowCreationFailed {
  var fields: [MessageField] {
    var fields: [MessageField] = [
      .init("resource_id", .resource(resourceID)), .init("reason", .text(reason.wireText)),
    ]
    if let violatedProperties {
      fields.append(.init("violated_properties", .list(violatedProperties.map { .text($0.wireText) })))
    }
    return fields
  }
}

extension GatewayInit {
  var fields: [MessageField] {
    [
      .init("ipv4", .text("\(interface.ipv4)")), .init("ipv6", .text("\(interface.ipv6)")),
      .init("relays", .list(relays.relays.map { .relay($0.id) })),
      .init(
        "authorizations",
        .list(authorizations.map { .list([.client($0.clientID), .resource($0.resourceID)]) })),
    ]
  }
}

extension AuthorizationEntry {
  var fields: [MessageField] {
    [
      .init("client_id", .client(clientID)), .init("resource_id", .resource(resourceID)),
      .init("expires_at", .number(expiresAt.seconds)),
    ]
  }
}

extension AuthorizeFlow {
  var fields: [MessageField] {
    var fields: [MessageField] = [
      .init("client_id", .client(client.id)), .init("resource_id", .resource(resource.id)),
      .init("filters", .list(resource.filters.map { .text("\($0)") })),
    ]
    if let expiresAt { fields.append(.init("expires_at", .number(expiresAt.seconds))) }
    return fields
  }
}
