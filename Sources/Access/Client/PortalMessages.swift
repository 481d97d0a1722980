import Base
import Portal
import Traversal
import Wire

extension AccessClient {
  mutating func obey(_ message: ToClient, at now: Instant, into out: inout Outbox<Output>) {
    switch message {
    case .initial(let initial): begin(initial, at: now, into: &out)
    case .configChanged(let interface): configure(interface, into: &out)
    case .resourceCreatedOrUpdated(let resource): put(resource, at: now, into: &out)
    case .resourceDeleted(let id): remove(id, at: now, into: &out)
    case .flowCreated(let flow): connect(flow, at: now, into: &out)
    case .flowCreationFailed(let failure): fail(failure, at: now, into: &out)
    case .iceCandidates(let message):
      let candidates = read(message.candidates, of: .gateway(message.gatewayID), into: &out)
      withConnection(to: message.gatewayID, at: now, into: &out) { $0.add(candidates, at: now, into: &$1) }
    case .invalidateICECandidates(let message):
      let candidates = read(message.candidates, of: .gateway(message.gatewayID), into: &out)
      withConnection(to: message.gatewayID, at: now, into: &out) { $0.remove(candidates, at: now, into: &$1) }
    case .relaysPresence: break  // no path leads over a relay yet
    }
  }

  private mutating func begin(_ initial: ClientInit, at now: Instant, into out: inout Outbox<Output>) {
    configure(initial.interface, into: &out)
    let listed = initial.resources.elements.map(\.id)
    for id in resources.all.keys where !listed.contains(id) { remove(id, at: now, into: &out) }
    for resource in initial.resources.elements { put(resource, at: now, into: &out) }
  }

  private mutating func configure(_ interface: ClientInterface, into out: inout Outbox<Output>) {
    let addresses = tunnelAddresses
    self.interface = interface
    if tunnelAddresses != addresses { out.put(.interface(TunConfiguration(addresses: tunnelAddresses))) }
  }

  private mutating func put(_ resource: ClientResource, at now: Instant, into out: inout Outbox<Output>) {
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

  private mutating func remove(_ id: ResourceID, at now: Instant, into out: inout Outbox<Output>) {
    guard resources[id] != nil else { return }
    withdraw(id, at: now, into: &out)
    resources.remove(id)
    out.put(.event(.resourceRemoved(id)))
  }

  /// Takes back everything that was set up for the resource.
  private mutating func withdraw(_ id: ResourceID, at now: Instant, into out: inout Outbox<Output>) {
    for entry in asking.pending.resolve(id) ?? [] { out.put(.event(.dropped(entry.id, .requestFailed))) }
    asking.forget(id)
    if let gateway = gateways.unassign(id) { leaveIfUnused(gateway, at: now, into: &out) }
  }

  /// Says goodbye to a gateway that serves nothing any more.
  private mutating func leaveIfUnused(_ gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>) {
    guard gateways.peers[gateway]?.resources.isEmpty == true, let goodbye = PeerControl.goodbye.packet else { return }
    out.put(.event(.goodbye(.gateway(gateway), sent: true)))
    send(goodbye, out.mint(), to: gateway, at: now, into: &out)
    forget(gateway, into: &out)
    out.put(.event(.connection(.gateway(gateway), .closed, nil)))
  }

  private mutating func connect(_ flow: FlowCreated, at now: Instant, into out: inout Outbox<Output>) {
    guard let resource = resources[flow.resourceID] else {
      out.put(.event(.requestIgnored(flow.resourceID, .unknownResource)))
      return
    }
    guard let waiting = asking.pending.resolve(resource.id) else {
      out.put(.event(.requestIgnored(resource.id, .notRequested)))
      return
    }
    upsert(flow, at: now, into: &out)
    if let old = gateways.assign(resource, to: flow.gatewayID) { leaveIfUnused(old, at: now, into: &out) }
    for entry in waiting {
      out.put(.event(.routed(entry.id, resource.id, flow.gatewayID)))
      send(entry.packet, entry.id, to: flow.gatewayID, at: now, into: &out)
    }
  }

  /// Makes the connection, or keeps it if both ends still mean the same one.
  private mutating func upsert(_ flow: FlowCreated, at now: Instant, into out: inout Outbox<Output>) {
    let identity = ConnectionIdentity(
      remoteKey: flow.gatewayPublicKey, presharedKey: flow.presharedKey, localCredentials: flow.clientICECredentials,
      remoteCredentials: flow.gatewayICECredentials)
    if gateways.peers[flow.gatewayID]?.connection.identity == identity {
      withConnection(to: flow.gatewayID, at: now, into: &out) { $0.reuse(at: now, into: &$1) }
    } else {
      let old = gateways.remove(flow.gatewayID)
      for id in old?.connection.unsent ?? [] { out.put(.event(.dropped(id, .connectionGone))) }
      let index = gateways.demultiplexer.register(flow.gatewayID, key: flow.gatewayPublicKey)
      let connection = Connection(identity, role: .controlling, index: index, of: local, at: now)
      gateways.put(
        GatewayPeer(
          site: flow.siteID, addresses: [.v4(flow.gatewayIPv4), .v6(flow.gatewayIPv6)], connection: connection),
        for: flow.gatewayID)
      for resource in (old?.resources ?? []).compactMap({ resources[$0] }) {
        _ = gateways.assign(resource, to: flow.gatewayID)
      }
      out.put(.event(.connection(.gateway(flow.gatewayID), .connecting, nil)))
    }
    announceCandidates(to: flow.gatewayID, at: now, into: &out)
  }

  private mutating func announceCandidates(
    to gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let candidates = gateways.peers[gateway]?.connection.localCandidates.map(\.text) ?? []
    let message = CandidatesForGateways(gatewayIDs: [gateway], candidates: candidates)
    drive(.send(.broadcastICECandidates(message)), at: now, into: &out)
  }

  private mutating func fail(_ failure: FlowCreationFailed, at now: Instant, into out: inout Outbox<Output>) {
    let id = failure.resourceID
    out.put(.event(.requestFailed(id, failure.reason)))
    switch failure.reason {
    case .offline:
      // A gateway that serves other resources at this moment is not offline, whatever the portal sees.
      if gateways.gateway(of: id) == nil {
        for site in resources[id]?.sites ?? [] { sites[site.id] = .offline }
        asking.refusals.refuse(id, .offline, for: Refusals.shortMemory, at: now)
      }
      giveUp(on: id, .offline, into: &out)
    case .forbidden, .notFound:
      asking.refusals.refuse(id, .forbidden, at: now)
      giveUp(on: id, .forbidden, into: &out)
    case .other:
      asking.refusals.refuse(id, .forbidden, for: Refusals.shortMemory, at: now)
      giveUp(on: id, .forbidden, into: &out)
    }
  }
}
