import Base
import Portal

// What an operator changes, as JSON.

extension AccessCondition: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(AccessConditionProblem) { try self.init(text) } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Directory.Resource.Target: Codable {
  private enum Key: String, CodingKey { case cidr, ip, dns, stack, internet }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let prefix = try container.decodeIfPresent(IPPrefix.self, forKey: .cidr) {
      self = .cidr(prefix)
    } else if let address = try container.decodeIfPresent(IPAddress.self, forKey: .ip) {
      self = .ip(address)
    } else if let pattern = try container.decodeIfPresent(String.self, forKey: .dns) {
      guard let stack = IPStack(rawValue: try container.decode(String.self, forKey: .stack)) else {
        throw DecodingError.dataCorruptedError(forKey: .stack, in: container, debugDescription: "not an IP stack")
      }
      self = .dns(pattern: pattern, stack: stack)
    } else {
      _ = try container.decode(Bool.self, forKey: .internet)
      self = .internet
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .cidr(let prefix): try container.encode(prefix, forKey: .cidr)
    case .ip(let address): try container.encode(address, forKey: .ip)
    case .dns(let pattern, let stack):
      try container.encode(pattern, forKey: .dns)
      try container.encode(stack.rawValue, forKey: .stack)
    case .internet: try container.encode(true, forKey: .internet)
    }
  }
}
