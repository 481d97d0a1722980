import Access
import Base
import HostStack
import Lab
import Portal
import Wire

// What can be asked of live nodes.

extension AttachedLab {
  package func answer(_ query: Query) throws(LabError) -> State {
    world.drain()
    switch query {
    case .state(let path): return try world.state(at: path)
    case .names(let objects): return .fact(.list(world.names(of: objects).map { .text($0) }))
    case .packet(let id): return .packet(try packet(id))
    case .result(let app, let node):
      guard let result = world.hosts[try client(node).name]?.results[app] else { return .fact(.none) }
      return .result(result)
    case .address(let host, let family): return .fact(.address(try address(of: host, family)))
    case .destination(let host, let client, let family):
      _ = try self.client(client)
      // Whatever is no node the client's own resolver is asked for, as its applications would.
      guard world.names(of: .node).contains(host) else { return .fact(.text(host)) }
      return .fact(.address(try address(of: host, family)))
    case .gateways(let resource, let client):
      return .fact(.list(try gateways(resource, client).map { .text($0) }))
    case .beliefs(let resource, let client):
      if let client { _ = try self.client(client) }
      return try world.beliefs(of: resource, client: client)
    case .outlooks: return try world.outlooks()
    case .topology: throw Self.simulated("the lab as a file")
    case .material, .session: throw Self.simulated("crafting with the keys of nodes")
    // Nobody asked for keys by name.
    case .inner: return .fact(.none)
    case .keyLog: return .fact(.list(try world.keyLog().map { .text($0) }))
    }
  }

  /// As it was first seen at a tap; of what was only seen on the wire, the datagram.
  private func packet(_ id: PacketID) throws(LabError) -> IPPacket {
    let sights = trace.lazy.filter { $0.packet == id }
    let first = sights.compactMap { if case .seen(let packet, _, _) = $0.what { packet } else { nil } }.first
    guard let packet = first ?? sights.compactMap({ $0.seen?.packet }).first else {
      throw .unknown(
        .path, name: "p\(id.number)", known: world.nextPacket > 1 ? ["p1 … p\(world.nextPacket - 1)"] : [])
    }
    return packet
  }

  private func address(of name: String, _ family: IPFamily?) throws(LabError) -> IPAddress {
    guard let node = world.node(name), [.client, .gateway].contains(node.hello.role) else {
      throw .unknown(.host, name: name, known: (world.nodes(.client) + world.nodes(.gateway)).map(\.name))
    }
    guard case .fact(.list(let facts)) = try world.state(of: node, at: ["addresses"]) else {
      throw .invalid(what: name, reason: "it has no addresses")
    }
    for case .address(let address) in facts where family == nil || address.family == family { return address }
    throw .invalid(what: name, reason: "it has no such address")
  }

  /// Those that hold the access, or else all that there are: the portal chooses.
  private func gateways(_ resource: String, _ client: String) throws(LabError) -> [String] {
    // Without both there is nobody to name, and nothing to be done.
    if world.nodes(.gateway).isEmpty { _ = try portal() }
    var holding: [String] = []
    for gateway in world.nodes(.gateway) {
      let held = try world.column("resource", of: gateway, at: "authorizations") { $0["client"] == .text(client) }
      if held.contains(resource) { holding.append(gateway.name) }
    }
    return holding.isEmpty ? world.nodes(.gateway).map(\.name) : holding
  }
}

extension AttachedWorld {
  func state(at path: [String]) throws(LabError) -> State {
    guard let root = path.first else {
      var members = [State.Member("clock", .instant(now))]
      for node in nodes where !node.isGone { members.append(State.Member(node.name, try state(of: node, at: []))) }
      return .record(members)
    }
    if root == "clock", path.count == 1 { return .fact(.instant(now)) }
    guard let node = node(root) else { throw .unknown(.path, name: root, known: ["clock"] + nodes.map(\.name)) }
    return try state(of: node, at: path.dropFirst())
  }

  /// The node makes one part of its state, and the way further down is followed here: with names for identifiers.
  func state(of node: AttachedNode, at path: ArraySlice<String>) throws(LabError) -> State {
    if path.first == "applications", let host = hosts[node.name]?.host {
      return try .record(host.applications.map { State.Member("\($0.id.number)", .record($0.facts)) })
        .descend(path.dropFirst())
    }
    guard case .state(let told) = try node.ask(.state(path: Array(path.prefix(1)))) else {
      throw .invalid(what: "the state of \(node.name)", reason: "it answers something else")
    }
    return try state(told, of: node).descend(path.dropFirst())
  }

  /// One column of a table of a node's state, of the rows that are meant.
  func column(
    _ name: String, of node: AttachedNode, at part: String, where isMeant: (TableRow) -> Bool
  ) throws(LabError) -> [String] {
    try rows(of: node, at: part).filter(isMeant).compactMap { $0[name]?.description }
  }

  func rows(of node: AttachedNode, at part: String) throws(LabError) -> [TableRow] {
    guard case .table(let columns, let rows) = try state(of: node, at: [part]) else { return [] }
    return rows.map { TableRow(columns: columns, facts: $0) }
  }

  func names(of objects: ObjectClass) -> [String] {
    switch objects {
    case .node: nodes.map(\.name)
    case .client: nodes(.client).map(\.name)
    case .gateway: nodes(.gateway).map(\.name)
    case .relay: nodes(.relay).map(\.name)
    case .resource: resourceNames
    case .site: portalNames("site", at: "sites")
    case .actor: portalNames("actor", at: "actors")
    case .group: groupNames
    case .flag: FeatureFlag.allCases.map(\.rawValue)
    case .tap: taps.map(\.description)
    case .path: ["clock"] + nodes.map(\.name)
    case .quirk: AccessQuirk.allCases.map(\.rawValue) + PortalQuirk.allCases.map(\.rawValue)
    case .host, .link, .router, .rule, .held: []
    }
  }

  /// Of both ends, where both are attached.
  func keyLog() throws(LabError) -> [String] {
    var lines: [String] = []
    for node in nodes(.client) + nodes(.gateway) where !node.isGone {
      if case .keys(let own) = try node.ask(.keys) { lines += own }
    }
    return lines
  }

  private func portalNames(_ column: String, at part: String) -> [String] {
    guard let portal, let names = try? self.column(column, of: portal, at: part, where: { _ in true }) else {
      return []
    }
    return names.sorted()
  }

  private var groupNames: [String] {
    guard let portal, let groups = try? state(of: portal, at: ["groups"]) else { return [] }
    return groups.memberNames.sorted()
  }

  /// The portal knows all; without it, what clients may see.
  private var resourceNames: [String] {
    if portal != nil { return portalNames("resource", at: "resources") }
    let seen = nodes(.client).flatMap { (try? state(of: $0, at: ["resources"]))?.memberNames ?? [] }.sorted()
    return seen.enumerated().filter { $0.offset == 0 || seen[$0.offset - 1] != $0.element }.map(\.element)
  }

  private var taps: [Tap] {
    nodes(.client).flatMap { node in [.app, .tun, .wire, .net].map { Tap(node.name, $0) } }
      + nodes(.gateway).flatMap { node in [.wire, .tun].map { Tap(node.name, $0) } }
      + nodes(.relay).map { Tap($0.name, .wire) }
      + nodes(.portal).map { Tap($0.name, .ws) }
  }
}

/// A row of a table by the names of its columns.
struct TableRow {
  let columns: [String]
  let facts: [Fact]

  subscript(column: String) -> Fact? {
    guard let place = columns.firstIndex(of: column), place < facts.count else { return nil }
    return facts[place]
  }
}

extension OpenApplication {
  fileprivate var facts: [State.Member] {
    request.fields.map { .init($0.name, $0.value) } + [
      .init("since", .instant(opened)),
      .init("received", progress.map { .number(Int64($0.received)) } ?? .none),
      .init("of", progress?.whole.map { .number(Int64($0)) } ?? .none),
    ]
  }
}
