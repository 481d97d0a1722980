import Base
import Portal
import Wire

// Facts and states as JSON: text, numbers, truth, nothing and lists as what they are, the others as an object of one
// member that says what it is.

extension Fact: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case ip, endpoint, prefix, ns, at, packet, hex
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
      return
    }
    if container.decodeNil() {
      self = .none
      return
    }
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
      return
    }
    if let number = try? container.decode(Int64.self) {
      self = .number(number)
      return
    }
    if let list = try? container.decode([Fact].self) {
      self = .list(list)
      return
    }
    try self.init(named: decoder)
  }

  private init(named decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch container.allKeys.first {
    case .ip: self = .address(try container.decode(IPAddress.self, forKey: .ip))
    case .endpoint: self = .endpoint(try container.decode(Endpoint.self, forKey: .endpoint))
    case .prefix: self = .prefix(try container.decode(IPPrefix.self, forKey: .prefix))
    case .ns: self = .duration(.nanoseconds(try container.decode(Int64.self, forKey: .ns)))
    case .at: self = .instant(Instant(nanoseconds: try container.decode(Int64.self, forKey: .at)))
    case .packet: self = .packet(PacketID(try container.decode(UInt32.self, forKey: .packet)))
    case .hex: self = .bytes(try container.decode(CodedBytes.self, forKey: .hex).bytes)
    case nil:
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a fact"))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .address, .endpoint, .prefix, .duration, .instant, .packet, .bytes: return try encodeNamed(to: encoder)
    default: break
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    default: try container.encodeNil()
    }
  }

  private func encodeNamed(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .address(let address): try container.encode(address, forKey: .ip)
    case .endpoint(let endpoint): try container.encode(endpoint, forKey: .endpoint)
    case .prefix(let prefix): try container.encode(prefix, forKey: .prefix)
    case .duration(let span): try container.encode(span.nanoseconds, forKey: .ns)
    case .instant(let instant): try container.encode(instant.nanoseconds, forKey: .at)
    case .packet(let id): try container.encode(id.number, forKey: .packet)
    case .bytes(let bytes): try container.encode(CodedBytes(bytes), forKey: .hex)
    default: break
    }
  }
}

extension Field: Codable {
  private enum Key: String, CodingKey { case name, value }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(try container.decode(String.self, forKey: .name), try container.decode(Fact.self, forKey: .value))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(value, forKey: .value)
  }
}

extension State.Member: Codable {
  private enum Key: String, CodingKey { case name, value }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(try container.decode(String.self, forKey: .name), try container.decode(State.self, forKey: .value))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(value, forKey: .value)
  }
}

extension State: Codable {
  private enum Key: String, CodingKey { case fact, record, columns, rows }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let members = try container.decodeIfPresent([Member].self, forKey: .record) {
      self = .record(members)
    } else if let columns = try container.decodeIfPresent([String].self, forKey: .columns) {
      let rows = try container.decode([[Fact]].self, forKey: .rows)
      guard rows.allSatisfy({ $0.count == columns.count }) else {
        throw DecodingError.dataCorruptedError(forKey: .rows, in: container, debugDescription: "a row of another width")
      }
      self = .table(columns: columns, rows: rows)
    } else {
      self = .fact(try container.decode(Fact.self, forKey: .fact))
    }
  }

  /// Packets, results and secrets are no part of a node's state.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .fact(let fact): try container.encode(fact, forKey: .fact)
    case .record(let members): try container.encode(members, forKey: .record)
    case .table(let columns, let rows):
      try container.encode(columns, forKey: .columns)
      try container.encode(rows, forKey: .rows)
    case .packet, .result, .material: try container.encode(Fact.none, forKey: .fact)
    }
  }
}
