import Base

/// Why a row is not let into the directory.
package enum DirectoryError: Error, Hashable, Sendable {
  case emptyName
  case duplicate(String)
  case longName(Int)
  case unknownActor(ActorID)
  case unknownIdentity(IdentityID)
  case unknownToken(TokenID)
  case unknownRelay(RelayID)
  case unknownSite(SiteID)
  case unknownGateway(GatewayID)
  case unknownClient(ClientID)
  case unknownGroup(GroupID)
  case unknownResource(ResourceID)
  case unknownPolicy(PolicyID)
  /// Everyone is in it, and it cannot be deleted.
  case managedGroup(GroupID)
  /// The site `Internet` stays as it is, and serves the Internet resource alone.
  case systemSite(SiteID)
  /// A client's token must end one day.
  case endlessToken(TokenID)
  case relayWithoutAddress(RelayID)
  /// A resource without a site can never be reached.
  case noSite(ResourceID)
  /// The address lies in a range that Firezone itself uses, or that no gateway can reach.
  case reserved(IPPrefix, within: IPPrefix)
  /// `0.0.0.0/0` or `::/0`: that is what an Internet resource is for.
  case wholeInternet(IPPrefix)
  case pattern(String, PatternFault)
  case pskBaseLength(Int)
  /// All addresses of the range are taken.
  case rangeFull(IPPrefix)
  /// No gateway has been told of such an access.
  case noAuthorization(ClientID, ResourceID)
  case gatewayNotOnline(GatewayID)
  case clientNotOnline(ClientID)
  /// The gateway's site does not serve the resource.
  case notServed(ResourceID, by: GatewayID)

  package enum PatternFault: Hashable, Sendable {
    case empty, tooLong, emptyLabel, longLabel, wildcardInTopLevel, doubleStarWithinLabel, isAddress, localhost
    case character(Character)
  }
}
