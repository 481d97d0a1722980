import Base

/// The number of an authorization's row; rises by one with each.
package struct AuthorizationID: Hashable, Comparable, Sendable {
  package var number: UInt32

  package init(_ number: UInt32) { self.number = number }
  package static func < (a: AuthorizationID, b: AuthorizationID) -> Bool { a.number < b.number }
}

/// One access of one client to one resource by way of one gateway: a row, from creation to end.
///
/// Called a flow on the wire.
package struct Authorization: Hashable, Sendable {
  package let id: AuthorizationID
  package let access: AccessPath
  package let basis: Basis
  package let createdAt: Instant
  package internal(set) var expiresAt: UnixTime
  /// When the gateway answered `flow_authorized`.
  package internal(set) var confirmedAt: Instant?
  package internal(set) var end: End?

  /// What the access stands on; with any of it the access goes.
  package struct Basis: Hashable, Sendable {
    /// nil where an operator let the client in without one.
    package var policy: PolicyID?
    package var group: GroupID?
    package var token: TokenID
    /// The gateway's.
    package var site: SiteID

    package init(policy: PolicyID?, group: GroupID?, token: TokenID, site: SiteID) {
      self.policy = policy
      self.group = group
      self.token = token
      self.site = site
    }
  }

  package struct End: Hashable, Sendable {
    package var at: Instant
    package var reason: EndReason
  }

  package var isLive: Bool { end == nil }
  package var client: ClientID { access.client }
  package var gateway: GatewayID { access.gateway }
  package var resource: ResourceID { access.resource }
  package var policy: PolicyID? { basis.policy }
}

/// Who reaches what by way of whom: what several rows can be about.
package struct AccessPath: Hashable, Comparable, Sendable {
  package var gateway: GatewayID
  package var client: ClientID
  package var resource: ResourceID

  package init(gateway: GatewayID, client: ClientID, resource: ResourceID) {
    self.gateway = gateway
    self.client = client
    self.resource = resource
  }

  package static func < (a: AccessPath, b: AccessPath) -> Bool {
    if a.gateway != b.gateway { return a.gateway < b.gateway }
    return a.client == b.client ? a.resource < b.resource : a.client < b.client
  }
}
