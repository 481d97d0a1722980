import Base

/// What an operator of the portal can do to it. Nothing that arrives on a socket can.
///
/// `put…` adds a row, or puts another in the place of the one with its identifier.
package enum OperatorAction: Hashable, Sendable {
  // Lies: one side is told, rows and caches keep believing what they believed.
  /// The test hook: `reject_access` to one gateway alone.
  case rejectAccess(GatewayID, ClientID, ResourceID)
  /// Any message to one client alone.
  case tellClient(ClientID, ToClient)
  /// Any message to one gateway alone.
  case tellGateway(GatewayID, ToGateway)

  // Authorizations. `on` nil means on every gateway.
  /// A row that nobody asked for, pushed to the gateway; `until` nil means as long as the policies and the token say.
  case authorize(ClientID, ResourceID, GatewayID, until: UnixTime?)
  /// The rows of one access go away, and with them whatever follows.
  case deleteAuthorization(ClientID, ResourceID, from: GatewayID?)
  /// The hour of an access has come.
  case expire(ClientID, ResourceID, on: GatewayID?)
  case setExpiry(ClientID, ResourceID, on: GatewayID?, UnixTime)

  // What may be reached.
  case setFilters(ResourceID, [Filter])
  case putResource(Directory.Resource)
  case deleteResource(ResourceID)
  case putSite(Directory.Site)
  case deleteSite(SiteID)

  // By whom.
  case putPolicy(Directory.Policy)
  case deletePolicy(PolicyID)
  case setPolicyEnabled(PolicyID, Bool)
  case addGroup(Directory.Group, members: [ActorID])
  case deleteGroup(GroupID)
  case addMember(ActorID, GroupID)
  case removeMember(ActorID, GroupID)
  case putActor(Directory.Actor)
  case deleteActor(ActorID)
  case addIdentity(Directory.Identity)
  case putToken(Directory.Token)
  /// Closes every socket that came with it, and ends what was granted for it.
  case deleteToken(TokenID)
  case putAccount(Directory.Account)

  // Devices.
  /// One that has not connected yet; what connects with the external id of its actor or site is this one.
  case addClient(Directory.Client)
  case addGateway(Directory.Gateway)
  case setVerified(ClientID, Bool)
  case deleteClient(ClientID)
  case deleteGateway(GatewayID)
  case putRelay(Directory.Relay)
  case deleteRelay(RelayID)

  case setQuirk(PortalQuirk, Bool)
}
