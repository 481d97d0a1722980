/// Something that authorizations stand on, and by which they are found.
package enum AuthorizationScope: Hashable, Sendable {
  case client(ClientID)
  case gateway(GatewayID)
  case resource(ResourceID)
  case policy(PolicyID)
  case group(GroupID)
  case token(TokenID)
  /// The gateway's.
  case site(SiteID)
}

extension AuthorizationScope {
  /// What to sort by: kinds never mix.
  var order: (kind: UInt8, high: UInt64, low: UInt64) {
    switch self {
    case .client(let id): (0, id.high, id.low)
    case .gateway(let id): (1, id.high, id.low)
    case .resource(let id): (2, id.high, id.low)
    case .policy(let id): (3, id.high, id.low)
    case .group(let id): (4, id.high, id.low)
    case .token(let id): (5, id.high, id.low)
    case .site(let id): (6, id.high, id.low)
    }
  }
}

extension Authorization {
  var scopes: [AuthorizationScope] {
    [.client(client), .gateway(gateway), .resource(resource), .token(basis.token), .site(basis.site)]
      + (basis.policy.map { [.policy($0)] } ?? []) + (basis.group.map { [.group($0)] } ?? [])
  }
}
