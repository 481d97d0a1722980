/// What a client tells the portal.
package enum FromClient: Hashable, Sendable {
  case createFlow(CreateFlow)
  case broadcastICECandidates(CandidatesForGateways)
  case broadcastInvalidatedICECandidates(CandidatesForGateways)
}

/// A client's wish for access.
package struct CreateFlow: Hashable, Sendable, Codable {
  package var resourceID: ResourceID
  /// All gateways that the client remembers in this session: the portal's preference. The wire's order; never absent.
  package var connectedGatewayIDs: [GatewayID]

  package init(resourceID: ResourceID, connectedGatewayIDs: [GatewayID]) {
    self.resourceID = resourceID
    self.connectedGatewayIDs = connectedGatewayIDs
  }

  private enum CodingKeys: String, CodingKey {
    case resourceID = "resource_id"
    case connectedGatewayIDs = "connected_gateway_ids"
  }
}

extension FromClient: ControlMessage {
  package static var topic: String { "client" }

  package static var legacyEvents: [String] { ["prepare_connection", "reuse_connection", "request_connection"] }

  package var event: String {
    switch self {
    case .createFlow: "create_flow"
    case .broadcastICECandidates: "broadcast_ice_candidates"
    case .broadcastInvalidatedICECandidates: "broadcast_invalidated_ice_candidates"
    }
  }

  package var payload: any Encodable {
    switch self {
    case .createFlow(let payload): payload
    case .broadcastICECandidates(let payload), .broadcastInvalidatedICECandidates(let payload): payload
    }
  }

  /// Reads the names of later versions too: `request_authorization`, candidates for one gateway.
  package static func decode(event: String, from payload: any Decoder) throws -> FromClient? {
    switch event {
    case "create_flow", "request_authorization": .createFlow(try CreateFlow(from: payload))
    case "broadcast_ice_candidates": .broadcastICECandidates(try CandidatesForGateways(from: payload))
    case "broadcast_invalidated_ice_candidates":
      .broadcastInvalidatedICECandidates(try CandidatesForGateways(from: payload))
    case "new_gateway_ice_candidates": .broadcastICECandidates(.init(try GatewayCandidates(from: payload)))
    case "invalidate_gateway_ice_candidates":
      .broadcastInvalidatedICECandidates(.init(try GatewayCandidates(from: payload)))
    default: nil
    }
  }

  package var fields: [MessageField] {
    switch self {
    case .createFlow(let payload):
      [
        .init("resource_id", .resource(payload.resourceID)),
        .init("connected_gateway_ids", .list(payload.connectedGatewayIDs.map { .gateway($0) })),
      ]
    case .broadcastICECandidates(let payload), .broadcastInvalidatedICECandidates(let payload): payload.fields
    }
  }
}
