import Base
import Portal

/// What an operator changes in the portal, by name. Clients and gateways learn of it as the portal tells them.
package enum AccessChange: Codable, Hashable, Sendable {
  /// An authorization that nobody asked for.
  case authorize(resource: String, client: String, gateway: String)
  /// The hour of an access comes: now, or in a while; on every gateway if none is named.
  case expire(resource: String, client: String, gateway: String?, after: Duration?)
  case addPolicy(Topology.Policy)
  /// Every policy of the resource, or that of one group.
  case deletePolicy(resource: String, group: String?)
  case setPolicy(resource: String, group: String?, enabled: Bool)
  case addResource(Topology.Resource)
  case deleteResource(String)
  case changeResource(String, ResourceChange)
  /// The client's token: gone, with all that was granted for it.
  case deleteToken(client: String)
  case expireToken(client: String, after: Duration)
  case setMember(actor: String, group: String, Bool)
  case addGroup(String)
  case deleteGroup(String)
  case disableActor(String, Bool)
  case deleteClient(String)
  case verifyClient(String, Bool)
  case deleteGateway(String)
  case addSite(String)
  case deleteSite(String)
  case renameSite(String, to: String)
  case setSearchDomain(String?)
  case setUpstreamDNS([Endpoint])
  case disableAccount(Bool)
}

/// What of a resource is to be another; nil stays.
package struct ResourceChange: Codable, Hashable, Sendable {
  package var name: String?
  package var target: Directory.Resource.Target?
  package var sites: [String]?

  package init() {}
}
