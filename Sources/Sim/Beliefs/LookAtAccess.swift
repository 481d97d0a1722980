import Access
import Base
import Lab
import Portal
import Wire

// What the world says of one access.

extension World {
  func views(of access: Access, at client: ClientNode) -> AccessViews {
    guard let id = client.id else { return AccessViews.none }
    var views = ownViews(of: access.resource, at: client)
    views.wouldRefuse = portal.plane.wouldRefuse(id, access.resource, at: now)
    views.portalReaches.client = reachesPortal(client)
    guard let gatewayID = access.gateway, let gateway = gateways[names.name(gatewayID)] else { return views }
    let path = AccessPath(gateway: gatewayID, client: id, resource: access.resource)
    let rows = portal.plane.authorizations.live(path)
    let grant = gateway.access.clients[id]?.grants[access.resource]
    views.portal = !rows.isEmpty
    views.gateway = grant != nil
    views.client = client.access.gateways.gateway(of: access.resource) == gatewayID
    views.ends.portal = rows.map { wall.instant(of: $0.expiresAt) }.max()
    views.ends.gateway = grant?.expiresAt.map { wall.instant(of: $0) }
    views.portalReaches.gateway = reachesPortal(gateway)
    views.path = way(from: client, to: gateway)
    views.hears = signals(between: client, gateway)
    views.bypass = bypass(of: access.resource, at: client, gateway.access.clients[id])
    if views.condition == .usual { views.condition = condition(of: access.resource, client, gateway) }
    return views
  }

  /// What the client's own state says, whichever gateway it is about.
  private func ownViews(of resource: ResourceID, at client: ClientNode) -> AccessViews {
    var views = AccessViews.none
    let access = client.access
    views.asking = asking(of: resource, at: access)
    if !access.quirks[.noClientFilters], let filters = access.resources[resource]?.filters, !filters.isEmpty {
      views.filters = filters.map(\.description).joined(separator: ", ")
    }
    views.refusal = access.asking.refusals.current(at: now).first { $0.resource == resource }
      .map { AccessViews.Refused(reason: $0.reason, until: $0.until) }
    if !access.quirks[.reauthorizeWithoutPause] {
      views.pausedUntil = access.asking.recovery.spacing.first { $0.resource == resource }
        .map { $0.last + $0.wait }.flatMap { $0 > now ? $0 : nil }
    }
    switch (client.state.life, access.life) {
    case (.asleep(let until), _):
      views.condition = until - now > Self.patience ? .clientAsleepForLong : .clientAsleep(until: until)
    case (.stopped, _), (_, .crashed): views.condition = .clientDown
    default: break
    }
    return views
  }

  /// A gateway that hears nothing has given the path up by then: eight seconds of unanswered checks, and two of grace.
  private static let patience = Duration.seconds(8)

  /// A request that nothing waits for and that is overdue counts as lost: nobody repeats it.
  private func asking(of resource: ResourceID, at client: AccessClient) -> AccessViews.Asking {
    guard let request = client.asking.pending.all.first(where: { $0.resource == resource }) else { return .nothing }
    if request.isHeld { return .held }
    let isRepeated = request.packets + request.queries > 0 && !client.quirks[.retryByTrafficOnly]
    return isRepeated || client.asking.pending.awaits(resource, at: now) ? .asked : .nothing
  }

  private func reachesPortal<Access: AccessMachine>(_ node: Node<Access>) -> Bool {
    node.access.isJoined && node.state.life == .running && portal.isRunning
      && !partitions.separate(node.name, portal.name)
  }

  private func way(from client: ClientNode, to gateway: GatewayNode) -> AccessViews.Path {
    if partitions.separate(client.name, gateway.name) { return .cut }
    guard let id = client.id, let peer = gateway.access.clients[id], gateway.state.life == .running else {
      return .gone
    }
    return peer.connection.identity.remoteKey == client.access.publicKey ? .open : .gone
  }

  /// The gateway's word comes first: it is not limited as errors are.
  private func signals(between client: ClientNode, _ gateway: GatewayNode) -> [AccessViews.Signal] {
    var signals: [AccessViews.Signal] = []
    if client.access.flags[.icmpErrorUnreachableProhibitedCreateNewFlow] { signals.append(.icmp) }
    let event = FeatureFlag.noAuthorizationControlEvent
    if client.access.flags[event], gateway.access.flags[event] { signals.append(.controlEvent) }
    return signals
  }

  /// Another access whose networks hold all of the resource's, without filters: packets pass by it.
  private func bypass(of resource: ResourceID, at client: ClientNode, _ peer: ClientPeer?) -> String? {
    guard let peer, let networks = client.access.resources[resource]?.networks, !networks.isEmpty else { return nil }
    let other = peer.grants.first { id, grant in
      id != resource && grant.resource.filters.isEmpty && grant.resource.target != .internet
        && networks.allSatisfy { network in grant.resource.networks.contains { $0.contains(network) } }
    }
    return other.map { names.name($0.key) }
  }

  private func condition(
    of resource: ResourceID, _ client: ClientNode, _ gateway: GatewayNode
  ) -> AccessViews.Condition {
    if gateway.access.quirks[.initIgnoresUnlisted] { return .listIgnored }
    let settling = ["reject_access", "authorize_flow", "flow_created", "resource_deleted", "init"]
    let name = names.name(resource)
    let isTold = queue.contains { scheduled in
      guard case .frame(let message, _) = scheduled.what, settling.contains(message.message) else { return false }
      guard message.to == client.name || message.to == gateway.name else { return false }
      return message.message == "init" || message.fields.contains { $0.value == .text(name) }
    }
    return isTold ? .told : .usual
  }
}
