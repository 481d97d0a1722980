import Access
import Base
import HostStack
import Lab
import Portal
import Traversal

/// The state of the world as one tree of named parts: what `show`, `expect`, `break` and completion read.
extension World {
  var stateRoots: [String] {
    ["clock", "links", "routers", "partitions", "rules", "held"] + [portal.name] + relays.keys + clients.keys
      + gateways.keys + hosts.keys + routers.keys
  }

  /// - Throws: the first step that leads nowhere, with the names that stand there.
  func state(at path: [String]) throws(LabError) -> State {
    guard let root = path.first else {
      var members: [State.Member] = []
      for name in stateRoots { members.append(State.Member(name, try state(of: name))) }
      return .record(members)
    }
    var state = try state(of: root)
    for step in path.dropFirst() {
      guard let next = state.member(step) else { throw .unknown(.path, name: step, known: state.memberNames) }
      state = next
    }
    return state
  }

  private func state(of root: String) throws(LabError) -> State {
    if root == "clock" { return .fact(.instant(now)) }
    if root == "links" { return .record(links.map { State.Member($0.key, $0.value.state) }) }
    if root == "routers" { return routerTable }
    if root == "partitions" {
      return .table(columns: ["a", "b"], rows: partitions.pairs.map { [.text($0.a), .text($0.b)] })
    }
    if root == "rules" { return rules.state }
    if root == "held" { return rules.heldState }
    if root == portal.name { return portal.state(names) }
    if let client = clients[root] { return client.state(names, sockets: sockets(of: root)) }
    if let gateway = gateways[root] { return gateway.state(names, sockets: sockets(of: root)) }
    if let host = hosts[root] { return host.state }
    if let router = routers[root] { return router.state(at: now) }
    if let relay = relays[root] { return relay.state(names, at: now) }
    throw .unknown(.path, name: root, known: stateRoots)
  }

  /// Where a node is reached on the internet.
  private func sockets(of node: String) -> Fact {
    .list(addresses(of: node).map { .endpoint(Endpoint($0, LocalNode.preferredPort)) })
  }
}

extension State {
  func member(_ name: String) -> State? {
    switch self {
    case .record(let members): members.first { $0.name == name }?.value
    default: nil
    }
  }

  var memberNames: [String] {
    switch self {
    case .record(let members): members.map(\.name)
    default: []
    }
  }
}

extension State.Member {
  init(_ name: String, _ text: String) { self.init(name, .fact(.text(text))) }
  init(_ name: String, _ fact: Fact) { self.init(name, .fact(fact)) }
}

extension FeatureFlags {
  fileprivate var members: [State.Member] { FeatureFlag.allCases.map { State.Member($0.rawValue, .flag(self[$0])) } }
}

extension AccessQuirks {
  fileprivate var members: [State.Member] { AccessQuirk.allCases.map { State.Member($0.rawValue, .flag(self[$0])) } }
}

extension HostNode {
  var state: State {
    .record([
      .init("kind", "host"), .init("site", site ?? "-"),
      .init("addresses", .list(host.addresses.map { .address($0) })),
    ])
  }
}

extension ClientNode {
  func state(_ names: NameBook, sockets: Fact) -> State {
    .record([
      .init("kind", "client"), .init("life", state.life.word),
      .init("addresses", .list(access.tunnelAddresses.map { .address($0) })),
      .init("sockets", sockets),
      .init("portal", access.isJoined ? "connected" : "disconnected"),
      .init("resources", .record(access.resources.all.values.map { State.Member($0.name, state(of: $0, names)) })),
      .init(
        "connections",
        .record(access.gateways.peers.map { State.Member(names.name($0.key), $0.value.connection.state(names)) })),
      .init("applications", applications),
      .init("requests", .list(access.pendingResources.map { .text(names.name($0)) })),
      .init("names", nameState), .init("resolvers", resolverState),
      .init("search_domain", access.interface?.searchDomain.map { .text($0) } ?? .none),
      .init("internet_resource", .flag(access.resources.usesInternet)),
      .init("flags", .record(access.flags.members)), .init("quirks", .record(access.quirks.members)),
    ])
  }

  private var nameState: State {
    .table(
      columns: ["name", "addresses"],
      rows: access.resources.domains.names.map { name in
        [.text(name.domain.wireText), .list(name.addresses.map { .address($0) })]
      })
  }

  private var resolverState: State {
    .table(
      columns: ["sentinel", "upstream"],
      rows: access.names.resolvers.sentinels.map { [.address($0.address), .endpoint($0.upstream)] })
  }

  private func state(of resource: ClientResource, _ names: NameBook) -> State {
    .record([
      .init("status", access.sites.status(of: resource).rawValue),
      .init("address", resource.address),
      .init("gateway", access.gateways.gateway(of: resource.id).map { .text(names.name($0)) } ?? .none),
      .init("filters", FilterEngine(resource.filters).description),
      .init("sites", .list(resource.sites.map { .text($0.name) })),
    ])
  }
}

extension ClientResource {
  fileprivate var address: Fact {
    switch target {
    case .cidr(let network): .list([.prefix(network)])
    case .dns(let pattern, _): .text(pattern)
    case .internet: .text("the Internet")
    }
  }
}

extension Connection {
  func state(_ names: NameBook) -> State {
    .record([
      .init("state", state.rawValue), .init("path", path?.words(relay.map(names.name)) ?? "none"),
      .init("local", path.map { .endpoint($0.local) } ?? .none),
      .init("remote", path.map { .endpoint($0.remote) } ?? .none),
      .init("candidates", .list(remoteCandidates.map { .text($0.text) })),
    ])
  }
}

extension GatewayNode {
  func state(_ names: NameBook, sockets: Fact) -> State {
    let peers = access.clients.ids.compactMap { id in access.clients[id].map { (names.name(id), $0) } }
    return .record([
      .init("kind", "gateway"), .init("site", site ?? "-"), .init("life", state.life.word),
      .init("addresses", .list(access.tunnelAddresses.map { .address($0) })),
      .init("sockets", sockets),
      .init("portal", access.isJoined ? "connected" : "disconnected"),
      .init("flags", .record(access.flags.members)), .init("quirks", .record(access.quirks.members)),
      .init("connections", .record(peers.map { State.Member($0.0, $0.1.connection.state(names)) })),
      .init(
        "authorizations",
        .table(
          columns: ["client", "resource", "expires_at", "filters"],
          rows: peers.flatMap { name, peer in
            peer.grants.map { id, grant in
              [
                .text(name), .text(names.name(id)), grant.expiresAt.map { .number($0.seconds) } ?? .none,
                .text(FilterEngine(grant.resource.filters).description),
              ]
            }
          })),
    ])
  }
}

extension PortalNode {
  private var account: State {
    let account = plane.directory.account
    return .record([
      .init("slug", account.slug), .init("search_domain", account.searchDomain.map { .text($0) } ?? .none),
      .init("upstream_dns", .list(account.upstreamDNS.map { .endpoint($0.address) })),
      .init("disabled", .flag(account.isDisabled)),
    ])
  }

  private func clients(_ names: NameBook) -> State {
    let directory = plane.directory
    return .table(
      columns: ["client", "actor", "verified", "token_expires_at", "online"],
      rows: directory.clients.values.map { client in
        [
          .text(client.name), .text(directory.actors[client.actor]?.name ?? "-"), .flag(client.isVerified),
          directory.tokens[client.token]?.expiresAt.map { .text($0.date) } ?? .text("deleted"),
          .flag(plane.presence.joined(.client(client.id)) != nil),
        ]
      })
  }

  private func gateways(_ names: NameBook) -> State {
    .table(
      columns: ["gateway", "site", "online"],
      rows: plane.directory.gateways.values.map { gateway in
        [
          .text(gateway.name), .text(names.name(gateway.site)),
          .flag(plane.presence.joined(.gateway(gateway.id)) != nil),
        ]
      })
  }

  private var groups: State {
    let directory = plane.directory
    return .record(
      directory.groups.values.map { group in
        let members = directory.members(of: group.id).compactMap { directory.actors[$0]?.name }.sorted()
        return State.Member(group.name, .list(members.map { .text($0) }))
      })
  }

  func state(_ names: NameBook) -> State {
    .record([
      .init("kind", "portal"), .init("life", isRunning ? "running" : "stopped"), .init("account", account),
      .init("clients", clients(names)), .init("gateways", gateways(names)), .init("groups", groups),
      .init("quirks", .record(PortalQuirk.allCases.map { State.Member($0.rawValue, .flag(plane.quirks[$0])) })),
      .init("connected", .list(nodes.values.sorted().map { .text($0) })),
      .init(
        "authorizations",
        .table(
          columns: ["id", "client", "gateway", "resource", "created", "confirmed", "state"],
          rows: plane.authorizations.rows.map { row in
            [
              .number(Int64(row.id.number)), .text(names.name(row.client)), .text(names.name(row.gateway)),
              .text(names.name(row.resource)), .instant(row.createdAt), row.confirmedAt.map { .instant($0) } ?? .none,
              .text(row.end.map { "ended: \($0.reason.words)" } ?? "live"),
            ]
          })),
      .init(
        "policies",
        .table(
          columns: ["resource", "group", "enabled", "expires_at", "conditions"],
          rows: plane.directory.policies.values.map { policy in
            [
              .text(names.name(policy.resource)), .text(plane.directory.groups[policy.group]?.name ?? "-"),
              .flag(policy.isEnabled), policy.expiresAt.map { .text($0.date) } ?? .none,
              .number(Int64(policy.conditions.count)),
            ]
          })),
    ])
  }
}

extension SelectedPath {
  /// `direct`, or the relay that the data goes over.
  func words(_ relay: String?) -> String {
    switch (localKind, remoteKind) {
    case (.relayed, .relayed): "relayed by \(relay ?? "a relay") and the peer's"
    case (.relayed, _): "relayed by \(relay ?? "a relay")"
    case (_, .relayed): "relayed by the peer's relay"
    default: "direct"
    }
  }
}
