import Base

// A gateway answers.

extension ControlPlane {
  mutating func receive(
    _ message: FromGateway, ref: Int?, from gateway: GatewayID, on socket: SocketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    switch message {
    case .flowAuthorized(let answer):
      guard let row = flowRef.id(of: answer.ref).flatMap({ authorizations[$0] }), row.gateway == gateway else {
        out.put(.event(.ignored(.gateway(gateway), .invalidRef)))
        reply(.invalidRef, to: ref, on: socket, ToGateway.topic, into: &out)
        return
      }
      reply(.ok, to: ref, on: socket, ToGateway.topic, into: &out)
      if let reason = confirm(row, at: now, into: &out) { out.put(.event(.ignored(.gateway(gateway), reason))) }
      if !row.isLive { putRight(row.access, into: &out) }
    case .broadcastICECandidates(let candidates):
      let message = ToClient.iceCandidates(.init(gatewayID: gateway, candidates: candidates.candidates))
      relay(message, from: gateway, to: candidates.clientIDs, into: &out)
    case .broadcastInvalidatedICECandidates(let candidates):
      let message = ToClient.invalidateICECandidates(.init(gatewayID: gateway, candidates: candidates.candidates))
      relay(message, from: gateway, to: candidates.clientIDs, into: &out)
    }
  }

  /// - Returns: why the client is not told.
  private mutating func confirm(
    _ row: Authorization, at now: Instant, into out: inout Outbox<Output>
  ) -> PortalIgnored? {
    guard row.isLive else { return .authorizationEnded(row.id) }
    guard let waiting = unconfirmed[row.id] else { return .alreadyAuthorized(row.id) }
    unconfirmed[row.id] = nil
    authorizations.confirm(row.id, at: now)
    if let confirmed = authorizations[row.id] { out.put(.event(.authorizationConfirmed(confirmed))) }
    guard let asker = waiting.asker else { return .nobodyAsked(row.id) }
    // A client that has kept its key through a reconnect is still the one that asked.
    guard let client = presence.joined(.client(row.client)), client.key == waiting.clientKey,
      client.socket == asker || !quirks[.answerOldChannelOnly]
    else { return .clientGone(row.client) }
    guard presence.joined(.gateway(row.gateway))?.key == waiting.answer.gatewayPublicKey else {
      return .gatewayKeyChanged(row.gateway)
    }
    send(.flowCreated(waiting.answer), to: row.client, into: &out)
    return nil
  }

  /// The gateway has obeyed an order that came late, behind what ended it or took its place: it is told what holds.
  private func putRight(_ access: AccessPath, into out: inout Outbox<Output>) {
    if let end = authorizations.live(access).map(\.expiresAt).max() {
      tellExpiry(of: access, end, into: &out)
    } else {
      send(.rejectAccess(.init(clientID: access.client, resourceID: access.resource)), to: access.gateway, into: &out)
    }
  }

  private func relay(
    _ message: ToClient, from gateway: GatewayID, to clients: [ClientID], into out: inout Outbox<Output>
  ) {
    for client in clients {
      if let reason = refusal(between: client, gateway, to: .client(client)) {
        out.put(.event(.ignored(.gateway(gateway), reason)))
      } else {
        send(message, to: client, into: &out)
      }
    }
  }
}
