import Base

/// A TURN relay and the credentials that one participant has there.
package struct Relay: Hashable, Sendable {
  package var id: RelayID
  package var ipv4: Address?
  package var ipv6: Address?

  /// One family's entry, as the wire has it.
  package struct Address: Hashable, Sendable {
    package var endpoint: Endpoint
    package var username: String
    package var password: String
    package var expiresAt: UnixTime

    package init(endpoint: Endpoint, username: String, password: String, expiresAt: UnixTime) {
      self.endpoint = endpoint
      self.username = username
      self.password = password
      self.expiresAt = expiresAt
    }
  }

  package init(id: RelayID, ipv4: Address? = nil, ipv6: Address? = nil) {
    self.id = id
    self.ipv4 = ipv4
    self.ipv6 = ipv6
  }
}

/// The relays of a message. On the wire each family of a relay is an entry of its own; neighbours of one id are one relay.
package struct RelayList: Hashable, Sendable {
  package var relays: [Relay]
  /// Entries of another type than `turn`, malformed ones, and second addresses of a family.
  package var skipped: [SkippedElement]

  package init(_ relays: [Relay] = []) {
    self.relays = relays
    skipped = []
  }
}

extension RelayList: Codable {
  package init(from decoder: any Decoder) throws {
    let entries = try LossyList<RelayEntry>(from: decoder)
    self.init()
    skipped = entries.skipped
    for entry in entries.elements { add(entry) }
  }

  private mutating func add(_ entry: RelayEntry) {
    if relays.last?.id != entry.id { relays.append(Relay(id: entry.id)) }
    let family: WritableKeyPath<Relay, Relay.Address?> = entry.address.endpoint.address.family == .v4 ? \.ipv4 : \.ipv6
    let at = relays.count - 1
    guard relays[at][keyPath: family] == nil else {
      let problem = PayloadProblem(path: ["addr"], words: "a second address of one family for relay \(entry.id)")
      skipped.append(SkippedElement(index: at, problem: problem))
      return
    }
    relays[at][keyPath: family] = entry.address
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for relay in relays {
      for address in [relay.ipv4, relay.ipv6] {
        if let address { try container.encode(RelayEntry(id: relay.id, address: address)) }
      }
    }
  }
}

/// `id type addr username password expires_at`
private struct RelayEntry: Codable, Hashable, Sendable {
  var id: RelayID
  var address: Relay.Address

  private enum CodingKeys: String, CodingKey {
    case id, type, addr, username, password
    case expiresAt = "expires_at"
  }
  private enum Kind: String, WireWord {
    case turn
    static var wireName: String { "type of relay" }
  }

  init(id: RelayID, address: Relay.Address) {
    self.id = id
    self.address = address
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    _ = try container.decode(Kind.self, forKey: .type)
    id = try container.decode(RelayID.self, forKey: .id)
    address = Relay.Address(
      endpoint: try container.decode(Endpoint.self, forKey: .addr),
      username: try container.decode(String.self, forKey: .username),
      password: try container.decode(String.self, forKey: .password),
      expiresAt: try container.decode(UnixTime.self, forKey: .expiresAt))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Kind.turn, forKey: .type)
    try container.encode(id, forKey: .id)
    try container.encode(address.endpoint, forKey: .addr)
    try container.encode(address.username, forKey: .username)
    try container.encode(address.password, forKey: .password)
    try container.encode(address.expiresAt, forKey: .expiresAt)
  }
}

/// `relays_presence`: leave the one set, then use the other.
package struct RelaysPresence: Hashable, Sendable, Codable {
  package var disconnectedIDs: [RelayID]
  package var connected: RelayList

  package init(disconnectedIDs: [RelayID], connected: RelayList) {
    self.disconnectedIDs = disconnectedIDs
    self.connected = connected
  }

  private enum CodingKeys: String, CodingKey {
    case disconnectedIDs = "disconnected_ids"
    case connected
  }
}
