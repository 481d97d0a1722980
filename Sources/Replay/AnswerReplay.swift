import Access
import Base
import Lab
import Portal
import Wire
import WireGuard

// What can be asked of a recorded node.

extension NodeReplay {
  package func answer(_ query: Query) throws(LabError) -> State {
    switch query {
    case .state(let path): return try state(at: path)
    case .inner(let message): return .fact(node.secrets.keys.open(message).map(Fact.bytes) ?? .none)
    case .keyLog: return .fact(.list(node.secrets.keyLog.map { .text($0) }))
    case .beliefs(let resource, let client): return try beliefs(of: resource, client: client)
    default: return try recorded(query, resources: node.machine.book.resources.values.sorted())
    }
  }

  private func state(at path: [String]) throws(LabError) -> State {
    guard let root = path.first else {
      return .record([.init("clock", .instant(now)), .init(origin.name, State(parts))])
    }
    if root == "clock", path.count == 1 { return .fact(.instant(now)) }
    guard root == origin.name else { throw .unknown(.path, name: root, known: ["clock", origin.name]) }
    return try parts.state(at: path.dropFirst())
  }

  private var parts: [StatePart] {
    var process = ProcessState()
    process.sockets = .list(origin.sockets.map { .endpoint($0) })
    return node.machine.parts(StateLook(names: node.book, wall: wall, now: now), process)
  }

  // MARK: Beliefs

  private func beliefs(of resource: String?, client: String?) throws(LabError) -> State {
    let rows =
      switch Machine.role {
      case .client: try clientsBeliefs()
      case .gateway: try gatewaysBeliefs()
      // A relay knows nothing of accesses, and a portal not what others make of what it said.
      case .relay, .portal: [[Fact]]()
      }
    return .table(
      columns: [
        "resource", "client", "gateway", "portal", "gateway_says", "client_says", "verdict", "portal_since",
        "gateway_since", "client_since",
      ],
      rows: rows.filter {
        (resource == nil || $0[0] == Fact(resource)) && (client == nil || $0[1] == Fact(client))
      })
  }

  /// Of others nobody says anything here.
  private func row(
    _ resource: Fact, _ client: Fact, _ gateway: Fact, says: (gateway: Fact, client: Fact)
  ) -> [Fact] {
    [
      resource, client, gateway, .none, says.gateway, says.client, .text("the recording has one side alone"),
      .none, .none, .none,
    ]
  }

  private func clientsBeliefs() throws(LabError) -> [[Fact]] {
    let resources = try parts.state(at: ["resources"])
    return resources.memberNames.map { name in
      var gateway = Fact.none
      if case .fact(let fact)? = resources.member(name)?.member("gateway") { gateway = fact }
      return row(
        .text(name), .text(origin.name), gateway, says: (.none, .text(gateway == .none ? "no" : "yes")))
    }
  }

  private func gatewaysBeliefs() throws(LabError) -> [[Fact]] {
    guard case .table(let columns, let rows) = try parts.state(at: ["authorizations"]),
      let client = columns.firstIndex(of: "client"), let resource = columns.firstIndex(of: "resource")
    else { return [] }
    return rows.map { row($0[resource], $0[client], .text(origin.name), says: (.text("yes"), .none)) }
  }
}

extension ReplayedLab {
  /// What the events alone can answer.
  func recorded(_ query: Query, resources: [String]) throws(LabError) -> State {
    switch query {
    case .names(let objects): return .fact(.texts(names(of: objects, resources)))
    case .packet(let id): return .packet(try packet(id))
    case .result: return .fact(.none)
    case .destination(let host, _, _): return .fact(.text(host))
    case .inner: return .fact(.none)
    case .address: throw Self.whole("the address of another host")
    case .gateways: throw Self.whole("the gateways of a resource")
    case .beliefs, .outlooks: throw Self.whole("what will become of an access")
    case .topology: throw Self.whole("the lab as a file")
    case .material, .session: throw Self.whole("crafting with the keys of nodes")
    case .keyLog: throw Self.whole("the keys of sessions")
    case .state: throw Self.whole("the state of a node")
    }
  }

  private func names(of objects: ObjectClass, _ resources: [String]) -> [String] {
    switch objects {
    case .node: [origin.name]
    case .client: origin.role == .client ? [origin.name] : []
    case .gateway: origin.role == .gateway ? [origin.name] : []
    case .relay: origin.role == .relay ? [origin.name] : []
    case .resource: resources
    case .flag: FeatureFlag.allCases.map(\.rawValue)
    case .quirk: AccessQuirk.allCases.map(\.rawValue) + PortalQuirk.allCases.map(\.rawValue)
    case .path: ["clock", origin.name]
    case .tap: origin.role.faces.map { Tap(origin.name, $0).description }
    case .router, .host, .site, .group, .actor, .link, .rule, .held: []
    }
  }

  /// As it was first seen at a tap; of what was only seen on the wire, the datagram.
  private func packet(_ id: PacketID) throws(LabError) -> IPPacket {
    let sights = trace.lazy.filter { $0.packet == id }
    let first = sights.compactMap { if case .seen(let packet, _, _) = $0.what { packet } else { nil } }.first
    guard let packet = first ?? sights.compactMap({ $0.seen?.packet }).first else {
      let last = trace.reduce(0) { max($0, $1.packet.number) }
      throw .unknown(.path, name: "p\(id.number)", known: last > 0 ? ["p1 … p\(last)"] : [])
    }
    return packet
  }
}

extension ControlHello.Role {
  /// Where something is seen of such a node.
  fileprivate var faces: [Tap.Face] {
    switch self {
    case .client, .gateway: [.tun, .wire]
    case .relay: [.wire]
    case .portal: [.ws]
    }
  }
}
