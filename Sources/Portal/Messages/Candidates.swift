/// ICE candidates of a gateway, on their way to a client: SDP text without `a=` (RFC 8839 §5.1).
package struct GatewayCandidates: Hashable, Sendable, Codable {
  package var gatewayID: GatewayID
  package var candidates: [String]

  package init(gatewayID: GatewayID, candidates: [String]) {
    self.gatewayID = gatewayID
    self.candidates = candidates
  }

  private enum CodingKeys: String, CodingKey {
    case gatewayID = "gateway_id"
    case candidates
  }

  var fields: [MessageField] {
    [.init("gateway_id", .gateway(gatewayID)), .init("candidates", .list(candidates.map { .text($0) }))]
  }
}

/// ICE candidates of a client, on their way to a gateway.
package struct ClientCandidates: Hashable, Sendable, Codable {
  package var clientID: ClientID
  package var candidates: [String]

  package init(clientID: ClientID, candidates: [String]) {
    self.clientID = clientID
    self.candidates = candidates
  }

  private enum CodingKeys: String, CodingKey {
    case clientID = "client_id"
    case candidates
  }

  var fields: [MessageField] {
    [.init("client_id", .client(clientID)), .init("candidates", .list(candidates.map { .text($0) }))]
  }
}

/// A client's own candidates and the gateways that shall have them (always one today).
package struct CandidatesForGateways: Hashable, Sendable, Codable {
  package var gatewayIDs: [GatewayID]
  package var candidates: [String]

  package init(gatewayIDs: [GatewayID], candidates: [String]) {
    self.gatewayIDs = gatewayIDs
    self.candidates = candidates
  }

  init(_ one: GatewayCandidates) { self.init(gatewayIDs: [one.gatewayID], candidates: one.candidates) }

  private enum CodingKeys: String, CodingKey {
    case gatewayIDs = "gateway_ids"
    case candidates
  }

  var fields: [MessageField] {
    [
      .init("gateway_ids", .list(gatewayIDs.map { .gateway($0) })),
      .init("candidates", .list(candidates.map { .text($0) })),
    ]
  }
}

/// A gateway's own candidates and the clients that shall have them (always one today).
package struct CandidatesForClients: Hashable, Sendable, Codable {
  package var clientIDs: [ClientID]
  package var candidates: [String]

  package init(clientIDs: [ClientID], candidates: [String]) {
    self.clientIDs = clientIDs
    self.candidates = candidates
  }

  private enum CodingKeys: String, CodingKey {
    case clientIDs = "client_ids"
    case candidates
  }

  var fields: [MessageField] {
    [
      .init("client_ids", .list(clientIDs.map { .client($0) })),
      .init("candidates", .list(candidates.map { .text($0) })),
    ]
  }
}
