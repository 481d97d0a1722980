/// The portal's refusal of a `create_flow`.
package struct FlowCreationFailed: Error, Hashable, Sendable, Codable {
  package var resourceID: ResourceID
  package var reason: Reason
  package var violatedProperties: [ViolatedProperty]?

  package init(resourceID: ResourceID, reason: Reason, violatedProperties: [ViolatedProperty]? = nil) {
    self.resourceID = resourceID
    self.reason = reason
    self.violatedProperties = violatedProperties
  }

  private enum CodingKeys: String, CodingKey {
    case resourceID = "resource_id"
    case reason
    case violatedProperties = "violated_properties"
  }

  /// A reason of a later portal is kept as it came.
  package enum Reason: Hashable, Sendable {
    /// The client may not reach the resource, or there is none.
    case notFound
    /// No suitable gateway of the resource's sites is online.
    case offline
    /// A policy's conditions do not hold.
    case forbidden
    case other(String)
  }

  package enum ViolatedProperty: Hashable, Sendable {
    case remoteIPLocationRegion, remoteIP, providerID, currentUTCDatetime, clientVerified
    case other(String)
  }
}

extension FlowCreationFailed.Reason: CodedAsText {
  package static var wireName: String { "reason" }

  package init(wireText: String) {
    switch wireText {
    case "not_found": self = .notFound
    case "offline": self = .offline
    case "forbidden": self = .forbidden
    default: self = .other(wireText)
    }
  }

  package var wireText: String {
    switch self {
    case .notFound: "not_found"
    case .offline: "offline"
    case .forbidden: "forbidden"
    case .other(let text): text
    }
  }
}

extension FlowCreationFailed.ViolatedProperty: CodedAsText {
  package static var wireName: String { "property" }

  package init(wireText: String) {
    switch wireText {
    case "remote_ip_location_region": self = .remoteIPLocationRegion
    case "remote_ip": self = .remoteIP
    case "provider_id": self = .providerID
    case "current_utc_datetime": self = .currentUTCDatetime
    case "client_verified": self = .clientVerified
    default: self = .other(wireText)
    }
  }

  package var wireText: String {
    switch self {
    case .remoteIPLocationRegion: "remote_ip_location_region"
    case .remoteIP: "remote_ip"
    case .providerID: "provider_id"
    case .currentUTCDatetime: "current_utc_datetime"
    case .clientVerified: "client_verified"
    case .other(let text): text
    }
  }
}
