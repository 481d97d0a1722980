import Base
import FoundationEssentials
import Portal
import Wire

/// What client and gateway tell each other inside the tunnel.
///
/// An IPv6 packet from `::` to `::` with next header 255 and hop limit 0; its payload begins with eight bytes, the first
/// of which is the kind, followed by JSON or nothing:
/// ```
/// | kind (1) | zero (7) | body … |
/// ```
/// Nothing is acknowledged; every message may come twice.
package enum PeerControl: Hashable, Sendable {
  case assignedIPs(AssignedIPs)
  case domainStatus(DomainStatus)
  /// No authorization is left, or the sender goes away: forget the connection.
  case goodbye
  /// The gateway refused a packet because it knows of no authorization for it.
  case noAuthorization(NoAuthorization)
  case unknown(kind: UInt8)
  /// A known kind whose body cannot be read.
  case malformed(kind: UInt8, PayloadProblem)

  private static let headerCount = 8

  private enum Kind: UInt8 {
    case assignedIPs = 0
    case domainStatus = 1
    case goodbye = 2
    /// Our own number: the later design that replaces the ICMP trigger has no published one.
    case noAuthorization = 3
  }

  /// nil if the packet is no control packet, by all three of its marks.
  package init?(_ packet: IPPacket) {
    guard packet.family == .v6, packet.proto == .peerControl, packet.source.isUnspecified,
      packet.destination.isUnspecified
    else { return nil }
    let payload = packet.payload
    let number = payload.first ?? .max
    guard let kind = Kind(rawValue: number), payload.count >= Self.headerCount else {
      self = .unknown(kind: number)
      return
    }
    let body = Data(payload.dropFirst(Self.headerCount))
    do {
      switch kind {
      case .assignedIPs: self = .assignedIPs(try JSONDecoder().decode(AssignedIPs.self, from: body))
      case .domainStatus: self = .domainStatus(try JSONDecoder().decode(DomainStatus.self, from: body))
      case .goodbye: self = .goodbye
      case .noAuthorization: self = .noAuthorization(try JSONDecoder().decode(NoAuthorization.self, from: body))
      }
    } catch {
      self = .malformed(kind: number, PayloadProblem(error))
    }
  }

  package var packet: IPPacket? {
    switch self {
    case .assignedIPs(let body): Self.packet(.assignedIPs, carrying: Self.json(body))
    case .domainStatus(let body): Self.packet(.domainStatus, carrying: Self.json(body))
    case .goodbye: Self.packet(.goodbye, carrying: [])
    case .noAuthorization(let body): Self.packet(.noAuthorization, carrying: Self.json(body))
    case .unknown, .malformed: nil
    }
  }

  private static func packet(_ kind: Kind, carrying body: [UInt8]) -> IPPacket? {
    IPPacket.make(
      from: .v6(.unspecified), to: .v6(.unspecified), .peerControl, hopLimit: 0,
      carrying: [kind.rawValue] + [UInt8](repeating: 0, count: headerCount - 1) + body)
  }

  private static func json(_ body: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing in a body can refuse to be encoded: no floating-point numbers, no throwing of our own.
    return (try? encoder.encode(body)).map { [UInt8]($0) } ?? []
  }
}

/// Client to gateway: these proxy addresses stand for this name of a DNS resource.
package struct AssignedIPs: Hashable, Sendable, Codable {
  package var resource: ResourceID
  package var domain: ResourceDomain
  /// Four of one family, or four of each.
  package var proxyIPs: [IPAddress]

  private enum CodingKeys: String, CodingKey {
    case resource, domain
    case proxyIPs = "proxy_ips"
  }

  package init(resource: ResourceID, domain: ResourceDomain, proxyIPs: [IPAddress]) {
    self.resource = resource
    self.domain = domain
    self.proxyIPs = proxyIPs
  }
}

/// Gateway to client: whether the name's proxy addresses lead anywhere.
package struct DomainStatus: Hashable, Sendable, Codable {
  package enum Status: String, Hashable, Sendable, Codable {
    case active = "Active"
    case inactive = "Inactive"

    /// Any other word means inactive.
    package init(from decoder: any Decoder) throws {
      let word = try decoder.singleValueContainer().decode(String.self)
      self = Self(rawValue: word) ?? .inactive
    }
  }

  package var resource: ResourceID
  package var domain: ResourceDomain
  package var status: Status

  package init(resource: ResourceID, domain: ResourceDomain, status: Status) {
    self.resource = resource
    self.domain = domain
    self.status = status
  }
}

/// Gateway to client: traffic to this address came in without an authorization.
package struct NoAuthorization: Hashable, Sendable, Codable {
  /// What the refused packet was addressed to; a proxy address for a DNS resource.
  package var destination: IPAddress
  /// The packet's protocol number and destination port, for resources that share an address.
  package var proto: UInt8
  package var port: UInt16?

  private enum CodingKeys: String, CodingKey {
    case destination, port
    case proto = "protocol"
  }

  package init(destination: IPAddress, proto: UInt8, port: UInt16?) {
    self.destination = destination
    self.proto = proto
    self.port = port
  }
}
