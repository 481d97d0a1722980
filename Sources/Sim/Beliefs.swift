import Access
import Base
import Lab
import Portal

/// What portal, gateway and client each think of the same access.
extension World {
  /// - Parameter resource: by name; nil for all.
  func beliefs(of resource: String?) -> State {
    var rows: [[Fact]] = []
    for client in clients.values {
      for known in client.access.resources.all.values where resource == nil || known.name == resource {
        rows += beliefs(of: client, known)
      }
    }
    return .table(
      columns: ["resource", "client", "gateway", "portal", "gateway_says", "client_says", "verdict"], rows: rows)
  }

  private func beliefs(of client: ClientNode, _ resource: ClientResource) -> [[Fact]] {
    guard let id = client.id else { return [] }
    let live = portal.plane.authorizations.live.filter { $0.client == id && $0.resource == resource.id }
    let mapped = client.access.gateways.gateway(of: resource.id)
    let involved = gateways.values.filter { gateway in
      gateway.id == mapped || live.contains { $0.gateway == gateway.id } || holds(gateway, id, resource.id)
    }
    if involved.isEmpty {
      return [[.text(resource.name), .text(client.name), .none, .text("no"), .text("no"), .text("no"), .text("agree")]]
    }
    return involved.map { gateway in
      let portalSays = live.contains { $0.gateway == gateway.id }
      let gatewaySays = holds(gateway, id, resource.id)
      let clientSays = gateway.id == mapped
      return [
        .text(resource.name), .text(client.name), .text(gateway.name), says(portalSays), says(gatewaySays),
        says(clientSays),
        .text(verdict(portal: portalSays, gateway: gatewaySays, client: clientSays, client, resource.id)),
      ]
    }
  }

  private func holds(_ gateway: GatewayNode, _ client: ClientID, _ resource: ResourceID) -> Bool {
    gateway.access.clients[client]?.grants[resource] != nil
  }

  private func says(_ yes: Bool) -> Fact { .text(yes ? "yes" : "no") }

  private func verdict(portal: Bool, gateway: Bool, client: Bool, _ node: ClientNode, _ resource: ResourceID)
    -> String
  {
    if client, !gateway {
      if node.access.pendingResources.contains(resource) { return "desync: healing, the client has asked" }
      return node.access.flags[.icmpErrorUnreachableProhibitedCreateNewFlow]
        ? "desync: heals with the next packet, by ICMP prohibited"
        : "desync: the flag is off, packets stay refused"
    }
    if gateway, !client { return "desync: harmless, the next packet asks" }
    if portal, !gateway, !client { return "forgotten by both ends: the next packet asks" }
    return "agree"
  }
}
