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
      for name in stateRoots { members.append(State.Member(name, try state(at: [name]))) }
      return .record(members)
    }
    if let parts = parts(of: root) { return try parts.state(at: path.dropFirst()) }
    return try leaf(root).descend(path.dropFirst())
  }

  private func parts(of root: String) -> [StatePart]? {
    let look = StateLook(names: names, wall: wall, now: now)
    if root == portal.name {
      return portal.plane.parts(
        look, life: portal.isRunning ? "running" : "stopped", connected: Array(portal.nodes.values))
    }
    if let client = clients[root] {
      return client.access.parts(look, process(client), applications: client.applications)
    }
    if let gateway = gateways[root] { return gateway.access.parts(look, process(gateway)) }
    if let host = hosts[root] { return host.parts }
    guard let relay = relays[root] else { return nil }
    var process = ProcessState()
    process.location = Fact(topology.machine(root)?.location?.description)
    process.life = relay.state.life.word
    return relay.relay.parts(look, process)
  }

  private func process<Access>(_ node: Node<Access>) -> ProcessState {
    let machine = topology.machine(node.name)
    var process = ProcessState()
    (process.version, process.location) = (Fact(machine?.version?.description), Fact(machine?.location?.description))
    (process.life, process.generation) = (node.state.life.word, node.state.generation)
    (process.sockets, process.site) = (sockets(of: node.name), node.site)
    return process
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

extension HostNode {
  var parts: [StatePart] {
    [
      StatePart("kind", text: "host"), StatePart("site", text: site ?? "-"),
      StatePart("addresses", fact: .addresses(host.addresses)),
    ]
  }
}
