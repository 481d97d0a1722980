import Access
import Base
import HostStack
import Lab
import Portal
import Wire

/// Live nodes as a lab: what a shell asks and does goes over their control sockets, and time is real.
///
/// A copy is the same lab: there is one world.
package struct AttachedLab: LabBackend {
  let world: AttachedWorld
  package let name: String
  /// Nothing here is drawn from it.
  package var seed: UInt64 { 0 }
  package var isLive: Bool { true }

  /// - Parameters:
  ///   - paths: of control sockets.
  ///   - folders: in which more nodes may begin.
  ///   - mayBeLeft: whether a path is passed over at which nobody listens any more.
  package init(
    _ paths: [String], in folders: [String] = [], passingOver mayBeLeft: (String) -> Bool = { _ in false }
  ) throws(AttachProblem) {
    world = try AttachedWorld(paths, in: folders, passingOver: mayBeLeft)
    name = "live"
  }

  package var now: Instant { world.now }
  package var wall: WallClock { world.wall }
  package var trace: [TraceRecord] { world.trace }
  /// What a simulation knows of all its parts at once nobody knows of real ones.
  package var violations: [Violation] { [] }

  package mutating func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd {
    world.run(until: deadline, stop: stop)
  }

  // MARK: Deeds

  package mutating func perform(_ action: Action) throws(LabError) -> ActionResult {
    if case .command = action { world.folders.hurry() }
    world.drain()
    switch action {
    case .command(let text):
      world.command = world.record(.command(text), node: "operator", cause: 0)
      return .done
    case .open(let request, let node, let isBeside):
      guard !isBeside else { throw Self.simulated("an application beside the tunnel") }
      return .app(try world.open(request, on: try client(node)))
    case .close(let app, let node):
      world.drive(try client(node), .close(app), cause: world.command)
      return .done
    case .inject(let packet, let tap): return .packet(try inject(packet, at: tap))
    case .revoke(let resource, let client, let gateway):
      return try revoke(resource: resource, client: client, gateway: gateway)
    case .setFilters(let resource, let filters):
      try order(.filters(resource: resource, filters), to: try portal())
    case .change(let change): try order(.change(change), to: try portal())
    case .setFlag(let flag, let node, let on): try order(.flag(name: flag, on: on), to: try self.node(node))
    case .node(let node, .setInternetResource(let on)): try order(.internetResource(on: on), to: try client(node))
    case .node(_, let what): throw Self.simulated(what.words)
    case .setQuirk: throw Self.simulated("a fault of the original")
    case .shape, .unshape: throw Self.simulated("changing a link")
    case .nat: throw Self.simulated("another router")
    case .partition, .heal: throw Self.simulated("cutting the network")
    case .addRule, .removeRule, .release: throw Self.simulated("a rule in flight")
    case .edit: throw Self.simulated("editing what is on its way")
    }
    return .done
  }

  static func simulated(_ what: String) -> LabError {
    .notSupported(what: what, reason: "only a simulated lab can: these are live nodes on a real network")
  }

  /// What comes of it follows from the operator's command, and has come to the nodes when this returns.
  private func order(_ wish: ControlWish, to node: AttachedNode) throws(LabError) {
    _ = try world.settling { () throws(LabError) in try ask(wish, of: node) }
  }

  @discardableResult
  private func ask(
    _ wish: ControlWish, of node: AttachedNode, about packet: PacketID? = nil
  ) throws(LabError) -> ControlAnswer {
    let command = world.command
    return try node.ask(wish) { world.numbering[node.name]?.wishes[$0] = (command, packet) }
  }

  private func inject(_ packet: IPPacket, at tap: Tap) throws(LabError) -> PacketID {
    let node = try node(tap.node)
    let id = PacketID(world.nextPacket)
    world.nextPacket += 1
    let claims = node.hello.role == .client && [.tun, .app].contains(tap.face)
    try ask(.inject(packet, at: tap.face, claims: claims), of: node, about: id)
    world.drain()
    return id
  }

  private func revoke(resource: String, client: String, gateway: String) throws(LabError) -> ActionResult {
    let held = try world.column(
      "resource", of: try node(gateway), at: "authorizations"
    ) { $0["client"] == .text(client) }
    try order(.revoke(resource: resource, client: client, gateway: gateway), to: try portal())
    guard held.contains(resource) else {
      return .warning(.notAuthorized(resource: resource, client: client, gateway: gateway))
    }
    return held.count == 1
      ? .warning(.lastAuthorization(resource: resource, client: client, gateway: gateway)) : .done
  }

  // MARK: Nodes

  func node(_ name: String) throws(LabError) -> AttachedNode {
    guard let node = world.node(name) else { throw .unknown(.node, name: name, known: world.nodes.map(\.name)) }
    return node
  }

  func client(_ name: String) throws(LabError) -> AttachedNode {
    let clients = world.nodes(.client)
    guard let node = clients.first(where: { $0.name == name }) else {
      throw .unknown(.client, name: name, known: clients.map(\.name))
    }
    return node
  }

  func portal() throws(LabError) -> AttachedNode {
    guard let portal = world.portal else {
      throw .notSupported(what: "changing access", reason: "the portal is not attached, and it alone decides")
    }
    return portal
  }
}

extension NodeAction {
  fileprivate var words: String {
    switch self {
    case .stop: "stopping a node"
    case .start: "starting a node"
    case .restart: "restarting a node"
    case .sleep: "putting a machine to sleep"
    case .roam: "moving a client"
    case .setInternetResource: "the Internet resource"
    case .setResolvers: "other name servers"
    }
  }
}
