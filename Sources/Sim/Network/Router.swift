import Base
import Lab
import Wire

/// What nodes stand behind: a box, and who is inside.
struct Router: Sendable {
  let name: String
  var box: NATBox
  /// The nodes behind it, in the order in which they came.
  var nodes: [String] = []
  /// Who has which address that is good inside alone.
  var inside = SortedTable<IPAddress, String>()
  var armed: Instant?

  /// A node's own router bears its name.
  static func name(of node: String) -> String { node + "-router" }

  /// Where a forwarded port leads: only one node can have it.
  func forwardee(_ family: IPFamily) -> IPAddress? { inside.keys.first { $0.family == family } }
}

extension World {
  var routers: SortedTable<String, Router> {
    get { internet.routers }
    _modify { yield &internet.routers }
  }

  /// The router that a node stands behind, by the node's name.
  var homes: SortedTable<String, String> {
    get { internet.homes }
    _modify { yield &internet.homes }
  }

  /// Runs a router's box; what became of its mappings is recorded, and the router wakes when the next is over.
  mutating func change<Result>(
    _ name: String, into trace: inout Trace, _ body: (inout NATBox, Instant, inout [NATMappingChange]) -> Result
  ) -> Result? {
    var changes: [NATMappingChange] = []
    let now = now
    let result = routers.update(name) { body(&$0.box, now, &changes) }
    for change in changes { trace.record(.reported(RouterReport.mapping(change)), at: now, node: name) }
    rearm(router: name, trace)
    return result
  }

  mutating func wakeRouter(_ name: String, into trace: inout Trace) {
    let now = now
    guard routers.update(name, { $0.armed.comes(at: now) }) == true else { return }
    _ = change(name, into: &trace) { $0.sweep(at: $1, &$2) }
  }

  private mutating func rearm(router name: String, _ trace: Trace) {
    guard let (armed, next) = routers.update(name, { ($0.armed, $0.box.nextSweep) }) else { return }
    let rearmed = arm(name, armed, next: next, trace)
    if rearmed != armed { routers.update(name) { $0.armed = rearmed } }
  }

  /// Where a node is reached: by others on the internet, or inside alone.
  func addresses(of node: String) -> [IPAddress] {
    let inside = homes[node].flatMap { routers[$0] }?.inside.filter { $0.value == node }.map(\.key) ?? []
    let open = owners.filter { $0.value == node }.map(\.key)
    return (inside + open).sorted()
  }

  /// Whose an endpoint is, seen from a node: a node, or a router that leads nowhere with it.
  func receiver(of destination: Endpoint, from source: Endpoint, by node: String) -> String? {
    let home = homes[node]
    if let neighbour = home.flatMap({ routers.read($0) { $0.inside[destination.address] } ?? nil }) { return neighbour }
    guard let owner = owners[destination.address] else { return nil }
    guard routers.contains(owner) else { return owner }
    let flow = NATFlow(.udp, local: source, remote: destination)
    let seen = home.flatMap { routers.read($0) { $0.box.known(flow, at: now) } ?? nil } ?? source
    return routers.read(owner) { router in
      let inside = router.box.owner(of: destination, .udp, from: seen)?.address
      return inside.flatMap { router.inside[$0] } ?? (router.nodes.count == 1 ? router.nodes[0] : owner)
    }
  }
}
