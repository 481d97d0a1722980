import Base
import Lab
import Portal

/// What a world is made from, and does not change.
struct WorldOrigin: Sendable {
  let topology: Topology
  let wall: WallClock
  /// What new processes of nodes, and new rows of the portal, draw from.
  let chance: Chance
}

/// What a lab waits for before it begins.
struct SetUp: Sendable {
  /// As long does a lab wait for its relays, and for its nodes.
  static let patience = Instant.zero + .seconds(10)

  /// Clients and gateways begin when the relays are there, or will not be.
  var awaitsRelays = true
  /// Nodes that the portal has not told their addresses yet.
  var unconfigured = 0
  /// Addresses that relays have not lent yet: clients and gateways use two relays each, if there are two.
  var unlent = 0

  init() {}

  init(machines: Int, relays: Int) {
    unconfigured = machines
    unlent = machines * min(relays, RelayChoice.count)
  }
}

/// What lies between nodes, relays among it.
struct InternetState: Sendable {
  var relays = SortedTable<String, RelayNode>()
  /// By the name of the node that the link joins to the internet.
  var links = SortedTable<String, Link>()
  /// Which node or router has which address.
  var owners = SortedTable<IPAddress, String>()
  var routers = SortedTable<String, Router>()
  var homes = SortedTable<String, String>()
  var pathMTUs = PathMTUs()
  var partitions = Partitions()
}

/// What is known at the places where hosts are.
struct Places: Sendable {
  /// Which host has which address.
  var hostNames = SortedTable<HostPlace, String>()
  /// What there is to be said of names, by site; under the empty name what is known in the open.
  var names = SortedTable<String, PlaceNames>()
}

extension World {
  package var wall: WallClock { origin.wall }
  var topology: Topology { origin.topology }
  var chance: Chance { origin.chance }

  var relays: SortedTable<String, RelayNode> {
    get { internet.relays }
    _modify { yield &internet.relays }
  }

  var links: SortedTable<String, Link> {
    get { internet.links }
    _modify { yield &internet.links }
  }

  var owners: SortedTable<IPAddress, String> {
    get { internet.owners }
    _modify { yield &internet.owners }
  }

  var partitions: Partitions {
    get { internet.partitions }
    _modify { yield &internet.partitions }
  }

  var hostNames: SortedTable<HostPlace, String> {
    get { places.hostNames }
    _modify { yield &places.hostNames }
  }

  var placeNames: SortedTable<String, PlaceNames> {
    get { places.names }
    _modify { yield &places.names }
  }
}
