import Access
import Base
import Portal
import Wire

/// What a gateway lets through, translates and looks up.
extension AccessGateway {
  /// - Parameter process: what the machine does not know of the process that it runs in.
  package func parts(_ look: StateLook, _ process: ProcessState) -> [StatePart] {
    [StatePart("site", text: process.site ?? "-")] + commonParts("gateway", process)
      + [
        StatePart("connections") {
          .record(peers(look).map { State.Member($0.name, $0.peer.connection.stateRecord(look.names)) })
        },
        StatePart("authorizations") { authorizations(look) }, StatePart("translations") { translations(look) },
        StatePart("nat") { nat(look) }, StatePart("lookups") { lookupTable(look) },
        StatePart("queries") { queries(look) },
        StatePart("errors") { errors(look) }, StatePart("relays") { relays.table(look) },
      ] + switchParts
  }

  private func peers(_ look: StateLook) -> [(name: String, peer: ClientPeer)] {
    clients.ids.compactMap { id in clients[id].map { (look.names.name(id), $0) } }
  }

  private func authorizations(_ look: StateLook) -> State {
    .table(
      columns: ["client", "resource", "expires_at", "filters", "since", "left"],
      rows: peers(look).flatMap { name, peer in
        peer.grants.map { id, grant in
          let expiry = look.expiry(grant.expiresAt)
          return [
            .text(name), .text(look.names.name(id)), expiry.seconds,
            .text(FilterEngine(grant.resource.filters).description), .instant(grant.since), expiry.left,
          ]
        }
      })
  }

  /// What proxy addresses of clients stand for.
  private func translations(_ look: StateLook) -> State {
    .table(
      columns: ["client", "resource", "name", "proxies", "addresses", "since"],
      rows: peers(look).flatMap { client, peer in
        peer.translations.all.map { name in
          [
            .text(client), .text(look.names.name(name.key.resource)), .text(name.key.domain.wireText),
            .addresses(name.proxies), name.addresses.map { .addresses($0) } ?? .none, .instant(name.since),
          ]
        }
      })
  }

  private func nat(_ look: StateLook) -> State {
    .table(
      columns: [
        "client", "protocol", "port", "proxy", "outside_port", "address", "since", "last_out", "last_in", "ends",
      ],
      rows: peers(look).flatMap { client, peer in
        peer.nat.all.map { session in
          [
            .text(client), .text(session.inside.port.word), Fact(Int(session.inside.port.number)),
            .address(session.inside.proxy), Fact(Int(session.outside.port.number)), .address(session.outside.address),
            .instant(session.since), .instant(session.lastOutbound), Fact(session.lastInbound),
            .instant(session.end(quirks)),
          ]
        }
      })
  }

  /// Names that the gateway's own system is looking up.
  private func lookupTable(_ look: StateLook) -> State {
    .table(
      columns: ["name", "client", "since", "waiting"],
      rows: lookups.pending.values.map {
        [.text($0.domain.wireText), .text(look.names.name($0.client)), .instant($0.since), Fact($0.waiting.count)]
      })
  }

  /// Questions of clients that are answered at the site.
  private func queries(_ look: StateLook) -> State {
    .table(
      columns: ["client", "question", "servers", "since"],
      rows: names.pending.values.map { query in
        [
          .text(look.names.name(query.client)), Fact(query.query.questions.first?.description),
          .list(query.asked.map { .endpoint($0) }), .instant(query.since),
        ]
      })
  }

  /// How many ICMP errors may be sent at once; nil stands for resources.
  private func errors(_ look: StateLook) -> State {
    .table(
      columns: ["to", "left"],
      rows: peers(look).map { [.text($0.name), Fact($0.peer.errorsLeft(at: look.now))] }
        + [[.text("resources"), Fact(resourceErrorsLeft(at: look.now))]])
  }
}

extension FlowPort {
  fileprivate var word: String {
    switch self {
    case .tcp: "tcp"
    case .udp: "udp"
    case .icmp: "icmp"
    }
  }
}
