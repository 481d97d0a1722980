/// What took an authorization away.
package enum EndReason: Hashable, Sendable {
  case expired
  case deletedByOperator
  /// Another request for the same access took its place; nobody notices.
  case superseded
  /// The gateway never answered `authorize_flow`.
  case unanswered
  case policyChanged(PolicyID)
  case membershipRemoved(GroupID)
  /// Its address or kind is another.
  case resourceChanged
  /// The gateway's site does not serve the resource any more.
  case siteLeft
  case resourceDeleted
  case tokenDeleted(TokenID)
  case clientDeleted
  case clientUnverified
  case gatewayDeleted
  case actorDisabled(ActorID)
  case accountDisabled
  /// The client came back and may not reach the resource any more.
  case notConnectable
}

extension EndReason {
  /// As events and the audit trail have it.
  package var words: String {
    switch self {
    case .expired: "expired"
    case .deletedByOperator: "deleted"
    case .superseded: "superseded"
    case .unanswered: "unanswered"
    case .policyChanged: "policy-changed"
    case .membershipRemoved: "membership-removed"
    case .resourceChanged: "resource-changed"
    case .siteLeft: "site-left"
    case .resourceDeleted: "resource-deleted"
    case .tokenDeleted: "token-deleted"
    case .clientDeleted: "client-deleted"
    case .clientUnverified: "client-unverified"
    case .gatewayDeleted: "gateway-deleted"
    case .actorDisabled: "actor-disabled"
    case .accountDisabled: "account-disabled"
    case .notConnectable: "not-connectable"
    }
  }
}
