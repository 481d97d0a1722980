import Base

/// The number of an authorization's row; rises by one with each.
package struct AuthorizationID: Hashable, Comparable, Sendable {
  package var number: UInt32

  package init(_ number: UInt32) { self.number = number }
  package static func < (a: AuthorizationID, b: AuthorizationID) -> Bool { a.number < b.number }
}

/// One access of one client to one resource by way of one gateway: a row, from creation to end.
///
/// Called a flow on the wire. Each `create_flow` makes a row of its own, so that a pair may have several.
package struct Authorization: Hashable, Sendable {
  package let id: AuthorizationID
  package let client: ClientID
  package let gateway: GatewayID
  package let resource: ResourceID
  package let policy: PolicyID
  package let createdAt: Instant
  package let expiresAt: UnixTime
  /// When the gateway answered `flow_authorized`.
  package internal(set) var confirmedAt: Instant?
  package internal(set) var end: End?

  package struct End: Hashable, Sendable {
    package var at: Instant
    package var reason: EndReason
  }

  package var isLive: Bool { end == nil }
}

/// What took an authorization away.
package enum EndReason: Hashable, Sendable {
  case expired
  case deletedByOperator
  case policyChanged(PolicyID)
  case membershipRemoved(GroupID)
  /// Its address or kind is another.
  case resourceChanged
  /// The gateway's site does not serve the resource any more.
  case siteLeft
  case resourceDeleted
  /// The client came back and may not reach the resource any more.
  case notConnectable
}
