/// What an operator of the portal can do to it. Nothing that arrives on a socket can.
package enum OperatorAction: Hashable, Sendable {
  /// The test hook: `reject_access` to one gateway alone. Rows and caches keep believing in the access.
  case rejectAccess(GatewayID, ClientID, ResourceID)
  /// The rows of one access go away, and with them whatever follows; `from` nil means on every gateway.
  case deleteAuthorization(ClientID, ResourceID, from: GatewayID?)
  case setFilters(ResourceID, [Filter])
  /// Adds a policy or puts another in its place.
  case putPolicy(Directory.Policy)
  case deletePolicy(PolicyID)
  case setPolicyEnabled(PolicyID, Bool)
  /// Adds a resource or puts another in its place.
  case putResource(Directory.Resource)
  case deleteResource(ResourceID)
  case addMember(ClientID, GroupID)
  case removeMember(ClientID, GroupID)
}
