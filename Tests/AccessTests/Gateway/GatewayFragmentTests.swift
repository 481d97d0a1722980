import Base
import Portal
import Testing
import Wire

@testable import Access

/// Datagrams in pieces: only the first has ports.
@Suite struct GatewayFragmentTests {
  /// Two pieces of a UDP datagram.
  private func pieces(from source: Endpoint, to destination: Endpoint, id: UInt16 = 9) throws -> [IPPacket] {
    let payload = (0..<600).map { UInt8(truncatingIfNeeded: $0) }
    let whole = try #require(IPPacket.udp(from: source, to: destination, payload))
    var bytes = whole.bytes
    bytes.put16(id, at: 4)
    return try [(0, 304), (304, 608)].map { start, end in
      var piece = Array(bytes[..<20]) + bytes[20 + start..<20 + end]
      piece.put16(UInt16(piece.count), at: 2)
      piece.put16((end < 608 ? 0x2000 : 0) | UInt16(start / 8), at: 6)
      piece.put16(0, at: 10)
      piece.put16(Checksum.of(piece[..<20]), at: 10)
      return try IPPacket(piece)
    }
  }

  private let client = Endpoint(Fixture.clientAddresses[0], 40_000)

  private func ready(_ resource: GatewayResource) throws -> Site {
    var site = try Site()
    site.admit(resource)
    if case .dns = resource.target {
      try site.assign()
      try site.resolve("10.9.0.1")
    }
    site.clear()
    return site
  }

  @Test func `pieces to a name are translated, and so are those that come back`() throws {
    var site = try ready(Site.dns())
    for piece in try pieces(from: client, to: Endpoint(Fixture.address("100.96.0.1"), 7)) { site.say(piece) }
    #expect(site.toLAN.count == 2)
    #expect(site.toLAN == (try pieces(from: client, to: Endpoint(Fixture.address("10.9.0.1"), 7))))
    for piece in try pieces(from: Endpoint(Fixture.address("10.9.0.1"), 7), to: client) { site.lan(piece) }
    #expect(site.heard().suffix(2) == (try pieces(from: Endpoint(Fixture.address("100.96.0.1"), 7), to: client))[...])
  }

  @Test func `later pieces share the verdict on the first`() throws {
    var site = try ready(Site.cidr(Fixture.network, "172.20.0.0/16", [.udp(7...7)]))
    for piece in try pieces(from: client, to: Endpoint(Fixture.address("172.20.0.1"), 7)) { site.say(piece) }
    #expect(site.toLAN.count == 2)
    for piece in try pieces(from: client, to: Endpoint(Fixture.address("172.20.0.1"), 8), id: 10) { site.say(piece) }
    #expect(site.refusals == [.filter])
    #expect(site.drops == [.fragmentWithoutFirst])
    for piece in try pieces(from: Endpoint(Fixture.address("172.20.0.1"), 7), to: client) { site.lan(piece) }
    #expect(site.heard().count == 3, "the error, and two pieces")
  }

  @Test func `a later piece needs no first where all is allowed`() throws {
    var site = try ready(Site.cidr())
    site.say(try pieces(from: client, to: Endpoint(Fixture.address("172.20.0.1"), 7))[1])
    site.lan(try pieces(from: Endpoint(Fixture.address("172.20.0.1"), 7), to: client)[1])
    #expect(site.toLAN.count == 1)
    #expect(site.heard().count == 1)
  }

  @Test func `a later piece to a name needs the first`() throws {
    var site = try ready(Site.dns())
    site.say(try pieces(from: client, to: Endpoint(Fixture.address("100.96.0.1"), 7))[1])
    site.lan(try pieces(from: Endpoint(Fixture.address("10.9.0.1"), 7), to: client)[1])
    #expect(site.drops == [.fragmentWithoutFirst, .fragmentWithoutFirst])
  }

  @Test func `pieces end with their access`() throws {
    var site = try ready(Site.cidr(Fixture.network, "172.20.0.0/16", [.udp(7...7)]))
    site.admit(Site.cidr(Fixture.downloads, "172.21.0.0/24"))
    let pieces = try pieces(from: client, to: Endpoint(Fixture.address("172.20.0.1"), 7))
    site.say(pieces[0])
    site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Fixture.network)))
    site.say(pieces[1])
    #expect(site.toLAN.count == 1)
    #expect(site.drops == [.noErrorAllowed(.laterFragment)])
  }

  @Test func `a piece that reaches back into a TCP header goes nowhere`() throws {
    var site = try ready(Site.cidr())
    var bytes = try Fixture.syn("172.20.0.1").bytes
    bytes.put16(1, at: 6)
    site.say(try IPPacket(bytes))
    #expect(site.drops == [.overlappingFragment])
  }

  @Test func `thousands of first pieces are not remembered`() throws {
    var flows = FragmentFlows()
    let way = FragmentFlows.Way(resource: Fixture.network, address: nil)
    for n in 0..<1000 as Range<UInt16> {
      let first = try pieces(from: client, to: Endpoint(Fixture.address("172.20.0.1"), 7), id: n)[0]
      flows.remember(way, of: first, at: .zero)
    }
    func known(_ n: UInt16, at now: Instant = .zero) throws -> Bool {
      let piece = try pieces(from: client, to: Endpoint(Fixture.address("172.20.0.1"), 7), id: n)[1]
      return flows.way(of: try #require(piece.fragmentPlace).datagram, at: now) == way
    }
    #expect(try !known(935))
    #expect(try known(936))
    #expect(try known(999, at: .at(59.9)))
    #expect(try !known(999, at: .at(60)))
  }
}
