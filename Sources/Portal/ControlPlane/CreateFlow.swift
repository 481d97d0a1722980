import Base
import Cipher

/// What becomes of an authorization when its gateway confirms it: who asked, and what he will be told.
struct Unconfirmed: Sendable {
  /// nil when an operator did.
  var asker: SocketID?
  var clientKey: PublicKey
  var answer: FlowCreated
  /// §7.4: 15 s after the gateway was asked.
  var deadline: Instant

  static let patience: Duration = .seconds(15)
}

// A client asks for access.

extension ControlPlane {
  mutating func receive(
    _ message: FromClient, from client: ClientID, on socket: SocketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch message {
    case .createFlow(let request):
      do {
        try createFlow(request, for: client, on: socket, at: now, into: &out)
      } catch {
        send(.flowCreationFailed(error), to: client, into: &out)
      }
    case .broadcastICECandidates(let candidates):
      let message = ToGateway.iceCandidates(.init(clientID: client, candidates: candidates.candidates))
      relay(message, from: client, to: candidates.gatewayIDs, into: &out)
    case .broadcastInvalidatedICECandidates(let candidates):
      let message = ToGateway.invalidateICECandidates(.init(clientID: client, candidates: candidates.candidates))
      relay(message, from: client, to: candidates.gatewayIDs, into: &out)
    }
  }

  private mutating func createFlow(
    _ request: CreateFlow, for client: ClientID, on socket: SocketID, at now: Instant, into out: inout Outbox<Output>
  ) throws(FlowCreationFailed) {
    let id = request.resourceID
    guard presence[socket]?.connectable.contains(id) == true, let resource = directory.resources[id] else {
      throw FlowCreationFailed(resourceID: id, reason: .notFound)
    }
    let (policy, end) = try grant(client, id, at: now)
    guard
      let choice = GatewayChoice(
        among: candidates(for: resource), naming: request.connectedGatewayIDs, client: presence[socket]?.origin,
        quirks: quirks, chance: &chance)
    else { throw FlowCreationFailed(resourceID: id, reason: .offline) }
    out.put(.event(.gatewayChosen(choice.gateway, client, id, choice.preference)))
    let access = AccessPath(gateway: choice.gateway, client: client, resource: id)
    authorize(access, by: policy, until: end, asker: socket, at: now, into: &out)
  }

  /// What a request would be refused with now; nil if it would be granted.
  package func wouldRefuse(_ client: ClientID, _ id: ResourceID, at now: Instant) -> FlowCreationFailed.Reason? {
    let isListed =
      presence.session(of: .client(client))?.connectable.contains(id)
      ?? (directory.connectable(id, for: client, at: wall.time(at: now)) != nil)
    guard isListed, let resource = directory.resources[id] else { return .notFound }
    do { _ = try grant(client, id, at: now) } catch { return error.reason }
    return candidates(for: resource).isEmpty ? .offline : nil
  }

  private func grant(
    _ client: ClientID, _ resource: ResourceID, at now: Instant
  ) throws(FlowCreationFailed) -> (PolicyID, UnixTime) {
    switch directory.grant(client, resource, at: wall.time(at: now)) {
    case .granted(let policy, let end): return (policy, end)
    case .forbidden(let violated):
      throw FlowCreationFailed(resourceID: resource, reason: .forbidden, violatedProperties: violated)
    case .none: throw FlowCreationFailed(resourceID: resource, reason: .notFound)
    }
  }

  /// Gateways of the resource's sites that are online and understand it; in ascending order.
  private func candidates(for resource: Directory.Resource) -> [GatewayChoice.Candidate] {
    resource.sites.flatMap { directory.gateways(in: $0) }.sorted().compactMap { id in
      guard let session = presence.session(of: .gateway(id)), session.isJoined,
        resource.isUnderstood(by: session.origin.version)
      else { return nil }
      return GatewayChoice.Candidate(id: id, version: session.origin.version, location: session.origin.location)
    }
  }

  private func relay(
    _ message: ToGateway, from client: ClientID, to gateways: [GatewayID], into out: inout Outbox<Output>
  ) {
    for gateway in gateways {
      if let reason = refusal(between: client, gateway, to: .gateway(gateway)) {
        out.put(.event(.ignored(.client(client), reason)))
      } else {
        send(message, to: gateway, into: &out)
      }
    }
  }

  /// Why candidates do not go from one to the other.
  func refusal(between client: ClientID, _ gateway: GatewayID, to receiver: Participant) -> PortalIgnored? {
    if presence.joined(receiver) == nil { return .notOnline(receiver) }
    if quirks[.candidatesForAnyone] || authorizations.connects(client, gateway) { return nil }
    return .stranger(receiver)
  }
}
