/// What the portal tells a gateway.
package enum ToGateway: Hashable, Sendable {
  /// `init`: after every join, and when the account's slug changes.
  case initial(GatewayInit)
  case authorizeFlow(AuthorizeFlow)
  case rejectAccess(RejectAccess)
  case accessAuthorizationExpiryUpdated(AuthorizationEntry)
  case resourceUpdated(GatewayResource)
  case relaysPresence(RelaysPresence)
  case iceCandidates(ClientCandidates)
  case invalidateICECandidates(ClientCandidates)
}

/// A client's access to one resource is over.
package struct RejectAccess: Hashable, Sendable, Codable {
  package var clientID: ClientID
  package var resourceID: ResourceID

  package init(clientID: ClientID, resourceID: ResourceID) {
    self.clientID = clientID
    self.resourceID = resourceID
  }

  private enum CodingKeys: String, CodingKey {
    case clientID = "client_id"
    case resourceID = "resource_id"
  }
}

extension ToGateway: ControlMessage {
  package static var topic: String { "gateway" }

  package static var legacyEvents: [String] { ["allow_access", "request_connection"] }

  package var event: String {
    switch self {
    case .initial: "init"
    case .authorizeFlow: "authorize_flow"
    case .rejectAccess: "reject_access"
    case .accessAuthorizationExpiryUpdated: "access_authorization_expiry_updated"
    case .resourceUpdated: "resource_updated"
    case .relaysPresence: "relays_presence"
    case .iceCandidates: "ice_candidates"
    case .invalidateICECandidates: "invalidate_ice_candidates"
    }
  }

  package var payload: any Encodable {
    switch self {
    case .initial(let payload): payload
    case .authorizeFlow(let payload): payload
    case .rejectAccess(let payload): payload
    case .accessAuthorizationExpiryUpdated(let payload): payload
    case .resourceUpdated(let payload): payload
    case .relaysPresence(let payload): payload
    case .iceCandidates(let payload), .invalidateICECandidates(let payload): payload
    }
  }

  package static func decode(event: String, from payload: any Decoder) throws -> ToGateway? {
    switch event {
    case "init": .initial(try GatewayInit(from: payload))
    case "authorize_flow", "create_authorization": .authorizeFlow(try AuthorizeFlow(from: payload))
    case "reject_access": .rejectAccess(try RejectAccess(from: payload))
    case "access_authorization_expiry_updated":
      .accessAuthorizationExpiryUpdated(try AuthorizationEntry(from: payload))
    case "resource_updated": .resourceUpdated(try GatewayResource(from: payload))
    case "relays_presence": .relaysPresence(try RelaysPresence(from: payload))
    case "ice_candidates": .iceCandidates(try ClientCandidates(from: payload))
    case "invalidate_ice_candidates": .invalidateICECandidates(try ClientCandidates(from: payload))
    default: nil
    }
  }

  package var fields: [MessageField] {
    switch self {
    case .initial(let payload): payload.fields
    case .authorizeFlow(let payload): payload.fields
    case .rejectAccess(let payload):
      [.init("client_id", .client(payload.clientID)), .init("resource_id", .resource(payload.resourceID))]
    case .accessAuthorizationExpiryUpdated(let payload): payload.fields
    case .resourceUpdated(let resource): resource.fields
    case .relaysPresence(let payload): payload.fields
    case .iceCandidates(let payload), .invalidateICECandidates(let payload): payload.fields
    }
  }
}
