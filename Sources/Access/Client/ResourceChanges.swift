import Base
import Portal
import Wire

extension AccessClient {
  mutating func put(_ resource: ClientResource, at now: Instant, into out: inout Outbox<Output>) {
    switch resources.put(resource) {
    case .unchanged: return
    case .added: out.put(.event(.resourceAdded(resource.id)))
    case .updated: out.put(.event(.resourceChanged(resource.id)))
    case .moved:
      withdraw(resource.id, at: now, into: &out)
      out.put(.event(.resourceChanged(resource.id)))
    }
    // Whatever the portal refused, it has changed its mind about the resource since.
    asking.forget(resource.id)
  }

  mutating func remove(_ id: ResourceID, at now: Instant, into out: inout Outbox<Output>) {
    guard resources[id] != nil else { return }
    withdraw(id, at: now, into: &out)
    resources.remove(id, losingTwins: quirks[.twinLost])
    out.put(.event(.resourceRemoved(id)))
  }

  mutating func setInternetResource(_ on: Bool, at now: Instant, into out: inout Outbox<Output>) {
    guard resources.usesInternet != on else { return }
    resources.usesInternet = on
    if !on { for id in resources.internetResources { withdraw(id, at: now, into: &out) } }
    reconfigure(into: &out)
  }

  /// Takes back everything that was set up for the resource.
  private mutating func withdraw(_ id: ResourceID, at now: Instant, into out: inout Outbox<Output>) {
    release(id, .requestFailed, at: now, into: &out)
    asking.forget(id)
    for packet in translations.clear(id) { out.put(.event(.dropped(packet, .requestFailed))) }
    if let gateway = gateways.unassign(id) { leaveIfUnused(gateway, at: now, into: &out) }
  }

  /// Says goodbye to a gateway that serves nothing any more.
  mutating func leaveIfUnused(_ gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>) {
    if gateways.peers[gateway]?.resources.isEmpty == true { leave(gateway, at: now, into: &out) }
  }

  mutating func leave(_ gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>) {
    guard let goodbye = PeerControl.goodbye.packet else { return }
    out.put(.event(.goodbye(.gateway(gateway), sent: true)))
    send(goodbye, out.mint(), to: gateway, at: now, into: &out)
    forget(gateway, into: &out)
    out.put(.event(.connection(.gateway(gateway), .closed, nil)))
  }
}
