import Access
import Base
import Portal
import Wire

/// What a client knows, asks and waits for.
extension AccessClient {
  /// - Parameters:
  ///   - process: what the machine does not know of the process that it runs in.
  ///   - applications: those that run on the client's host.
  package func parts(_ look: StateLook, _ process: ProcessState, applications: State) -> [StatePart] {
    commonParts("client", process)
      + [
        StatePart("resources") {
          .record(resources.all.values.map { State.Member($0.name, state(of: $0, look)) })
        },
        StatePart("connections") {
          .record(
            gateways.peers.map {
              State.Member(look.names.name($0.key), $0.value.connection.stateRecord(look.names))
            })
        },
        StatePart("applications") { applications },
        StatePart("requests", fact: .texts(pendingResources.map { look.names.name($0) })),
        StatePart("pending") { pending(look) }, StatePart("refusals") { refusals(look) },
        StatePart("recovery") { recoveryTable(look) }, StatePart("sites") { siteTable(look) },
        StatePart("names") { nameTable(look) }, StatePart("translations") { translationTable(look) },
        StatePart("resolvers") { resolverTable }, StatePart("questions") { questions(look) },
        StatePart("relays") { relays.table(look) },
        StatePart("search_domain", fact: Fact(interface?.searchDomain)),
        StatePart("internet_resource", fact: .flag(resources.usesInternet)),
      ] + switchParts
  }

  private func state(of resource: ClientResource, _ look: StateLook) -> State {
    let refusal = asking.refusals.current(at: look.now).first { $0.resource == resource.id }
    return .record([
      .init("status", sites.status(of: resource).rawValue),
      .init("address", resource.address),
      .init("gateway", Fact(gateways.gateway(of: resource.id).map { look.names.name($0) })),
      .init("filters", FilterEngine(resource.filters).description),
      .init("sites", .texts(resource.sites.map(\.name))),
      .init("asked", .flag(asking.pending.isPending(resource.id))),
      .init("refused", Fact(refusal?.reason.rawValue)),
    ])
  }

  /// Requests that the portal has not answered, and what waits for them.
  private func pending(_ look: StateLook) -> State {
    .table(
      columns: ["resource", "asked", "held", "packets", "questions"],
      rows: asking.pending.all.map {
        [
          .text(look.names.name($0.resource)), .instant($0.asked), .flag($0.isHeld), Fact($0.packets), Fact($0.queries),
        ]
      })
  }

  private func refusals(_ look: StateLook) -> State {
    .table(
      columns: ["resource", "reason", "until"],
      rows: asking.refusals.current(at: look.now).map {
        [.text(look.names.name($0.resource)), .text($0.reason.rawValue), .instant($0.until)]
      })
  }

  /// What keeps a refusal of a gateway from becoming a storm of requests.
  private func recoveryTable(_ look: StateLook) -> State {
    .table(
      columns: ["resource", "last", "wait", "next"],
      rows: asking.recovery.spacing.map {
        [.text(look.names.name($0.resource)), .instant($0.last), .duration($0.wait), .instant($0.last + $0.wait)]
      })
  }

  private func siteTable(_ look: StateLook) -> State {
    .table(
      columns: ["site", "status", "until"],
      rows: sites.all.map {
        [.text(look.names.name($0.site)), .text($0.status.rawValue), Fact($0.until)]
      })
  }

  /// The names that were asked for, with the addresses that stand for them.
  private func nameTable(_ look: StateLook) -> State {
    .table(
      columns: ["name", "addresses", "resources"],
      rows: resources.domains.names.map { name in
        [
          .text(name.domain.wireText), .addresses(name.addresses), .texts(name.resources.map { look.names.name($0) }),
        ]
      })
  }

  /// What gateways are believed to know of names.
  private func translationTable(_ look: StateLook) -> State {
    let names = resources.domains.names
    return .table(
      columns: ["gateway", "resource", "name", "state", "packets"],
      rows: translations.all.map { entry in
        let name = names.indices.contains(entry.key.name) ? names[entry.key.name].domain.wireText : "-"
        return [
          .text(look.names.name(entry.key.gateway)), .text(look.names.name(entry.key.resource)), .text(name),
          .text(entry.status.rawValue), Fact(entry.waiting),
        ]
      })
  }

  private var resolverTable: State {
    .table(
      columns: ["sentinel", "upstream"],
      rows: names.resolvers.sentinels.map { [.address($0.address), .endpoint($0.upstream)] })
  }

  /// Questions of applications on their way.
  private func questions(_ look: StateLook) -> State {
    .table(
      columns: ["question", "way", "to"],
      rows: names.queries.questions.map { question, route in
        let (way, to) = route.cells(look.names)
        return [.text(question.description), .text(way), to]
      })
  }
}

extension QueryRoute {
  fileprivate func cells(_ names: NameBook) -> (way: String, to: Fact) {
    switch self {
    case .local: ("local", .none)
    case .outside(let server): ("upstream", .endpoint(server))
    case .tunnel(let server): ("tunnel", .endpoint(server))
    case .site(let resource): ("site", .text(names.name(resource)))
    }
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
