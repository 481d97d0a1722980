import Access
import Base
import Lab
import Portal

/// What portal, gateway and client each think of the same access.
extension World {
  /// - Parameters:
  ///   - resource: by name; nil for all.
  ///   - trace: all that happened, for since when the gateway thinks so and why.
  func beliefs(of resource: String?, trace: [TraceRecord]) -> State {
    var rows: [[Fact]] = []
    for client in clients.values {
      for known in client.access.resources.all.values where resource == nil || known.name == resource {
        rows += beliefs(of: client, known, trace)
      }
    }
    return .table(
      columns: ["resource", "client", "gateway", "portal", "gateway_says", "client_says", "verdict", "since"],
      rows: rows)
  }

  private func beliefs(of client: ClientNode, _ resource: ClientResource, _ trace: [TraceRecord]) -> [[Fact]] {
    guard let id = client.id else { return [] }
    let live = portal.plane.authorizations.live.filter { $0.client == id && $0.resource == resource.id }
    let mapped = client.access.gateways.gateway(of: resource.id)
    let involved = gateways.values.filter { gateway in
      gateway.id == mapped || live.contains { $0.gateway == gateway.id } || holds(gateway, id, resource.id)
    }
    if involved.isEmpty {
      return [row(resource, client, nil, views(of: client, resource.id), .none)]
    }
    return involved.map { gateway in
      var views = views(of: client, resource.id)
      views.portal = live.contains { $0.gateway == gateway.id }
      views.gateway = holds(gateway, id, resource.id)
      views.client = gateway.id == mapped
      views.isConnected = gateway.access.clients[id] != nil
      views.heardByControlEvent =
        client.access.flags[.noAuthorizationControlEvent] && gateway.access.flags[.noAuthorizationControlEvent]
      return row(resource, client, gateway, views, since(trace, gateway.name, client.name, resource.name))
    }
  }

  private func row(
    _ resource: ClientResource, _ client: ClientNode, _ gateway: GatewayNode?, _ views: AccessViews, _ since: Fact
  ) -> [Fact] {
    [
      .text(resource.name), .text(client.name), gateway.map { .text($0.name) } ?? .none, says(views.portal),
      says(views.gateway), says(views.client), .text(views.verdict), since,
    ]
  }

  /// What the client's own state says, whichever gateway it is about.
  private func views(of client: ClientNode, _ resource: ResourceID) -> AccessViews {
    var views = AccessViews()
    let access = client.access
    views.isPending = access.pendingResources.contains(resource)
    views.isClientJoined = access.isJoined
    views.refusal = access.asking.refusals.current(at: now).first { $0.resource == resource }
      .map { AccessViews.Refused(reason: $0.reason.rawValue, until: $0.until) }
    if !access.quirks[.reauthorizeWithoutPause] {
      views.pausedUntil = access.asking.recovery.spacing.first { $0.resource == resource }
        .map { $0.last + $0.wait }.flatMap { $0 > now ? $0 : nil }
    }
    views.heardByICMP = access.flags[.icmpErrorUnreachableProhibitedCreateNewFlow]
    return views
  }

  private func holds(_ gateway: GatewayNode, _ client: ClientID, _ resource: ResourceID) -> Bool {
    gateway.access.clients[client]?.grants[resource] != nil
  }

  private func says(_ yes: Bool) -> Fact { .text(yes ? "yes" : "no") }

  /// Since when a gateway thinks so, by which event, and the message and the command behind that.
  private func since(_ trace: [TraceRecord], _ gateway: String, _ client: String, _ resource: String) -> Fact {
    let last = trace.last {
      $0.node == gateway && $0.kind.hasPrefix("authorization.") && $0["client"] == .text(client)
        && $0["resource"] == .text(resource)
    }
    guard let last else { return .none }
    var words = "\((last.t - .zero).text), #\(last.n) \(last.kind)"
    var cause = last.cause
    var message: String?
    while trace.indices.contains(cause - 1) {
      let record = trace[cause - 1]
      if message == nil, case .portalReceived(let received) = record.what { message = received.message }
      if case .command(let text) = record.what {
        return .text(words + (message.map { " ← \($0)" } ?? "") + " ← \(text)")
      }
      cause = record.cause
    }
    if let message { words += " ← \(message)" }
    return .text(words)
  }
}
