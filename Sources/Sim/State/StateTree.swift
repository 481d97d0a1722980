import Access
import Base
import HostStack
import Lab
import Portal

/// The state of the world as one tree of named parts: what `show`, `expect`, `break`, tables and completion read.
///
/// docs/state.md lists every path.
extension World {
  var stateRoots: [String] {
    ["clock", "links", "routers", "partitions", "rules", "held"] + [portal.name] + relays.keys + clients.keys
      + gateways.keys + hosts.keys + routers.keys
  }

  /// - Throws: the first step that leads nowhere, with the names that stand there.
  func state(at path: [String]) throws(LabError) -> State {
    guard let root = path.first else {
      var members: [State.Member] = []
      for name in stateRoots { members.append(State.Member(name, try state(of: name, part: nil))) }
      return .record(members)
    }
    var state = try state(of: root, part: path.dropFirst().first)
    for step in path.dropFirst(2) {
      guard let next = state.member(step) else { throw .unknown(.path, name: step, known: state.memberNames) }
      state = next
    }
    return state
  }

  /// A root, or one part of it: the others are not made then.
  private func state(of root: String, part: String?) throws(LabError) -> State {
    guard let parts = parts(of: root) else {
      let whole = try leaf(root)
      guard let part else { return whole }
      guard let member = whole.member(part) else { throw .unknown(.path, name: part, known: whole.memberNames) }
      return member
    }
    guard let part else { return State(parts) }
    guard let found = parts.first(where: { $0.name == part }) else {
      throw .unknown(.path, name: part, known: parts.map(\.name))
    }
    return found.make()
  }

  private func parts(of root: String) -> [StatePart]? {
    let look = StateLook(names: names, topology: topology, wall: wall, now: now)
    if root == portal.name { return portal.parts(look) }
    if let client = clients[root] { return client.parts(look, sockets: sockets(of: root)) }
    if let gateway = gateways[root] { return gateway.parts(look, sockets: sockets(of: root)) }
    if let host = hosts[root] { return host.parts }
    return relays[root]?.parts(look)
  }

  private func leaf(_ root: String) throws(LabError) -> State {
    if let router = routers[root] { return router.state(at: now) }
    return switch root {
    case "clock": .fact(.instant(now))
    case "links": .record(links.map { State.Member($0.key, $0.value.state) })
    case "routers": routerTable
    case "partitions": .table(columns: ["a", "b"], rows: partitions.pairs.map { [.text($0.a), .text($0.b)] })
    case "rules": rules.state
    case "held": rules.heldState
    default: throw .unknown(.path, name: root, known: stateRoots)
    }
  }

  /// Where a node is reached on the internet.
  private func sockets(of node: String) -> Fact {
    .list(addresses(of: node).map { .endpoint(Endpoint($0, LocalNode.preferredPort)) })
  }
}

/// What a part of the state is told with: names for identifiers, and what time it is.
struct StateLook {
  let names: NameBook
  let topology: Topology
  let wall: WallClock
  let now: Instant

  /// As the lab's file has it.
  func machine(_ name: String) -> Topology.Node? { topology.machine(name) }

  func expiry(_ time: UnixTime?) -> Expiry { Expiry(time: time, wall: wall, now: now) }
}

extension HostNode {
  var parts: [StatePart] {
    [
      StatePart("kind", text: "host"), StatePart("site", text: site ?? "-"),
      StatePart("addresses", fact: .addresses(host.addresses)),
    ]
  }
}
