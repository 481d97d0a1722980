import Base
import Portal
import Traversal
import Wire

// The portal's answers to `create_flow`.
extension AccessClient {
  mutating func connect(_ flow: FlowCreated, at now: Instant, into out: inout Outbox<Output>) {
    guard let resource = resources[flow.resourceID] else {
      out.put(.event(.requestIgnored(flow.resourceID, .unknownResource)))
      return
    }
    guard asking.pending.isPending(resource.id) else {
      out.put(.event(.requestIgnored(resource.id, .notRequested)))
      return
    }
    if quirks[.crashOnOtherGateway], let old = gateways.gateway(of: resource.id), old != flow.gatewayID {
      crash("resource \(resource.id) is connected to gateway \(old), not \(flow.gatewayID)", at: now, into: &out)
      return
    }
    let waiting = asking.pending.resolve(resource.id)
    upsert(flow, at: now, into: &out)
    translations.forgetFailed(of: flow.gatewayID, resource.id)
    if let old = gateways.assign(resource, to: flow.gatewayID) { move(resource.id, from: old, at: now, into: &out) }
    tellOwed(of: resource.id, by: flow.gatewayID, at: now, into: &out)
    for entry in waiting?.packets ?? [] {
      pass(entry.packet, entry.id, of: resource.id, to: flow.gatewayID, at: now, into: &out)
    }
    for query in waiting?.queries ?? [] { sendToSite(query, by: flow.gatewayID, at: now, into: &out) }
  }

  /// Another gateway serves the resource now. The old connection stays for as long as it serves something.
  private mutating func move(
    _ resource: ResourceID, from old: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    for packet in translations.clear(of: old, resource) { out.put(.event(.dropped(packet, .connectionGone))) }
    leaveIfUnused(old, at: now, into: &out)
  }

  /// Makes the connection, or keeps it if both ends still mean the same one.
  private mutating func upsert(_ flow: FlowCreated, at now: Instant, into out: inout Outbox<Output>) {
    let identity = ConnectionIdentity(
      remoteKey: flow.gatewayPublicKey, presharedKey: flow.presharedKey, localCredentials: flow.clientICECredentials,
      remoteCredentials: flow.gatewayICECredentials)
    if gateways.peers[flow.gatewayID]?.connection.identity == identity {
      reuse(connectionTo: flow.gatewayID, at: now, into: &out)
    } else {
      let old = gateways.remove(flow.gatewayID)
      for id in old?.connection.unsent ?? [] { out.put(.event(.dropped(id, .connectionGone))) }
      translations.distrust(flow.gatewayID)
      let number = gateways.demultiplexer.register(flow.gatewayID, identity)
      let connection = Connection(identity, role: .controlling, number: number, of: local, quirks, at: now)
      gateways.put(
        GatewayPeer(
          site: flow.siteID, addresses: [.v4(flow.gatewayIPv4), .v6(flow.gatewayIPv6)], connection: connection),
        for: flow.gatewayID)
      for resource in (old?.resources ?? []).compactMap({ resources[$0] }) {
        _ = gateways.assign(resource, to: flow.gatewayID)
      }
      out.put(.event(.connection(.gateway(flow.gatewayID), .connecting, nil)))
      seed(connectionTo: flow.gatewayID, at: now, into: &out)
    }
  }

  mutating func broadcast(
    _ news: CandidateNews, to gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    if !news.withdrawn.isEmpty {
      let message = CandidatesForGateways(gatewayIDs: [gateway], candidates: news.withdrawn.map(\.text))
      drive(.send(.broadcastInvalidatedICECandidates(message)), at: now, into: &out)
    }
    if !news.found.isEmpty {
      let message = CandidatesForGateways(gatewayIDs: [gateway], candidates: news.found.map(\.text))
      drive(.send(.broadcastICECandidates(message)), at: now, into: &out)
    }
  }

  mutating func fail(_ failure: FlowCreationFailed, at now: Instant, into out: inout Outbox<Output>) {
    let id = failure.resourceID
    out.put(.event(.requestFailed(id, failure.reason)))
    switch failure.reason {
    case .offline: failOffline(id, at: now, into: &out)
    // The original notes the reason, and the packets go on waiting.
    case _ where quirks[.logRefusals]: break
    case .forbidden, .notFound:
      asking.refusals.refuse(id, .forbidden, at: now)
      giveUp(on: id, .forbidden, at: now, into: &out)
    case .other:
      asking.refusals.refuse(id, .forbidden, for: Refusals.shortMemory, at: now)
      giveUp(on: id, .forbidden, at: now, into: &out)
    }
  }

  private mutating func failOffline(_ id: ResourceID, at now: Instant, into out: inout Outbox<Output>) {
    let serving = gateways.gateway(of: id)
    // A gateway that serves other resources at this moment is not offline, whatever the portal sees.
    if serving == nil || quirks[.offlineTearsDown] {
      for site in resources[id]?.sites ?? [] { changeSites(into: &out) { $0.markOffline(site.id, at: now) } }
    }
    if let serving, quirks[.offlineTearsDown] { forget(serving, into: &out) }
    if serving == nil { asking.refusals.refuse(id, .offline, for: Refusals.shortMemory, at: now) }
    giveUp(on: id, .offline, at: now, into: &out)
  }
}
