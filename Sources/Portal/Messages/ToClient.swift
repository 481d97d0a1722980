/// What the portal tells a client.
package enum ToClient: Hashable, Sendable {
  /// `init`: after every join.
  case initial(ClientInit)
  case configChanged(ClientInterface)
  case resourceCreatedOrUpdated(ClientResource)
  case resourceDeleted(ResourceID)
  case relaysPresence(RelaysPresence)
  case flowCreated(FlowCreated)
  case flowCreationFailed(FlowCreationFailed)
  case iceCandidates(GatewayCandidates)
  case invalidateICECandidates(GatewayCandidates)
}

/// Everything that a client needs to begin, or to begin again.
package struct ClientInit: Hashable, Sendable {
  package var interface: ClientInterface
  /// Resources of an unknown type or with a malformed body are set aside.
  package var resources: LossyList<ClientResource>
  package var relays: RelayList

  package init(interface: ClientInterface, resources: [ClientResource], relays: RelayList = RelayList()) {
    self.interface = interface
    self.resources = LossyList(resources)
    self.relays = relays
  }
}

extension ClientInit: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    interface = try container.decode(ClientInterface.self, forKey: .interface)
    resources = try container.decodeIfPresent(LossyList<ClientResource>.self, forKey: .resources) ?? LossyList()
    relays = try container.decodeIfPresent(RelayList.self, forKey: .relays) ?? RelayList()
  }

  private enum CodingKeys: String, CodingKey { case interface, resources, relays }
}

/// `{"interface": …}`
private struct ConfigChanged: Codable { var interface: ClientInterface }

extension ToClient: ControlMessage {
  package static var topic: String { "client" }

  package var event: String {
    switch self {
    case .initial: "init"
    case .configChanged: "config_changed"
    case .resourceCreatedOrUpdated: "resource_created_or_updated"
    case .resourceDeleted: "resource_deleted"
    case .relaysPresence: "relays_presence"
    case .flowCreated: "flow_created"
    case .flowCreationFailed: "flow_creation_failed"
    case .iceCandidates: "ice_candidates"
    case .invalidateICECandidates: "invalidate_ice_candidates"
    }
  }

  package var payload: any Encodable {
    switch self {
    case .initial(let payload): payload
    case .configChanged(let interface): ConfigChanged(interface: interface)
    case .resourceCreatedOrUpdated(let payload): payload
    case .resourceDeleted(let payload): payload
    case .relaysPresence(let payload): payload
    case .flowCreated(let payload): payload
    case .flowCreationFailed(let payload): payload
    case .iceCandidates(let payload): payload
    case .invalidateICECandidates(let payload): payload
    }
  }

  package static func decode(event: String, from payload: any Decoder) throws -> ToClient? {
    switch event {
    case "init": .initial(try ClientInit(from: payload))
    case "config_changed": .configChanged(try ConfigChanged(from: payload).interface)
    case "resource_created_or_updated": .resourceCreatedOrUpdated(try ClientResource(from: payload))
    case "resource_deleted": .resourceDeleted(try ResourceID(from: payload))
    case "relays_presence": .relaysPresence(try RelaysPresence(from: payload))
    case "flow_created", "authorization_created": .flowCreated(try FlowCreated(from: payload))
    case "flow_creation_failed", "authorization_creation_failed":
      .flowCreationFailed(try FlowCreationFailed(from: payload))
    case "ice_candidates": .iceCandidates(try GatewayCandidates(from: payload))
    case "invalidate_ice_candidates": .invalidateICECandidates(try GatewayCandidates(from: payload))
    default: nil
    }
  }

  package var fields: [MessageField] {
    switch self {
    case .initial(let payload):
      payload.interface.fields + [.init("resources", .list(payload.resources.elements.map { .resource($0.id) }))]
        + [.init("relays", .list(payload.relays.relays.map { .relay($0.id) }))]
    case .configChanged(let interface): interface.fields
    case .resourceCreatedOrUpdated(let resource): resource.fields
    case .resourceDeleted(let id): [.init("id", .resource(id))]
    case .relaysPresence(let payload): payload.fields
    case .flowCreated(let payload): payload.fields
    case .flowCreationFailed(let payload): payload.fields
    case .iceCandidates(let payload), .invalidateICECandidates(let payload): payload.fields
    }
  }
}
