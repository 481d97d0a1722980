import Access
import Base
import Lab
import Portal

/// What portal, gateway and client each think of every access, since when, and what will become of it.
extension World {
  /// - Parameters:
  ///   - resource: by name; nil for all.
  ///   - client: by name; nil for all.
  ///   - trace: all that happened.
  func beliefs(of resource: String?, client: String?, trace: [TraceRecord]) -> State {
    let history = BeliefHistory(trace, clients: clients.keys, gateways: gateways.keys, portal: portal.name)
    let rows = clients.values.filter { client == nil || $0.name == client }
      .flatMap { node in accesses(of: node).map { (node, $0) } }
      .filter { resource == nil || names.name($0.1.resource) == resource }
      .map { row(of: $0.1, at: $0.0, history) }
    return .table(
      columns: [
        "resource", "client", "gateway", "portal", "gateway_says", "client_says", "verdict", "portal_since",
        "gateway_since", "client_since",
      ], rows: rows)
  }

  /// A client's way to a resource, by the gateway that anybody believes it to go.
  struct Access {
    let resource: ResourceID
    let gateway: GatewayID?
  }

  /// Everything that the client, the portal or a gateway knows of, resource by resource; one that nobody grants has no
  /// gateway.
  func accesses(of client: ClientNode) -> [Access] {
    guard let id = client.id else { return [] }
    var ways = SortedTable<ResourceID, [GatewayID]>()
    func add(_ resource: ResourceID, _ gateway: GatewayID?) {
      var known = ways[resource] ?? []
      if let gateway, !known.contains(gateway) { known.insert(gateway, at: known.insertionIndex(of: gateway)) }
      ways[resource] = known
    }
    for resource in client.access.resources.all.keys { add(resource, client.access.gateways.gateway(of: resource)) }
    for row in portal.plane.authorizations.live(.client(id)) { add(row.resource, row.gateway) }
    for gateway in gateways.values {
      for resource in gateway.access.clients[id]?.grants.keys ?? [] { add(resource, gateway.id) }
    }
    return ways.flatMap { resource, gateways in
      gateways.isEmpty
        ? [Access(resource: resource, gateway: nil)] : gateways.map { Access(resource: resource, gateway: $0) }
    }
  }

  private func row(of access: Access, at client: ClientNode, _ history: BeliefHistory) -> [Fact] {
    let views = views(of: access, at: client)
    let (resource, gateway) = (names.name(access.resource), access.gateway.map { names.name($0) })
    var since: [Fact] = [.none, .none, .none]
    if let gateway {
      since = [portal.name, gateway].map {
        history.since(at: $0, client: client.name, gateway: gateway, resource: resource)
      }
      since.append(history.since(client: client.name, gateway: gateway, resource: resource, uses: views.client))
    }
    return [
      .text(resource), .text(client.name), Fact(gateway), says(views.portal), says(views.gateway), says(views.client),
      .text(views.prospect.words),
    ] + since
  }

  private func says(_ yes: Bool) -> Fact { .text(yes ? "yes" : "no") }
}

/// What will become of every access, in words that do not change: what `doctor` gives its advice by.
extension World {
  func outlooks() -> State {
    let rows = clients.values.flatMap { node in
      accesses(of: node).map { access -> [Fact] in
        let outlook = views(of: access, at: node).prospect.outlook
        return [
          .text(names.name(access.resource)), .text(node.name), Fact(access.gateway.map { names.name($0) }),
          .text(outlook.word), Fact(outlook.by), Fact(outlook.after), Fact(outlook.filters),
        ]
      }
    }
    return .table(columns: ["resource", "client", "gateway", "outlook", "by", "after", "filters"], rows: rows)
  }
}
