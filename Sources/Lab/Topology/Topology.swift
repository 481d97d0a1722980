import Access
import Base
import Portal

/// What a lab is made of, before anything happens: what a lab file says.
package struct Topology: Hashable, Sendable {
  package var name: String
  package var account = Account()
  package var portal: Node
  package var networks: [Network] = []
  package var relays: [Node] = []
  package var clients: [Client] = []
  package var sites: [Site] = []
  package var internet = Internet()
  package var groups: [Group] = []
  package var resources: [Resource] = []
  package var policies: [Policy] = []
  /// Switched on at every client and gateway.
  package var flags: [FeatureFlag] = []

  package init(name: String, portal: Node) {
    self.name = name
    self.portal = portal
  }
}

extension Topology {
  package struct Account: Hashable, Sendable {
    package var slug = "lab"
    package var searchDomain: String?
    package var upstreamDNS: [Endpoint] = []

    package init() {}
  }

  /// Something with addresses on the internet; `latency` is one way between it and the internet's middle.
  package struct Node: Hashable, Sendable {
    package var name: String
    /// One of each family at most.
    package var addresses: [IPAddress]
    package var latency: Duration
    package var loss: UInt32 = 0
    /// What else its link does.
    package var faults = LinkShape()
    /// A router of its own, which has its addresses then.
    package var nat: NATBehaviour?
    /// What it is reached at behind its own router; chosen where the lab does not say.
    package var inside: [IPAddress] = []
    /// A router that it shares with others; its addresses are good inside then, where that translates.
    package var network: String?
    /// Where the portal sees it: it gives a client what is near. nil for nobody knows where.
    package var location: Coordinates?
    /// What it says of itself when it logs in; nil for a version that the portal does not know.
    package var version: AppVersion?

    package init(name: String, addresses: [IPAddress], latency: Duration) {
      self.name = name
      self.addresses = addresses
      self.latency = latency
    }
  }

  /// A router with nodes behind it: its own addresses and link, and the ranges inside.
  package struct Network: Hashable, Sendable {
    package var node: Node
    package var ranges: [IPPrefix] = []

    package init(node: Node) { self.node = node }

    package var name: String { node.name }
    package var nat: NATBehaviour { node.nat ?? NATKind.portRestricted.behaviour }
  }

  /// A client, and whose it is.
  package struct Client: Hashable, Sendable {
    package var node: Node
    /// Clients of one actor share its groups.
    package var actor: String
    package var isVerified = false
    /// Where the portal sees it: an ISO 3166 country code.
    package var region: String?
    /// By which identity provider its actor signed in.
    package var provider: String?
    /// The name servers that its system uses outside the tunnel; without any, those of the internet.
    package var resolvers: [Endpoint] = []
    /// How long its token is good from the lab's beginning.
    package var tokenLifetime = Topology.tokenLifetime
    /// The client's own switch for the Internet resource.
    package var usesInternet = false
    /// The client whose disk it was copied from: the same device to the portal. It does not run at the lab's beginning.
    package var copyOf: String?

    package init(node: Node, actor: String? = nil) {
      self.node = node
      self.actor = actor ?? node.name
    }
  }

  /// Gateways that reach the same hosts.
  package struct Site: Hashable, Sendable {
    package var name: String
    package var gateways: [Node] = []
    package var hosts: [Server] = []
    /// What the gateways' resolver says, besides the hosts' own names.
    package var records: [NameRecords] = []

    package init(name: String) { self.name = name }
  }

  /// What lies in the open: reached without a tunnel, or through the Internet resource.
  package struct Internet: Hashable, Sendable {
    package var hosts: [Server] = []
    package var records: [NameRecords] = []

    package init() {}
  }

  package struct Server: Hashable, Sendable {
    package var name: String
    package var addresses: [IPAddress]
    /// By which it is known besides its own name.
    package var names: [String] = []
    package var services: [Service] = []

    package init(name: String, addresses: [IPAddress], services: [Service] = []) {
      self.name = name
      self.addresses = addresses
      self.services = services
    }
  }

  package struct Group: Hashable, Sendable {
    /// Everybody is a member of it, whether or not a file says so.
    package static let everyone = "Everyone"

    package var name: String
    /// Actors.
    package var members: [String]

    package init(name: String, members: [String]) {
      self.name = name
      self.members = members
    }
  }

  package struct Resource: Codable, Hashable, Sendable {
    package var name: String
    package var target: Directory.Resource.Target
    package var description: String?
    package var sites: [String]
    package var filters: [Filter] = []

    package init(name: String, target: Directory.Resource.Target, sites: [String]) {
      self.name = name
      self.target = target
      self.sites = sites
    }
  }

  package struct Policy: Codable, Hashable, Sendable {
    package var group: String
    package var resource: String
    package var isEnabled = true
    package var expiresAt: UnixTime?
    package var conditions: [AccessCondition] = []

    package init(group: String, resource: String) {
      self.group = group
      self.resource = resource
    }
  }

  /// Wall time at a lab's beginning: 2026-01-01T00:00:00Z, the same for every lab.
  package static let epoch = UnixTime(seconds: 1_767_225_600)
  /// How long a client's token is good from the lab's beginning, unless something else is said.
  package static let tokenLifetime: Duration = .seconds(7 * 24 * 3600)

  /// All gateways, in the order of their sites.
  package var gateways: [Node] { sites.flatMap(\.gateways) }
  /// A client, a gateway or a relay by its name. Complexity: O(machines).
  package func machine(_ name: String) -> Node? {
    for client in clients where client.node.name == name { return client.node }
    for site in sites { for gateway in site.gateways where gateway.name == name { return gateway } }
    return relays.first { $0.name == name }
  }
  /// Clients that are machines of their own to the portal.
  package var devices: [Client] { clients.filter { $0.copyOf == nil } }
  /// Everything that can stand behind a router.
  package var machines: [Node] { clients.map(\.node) + gateways + relays }
}

/// Why a lab cannot be built from a topology.
package struct TopologyError: Error, Sendable {
  package let object: String
  package let reason: String

  package init(object: String, reason: String) {
    self.object = object
    self.reason = reason
  }
}
