import Base
import Portal

/// What an operator changes in the portal, by name. Clients and gateways learn of it as the portal tells them.
package enum AccessChange: Hashable, Sendable {
  /// As if the client had asked: on this gateway, or on one that the portal chooses.
  case authorize(resource: String, client: String, gateway: String?)
  /// The authorizations end as by expiry: now, or in a while.
  case expire(resource: String, client: String, gateway: String?, after: Duration?)
  case addPolicy(Topology.Policy)
  /// Every policy of the resource, or that of one group.
  case deletePolicy(resource: String, group: String?)
  case setPolicy(resource: String, group: String?, enabled: Bool)
  case addResource(Topology.Resource)
  case deleteResource(String)
  case changeResource(String, ResourceChange)
  case revokeToken(client: String)
  case expireToken(client: String, after: Duration)
  case setMember(actor: String, group: String, Bool)
  case deleteClient(String)
  case verifyClient(String, Bool)
  case setAccount(Topology.Account)
}

/// What of a resource is to be another; nil stays.
package struct ResourceChange: Hashable, Sendable {
  package var target: Directory.Resource.Target?
  package var sites: [String]?
  package var filters: [Filter]?
  package var description: String?
  package var name: String?

  package init() {}
}
