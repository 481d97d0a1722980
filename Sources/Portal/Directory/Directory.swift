import Base

/// What the portal knows: one account's sites, gateways, clients, groups, resources and policies.
///
/// Every row was checked when it came in, so that references never dangle.
package struct Directory: Sendable {
  package var account: Account
  package internal(set) var sites = SortedTable<SiteID, Site>()
  package internal(set) var gateways = SortedTable<GatewayID, Gateway>()
  package internal(set) var clients = SortedTable<ClientID, Client>()
  package internal(set) var groups = SortedTable<GroupID, Group>()
  package internal(set) var resources = SortedTable<ResourceID, Resource>()
  package internal(set) var policies = SortedTable<PolicyID, Policy>()
  /// Which addresses of the tunnel ranges are taken.
  var addresses = TunnelAddresses()

  package init(account: Account) { self.account = account }
}

extension Directory {
  package struct Account: Hashable, Sendable {
    package var id: AccountID
    package var slug: String
    package var searchDomain: String?
    package var upstreamDNS: [UpstreamDNS]

    package init(id: AccountID, slug: String, searchDomain: String? = nil, upstreamDNS: [UpstreamDNS] = []) {
      self.id = id
      self.slug = slug
      self.searchDomain = searchDomain
      self.upstreamDNS = upstreamDNS
    }
  }

  /// Gateways that reach the same networks.
  package struct Site: Hashable, Sendable {
    package var id: SiteID
    package var name: String

    package init(id: SiteID, name: String) {
      self.id = id
      self.name = name
    }
  }

  package struct Gateway: Hashable, Sendable {
    package var id: GatewayID
    package var name: String
    package var site: SiteID
    package var tunnel: TunnelPair
    /// 32 random bytes: the gateway's half of every preshared key.
    package var pskBase: [UInt8]
  }

  package struct Client: Hashable, Sendable {
    package var id: ClientID
    package var name: String
    package var tunnel: TunnelPair
    /// 32 random bytes: the client's half of every preshared key.
    package var pskBase: [UInt8]
    /// When its token, and with it every access, ends.
    package var tokenExpiresAt: UnixTime
  }

  /// The tunnel addresses of one participant.
  package struct TunnelPair: Hashable, Sendable {
    package var ipv4: IPv4Address
    package var ipv6: IPv6Address

    package init(ipv4: IPv4Address, ipv6: IPv6Address) {
      self.ipv4 = ipv4
      self.ipv6 = ipv6
    }
  }

  /// A group of actors; the clients stand for their actors.
  package struct Group: Hashable, Sendable {
    package var id: GroupID
    package var name: String
    /// In ascending order.
    package internal(set) var members: [ClientID]

    package init(id: GroupID, name: String, members: [ClientID] = []) {
      self.id = id
      self.name = name
      self.members = members.sorted()
    }
  }

  /// What a group may reach.
  package struct Policy: Hashable, Sendable {
    package var id: PolicyID
    package var group: GroupID
    package var resource: ResourceID
    package var isEnabled: Bool
    /// When the grant ends by itself.
    package var expiresAt: UnixTime?

    package init(
      id: PolicyID, group: GroupID, resource: ResourceID, isEnabled: Bool = true, expiresAt: UnixTime? = nil
    ) {
      self.id = id
      self.group = group
      self.resource = resource
      self.isEnabled = isEnabled
      self.expiresAt = expiresAt
    }
  }

  /// Something to be reached behind the gateways of its sites.
  package struct Resource: Hashable, Sendable {
    package var id: ResourceID
    package var name: String
    package var target: Target
    package var addressDescription: String?
    package var sites: [SiteID]
    package var filters: [Filter]

    package enum Target: Hashable, Sendable {
      case cidr(IPPrefix)
      case ip(IPAddress)
      case dns(pattern: String, stack: IPStack)
      case internet
    }

    package init(
      id: ResourceID, name: String, target: Target, addressDescription: String? = nil, sites: [SiteID],
      filters: [Filter] = []
    ) {
      self.id = id
      self.name = name
      self.target = target
      self.addressDescription = addressDescription
      self.sites = sites
      self.filters = filters
    }
  }
}
