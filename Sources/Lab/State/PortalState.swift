import Base
import Portal

/// What the portal has in its database, and who is connected.
extension ControlPlane {
  /// - Parameters:
  ///   - life: of the process: `running`, `stopped`.
  ///   - connected: who has a socket.
  package func parts(_ look: StateLook, life: String, connected: [String]) -> [StatePart] {
    [
      StatePart("kind", text: "portal"), StatePart("life", text: life),
      StatePart("account") { account }, StatePart("actors") { actors }, StatePart("clients") { clients(look) },
      StatePart("gateways") { gateways(look) }, StatePart("groups") { groups }, StatePart("sites") { sites(look) },
      StatePart("resources") { resources(look) }, StatePart("policies") { policies(look) },
      StatePart("tokens") { tokens(look) }, StatePart("sessions") { sessions(look) },
      StatePart("relays") { relays(look) },
      StatePart("quirks") {
        .record(
          PortalQuirk.allCases.filter { !$0.isOfChannel }.map { State.Member($0.rawValue, .flag(quirks[$0])) })
      },
      StatePart("connected", fact: .texts(connected.sorted())),
      StatePart("authorizations") { authorizationTable(look) },
    ]
  }

  private var account: State {
    let account = directory.account
    return .record([
      .init("slug", account.slug), .init("search_domain", Fact(account.searchDomain)),
      .init("upstream_dns", .list(account.upstreamDNS.map { .endpoint($0.address) })),
      .init("disabled", .flag(account.isDisabled)),
    ])
  }

  private var groups: State {
    let directory = directory
    return .record(
      directory.groups.values.map { group in
        State.Member(
          group.name, .texts(directory.members(of: group.id).compactMap { directory.actors[$0]?.name }.sorted()))
      })
  }

  private var actors: State {
    let directory = directory
    return .table(
      columns: ["actor", "kind", "groups", "clients", "disabled"],
      rows: directory.actors.values.map { actor in
        [
          .text(actor.name), .text(actor.kind.rawValue),
          .texts(directory.groups(of: actor.id).compactMap { directory.groups[$0]?.name }.sorted()),
          .texts(directory.clients(of: actor.id).compactMap { directory.clients[$0]?.name }.sorted()),
          .flag(actor.isDisabled),
        ]
      })
  }

  private func clients(_ look: StateLook) -> State {
    let directory = directory
    return .table(
      columns: ["client", "actor", "verified", "token_expires_at", "online", "address", "region"],
      rows: directory.clients.values.map { client in
        [
          .text(client.name), .text(directory.actors[client.actor]?.name ?? "-"), .flag(client.isVerified),
          directory.tokens[client.token]?.expiresAt.map { .text($0.date) } ?? .text("deleted"),
          .flag(presence.joined(.client(client.id)) != nil), client.seen?.remoteIP.map { .address($0) } ?? .none,
          Fact(client.seen?.region),
        ]
      })
  }

  private func gateways(_ look: StateLook) -> State {
    .table(
      columns: ["gateway", "site", "online"],
      rows: directory.gateways.values.map { gateway in
        [
          .text(gateway.name), .text(look.names.name(gateway.site)),
          .flag(presence.joined(.gateway(gateway.id)) != nil),
        ]
      })
  }

  private func sites(_ look: StateLook) -> State {
    let directory = directory
    return .table(
      columns: ["site", "gateways", "resources"],
      rows: directory.sites.values.map { site in
        [
          .text(site.name), .texts(directory.gateways(in: site.id).map { look.names.name($0) }),
          .texts(directory.resources(in: site.id).map { look.names.name($0) }),
        ]
      })
  }

  private func resources(_ look: StateLook) -> State {
    .table(
      columns: ["resource", "address", "sites", "filters"],
      rows: directory.resources.values.map { resource in
        [
          .text(resource.name), .text(resource.target.words), .texts(resource.sites.map { look.names.name($0) }),
          .text(resource.filters.isEmpty ? "all" : resource.filters.map(\.description).joined(separator: ", ")),
        ]
      })
  }

  private func relays(_ look: StateLook) -> State {
    .table(
      columns: ["relay", "addresses", "online"],
      rows: directory.relays.values.map { relay in
        let addresses = [relay.ipv4.map { IPAddress.v4($0) }, relay.ipv6.map { IPAddress.v6($0) }].compactMap(\.self)
        return [
          .text(look.names.name(relay.id)), .addresses(addresses),
          .flag(presence.session(of: .relay(relay.id))?.isJoined == true),
        ]
      })
  }
}

extension Directory.Resource.Target {
  fileprivate var words: String {
    switch self {
    case .cidr(let network): "\(network)"
    case .ip(let address): "\(address)"
    case .dns(let pattern, _): pattern
    case .internet: "the Internet"
    }
  }
}
