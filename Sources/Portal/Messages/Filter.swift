/// What of a resource may be reached: one range of ports, or ICMP.
///
/// A resource without filters allows everything.
package enum Filter: Hashable, Sendable {
  case tcp(ClosedRange<UInt16>)
  case udp(ClosedRange<UInt16>)
  case icmp
}

extension Filter: Codable {
  private enum CodingKeys: String, CodingKey {
    case transport = "protocol"
    case first = "port_range_start"
    case last = "port_range_end"
  }

  /// A missing first port is 0, a missing last one 65535.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func ports() throws -> ClosedRange<UInt16> {
      let first = try container.decodeIfPresent(UInt16.self, forKey: .first) ?? 0
      let last = try container.decodeIfPresent(UInt16.self, forKey: .last) ?? .max
      guard first <= last else {
        throw DecodingError.dataCorruptedError(
          forKey: .last, in: container, debugDescription: "ports \(first) to \(last) are no range")
      }
      return first...last
    }
    let transport = try container.decode(String.self, forKey: .transport)
    switch transport {
    case "tcp": self = .tcp(try ports())
    case "udp": self = .udp(try ports())
    case "icmp": self = .icmp
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .transport, in: container, debugDescription: "\"\(transport.prefix(64))\" is no filter's protocol")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func encode(_ transport: String, _ ports: ClosedRange<UInt16>) throws {
      try container.encode(transport, forKey: .transport)
      try container.encode(ports.lowerBound, forKey: .first)
      try container.encode(ports.upperBound, forKey: .last)
    }
    switch self {
    case .tcp(let ports): try encode("tcp", ports)
    case .udp(let ports): try encode("udp", ports)
    case .icmp: try container.encode("icmp", forKey: .transport)
    }
  }
}

extension Filter: CustomStringConvertible {
  /// `tcp 443`, `udp 8000-8100`, `icmp`.
  package var description: String {
    func text(_ ports: ClosedRange<UInt16>) -> String {
      if ports == 0...UInt16.max { return "" }
      return ports.count == 1 ? " \(ports.lowerBound)" : " \(ports.lowerBound)-\(ports.upperBound)"
    }
    return switch self {
    case .tcp(let ports): "tcp" + text(ports)
    case .udp(let ports): "udp" + text(ports)
    case .icmp: "icmp"
    }
  }
}
