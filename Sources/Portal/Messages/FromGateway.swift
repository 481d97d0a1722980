/// What a gateway tells the portal.
package enum FromGateway: Hashable, Sendable {
  case flowAuthorized(FlowAuthorized)
  case broadcastICECandidates(CandidatesForClients)
  case broadcastInvalidatedICECandidates(CandidatesForClients)
}

/// The gateway has set up what `authorize_flow` asked for.
package struct FlowAuthorized: Hashable, Sendable, Codable {
  package var ref: String

  package init(ref: String) { self.ref = ref }
}

extension FromGateway: ControlMessage {
  package static var topic: String { "gateway" }

  package static var legacyEvents: [String] { ["connection_ready"] }

  package var event: String {
    switch self {
    case .flowAuthorized: "flow_authorized"
    case .broadcastICECandidates: "broadcast_ice_candidates"
    case .broadcastInvalidatedICECandidates: "broadcast_invalidated_ice_candidates"
    }
  }

  package var payload: any Encodable {
    switch self {
    case .flowAuthorized(let payload): payload
    case .broadcastICECandidates(let payload), .broadcastInvalidatedICECandidates(let payload): payload
    }
  }

  package static func decode(event: String, from payload: any Decoder) throws -> FromGateway? {
    switch event {
    case "flow_authorized", "authorization_created": .flowAuthorized(try FlowAuthorized(from: payload))
    case "broadcast_ice_candidates": .broadcastICECandidates(try CandidatesForClients(from: payload))
    case "broadcast_invalidated_ice_candidates":
      .broadcastInvalidatedICECandidates(try CandidatesForClients(from: payload))
    default: nil
    }
  }

  package var fields: [MessageField] {
    switch self {
    case .flowAuthorized(let payload): [.init("ref", .text(payload.ref))]
    case .broadcastICECandidates(let payload), .broadcastInvalidatedICECandidates(let payload): payload.fields
    }
  }
}
