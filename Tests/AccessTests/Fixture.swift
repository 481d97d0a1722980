import Base
import Cipher
import Portal
import Testing
import Wire
import WireGuard

@testable import Access

/// Identities, addresses and packets that the tests share.
enum Fixture {
  static func id<Kind>(_ number: UInt64, _ kind: Kind.Type = Kind.self) -> Identifier<Kind> {
    Identifier(high: 0xa7b1_c2d3_0000_4000, low: 0x8000_0000_0000_0000 | number)
  }

  static let site: SiteID = id(1)
  static let gateway: GatewayID = id(0x11)
  static let client: ClientID = id(0x21)
  static let otherClient: ClientID = id(0x22)
  static let network: ResourceID = id(0x41)
  static let network6: ResourceID = id(0x42)
  static let downloads: ResourceID = id(0x43)
  static let narrow: ResourceID = id(0x44)

  static let clientAddresses = [address("100.64.0.1"), address("fd00:2021:1111::1")]
  static let gatewayAddresses = [address("100.64.0.9"), address("fd00:2021:1111::9")]
  static let clientSocket = Endpoint(address("203.0.113.30"), 52625)
  static let gatewaySocket = Endpoint(address("203.0.113.31"), 52625)
  static let wall = WallClock(epoch: UnixTime(seconds: 1_800_000_000))

  static func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v6(.unspecified) }
  static func prefix(_ text: String) -> IPPrefix { IPPrefix(text) ?? IPPrefix(host: .v6(.unspecified)) }

  static func v4(_ addresses: [IPAddress]) -> IPv4Address {
    if case .v4(let address) = addresses[0] { address } else { IPv4Address(bits: 0) }
  }

  static func v6(_ addresses: [IPAddress]) -> IPv6Address {
    if case .v6(let address) = addresses[1] { address } else { .unspecified }
  }

  static func keys(_ name: String) -> StaticKeys {
    var chance = Chance(seed: 7).stream(name)
    return StaticKeys(PrivateKey(drawnFrom: &chance))
  }

  static func node(_ name: String, _ socket: Endpoint) -> LocalNode {
    LocalNode(keys: keys(name), sockets: [socket], wall: wall, chance: Chance(seed: 7).stream(name + " access"))
  }

  static func resource(_ id: ResourceID, _ network: String, filters: [Filter] = []) -> ClientResource {
    ClientResource(
      id: id, name: network, target: .cidr(prefix(network)), sites: [SiteReference(id: site, name: "Office")],
      filters: filters)
  }

  static func granted(_ resource: ClientResource, filters: [Filter]? = nil) -> GatewayResource {
    let filters = filters ?? resource.filters
    return switch resource.target {
    case .cidr(let network): GatewayResource(id: resource.id, target: .cidr(network, name: "r"), filters: filters)
    case .internet: GatewayResource(id: resource.id, target: .internet)
    case .dns(let pattern, _): GatewayResource(id: resource.id, target: .dns(pattern: pattern, name: "r"))
    }
  }

  static let resources = [
    resource(network, "172.20.0.0/16"), resource(network6, "172:20::/64"), resource(downloads, "172.21.0.0/24"),
  ]

  static func own(_ family: IPFamily) -> IPAddress { clientAddresses[family == .v4 ? 0 : 1] }

  static func ping(_ destination: String, _ sequence: UInt16 = 1) throws -> IPPacket {
    let to = address(destination)
    return try #require(
      IPPacket.echo(request: true, from: own(to.family), to: to, identifier: 7, sequence: sequence, [1, 2, 3]))
  }

  static func udp(_ destination: String, port: UInt16 = 7, _ payload: [UInt8] = [1]) throws -> IPPacket {
    let to = address(destination)
    return try #require(
      IPPacket.udp(from: Endpoint(own(to.family), 40_000), to: Endpoint(to, port), payload))
  }

  static func syn(
    _ destination: String, port: UInt16 = 80, sequence: UInt32 = 1, flags: TCPFlags = .syn, options: [UInt8] = []
  ) throws -> IPPacket {
    let to = address(destination)
    return try #require(
      IPPacket.tcp(
        from: Endpoint(own(to.family), 40_000), to: Endpoint(to, port),
        TCPSegment(sequence: sequence, flags: flags, options: options)))
  }

  /// What the far end of `packet` would say: the same with the ends exchanged.
  static func answer(to packet: IPPacket) throws -> IPPacket {
    switch packet.transport {
    case .udp(let udp):
      return try #require(
        IPPacket.udp(
          from: Endpoint(packet.destination, udp.destinationPort), to: Endpoint(packet.source, udp.sourcePort), [9]))
    case .tcp(let tcp):
      return try #require(
        IPPacket.tcp(
          from: Endpoint(packet.destination, tcp.destinationPort), to: Endpoint(packet.source, tcp.sourcePort),
          TCPSegment(sequence: 5, acknowledgment: tcp.sequence &+ 1, flags: [.syn, .ack])))
    case .icmp(let icmp):
      return try #require(
        IPPacket.echo(
          request: false, from: packet.destination, to: packet.source, identifier: icmp.identifier,
          sequence: icmp.sequence, []))
    case .other:
      return try #require(IPPacket.make(from: packet.destination, to: packet.source, packet.proto, carrying: [0]))
    }
  }
}

extension Instant {
  static func at(_ seconds: Double) -> Instant { .zero + .milliseconds(Int64(seconds * 1000)) }
}

// Names.
extension Fixture {
  static let wiki: ResourceID = id(0x51)
  static let chat: ResourceID = id(0x52)
  static let quad9 = Endpoint(address("9.9.9.9"), 53)
  static let sentinel = Endpoint(address("100.100.111.1"), 53)

  static func named(
    _ id: ResourceID, _ pattern: String, _ stack: IPStack = .dual, filters: [Filter] = []
  ) -> ClientResource {
    ClientResource(
      id: id, name: pattern, target: .dns(pattern: pattern, stack: stack),
      sites: [SiteReference(id: site, name: "Office")], filters: filters)
  }

  static func name(_ text: String) throws -> DomainName { try DomainName(text) }

  /// A question to a sentinel, in a datagram.
  static func query(
    _ name: String, _ type: DNSType, id: UInt16 = 0x1234, port: UInt16 = 41_000, to server: Endpoint = sentinel,
    edns: UInt16? = nil
  ) throws -> IPPacket {
    var message = DNSMessage.query(id: id, DNSQuestion(try DomainName(name), type))
    if let edns { message.edns = EDNS(payloadSize: edns) }
    return try #require(
      IPPacket.udp(from: Endpoint(own(server.address.family), port), to: server, try message.encoded()))
  }

  /// The DNS message in a datagram.
  static func message(in packet: IPPacket) throws -> DNSMessage {
    guard case .udp(let udp) = packet.transport else { throw MalformedPacket("udp", at: 0, says: 17, has: 0) }
    return try DNSMessage(packet.bytes, in: udp.payload)
  }

  /// What a name server says to the question in `bytes`.
  static func answer(
    to bytes: [UInt8], _ rcode: DNSRcode = .noError, records count: Int = 1
  ) throws -> [UInt8] {
    let query = try DNSMessage(bytes)
    let records = (0..<count).map {
      DNSRecord(query.questions[0].name, ttl: 300, .a(IPv4Address(bits: 0x0909_0000 + UInt32($0))))
    }
    return try query.answered(rcode, records).encoded()
  }
}

extension Fixture {
  static let internet = ClientResource(
    id: id(0x99), name: "Internet", target: .internet, sites: [SiteReference(id: site, name: "Office")])
}
