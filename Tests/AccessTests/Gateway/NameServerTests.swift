import Base
import Portal
import Testing
import Wire

@testable import Access

/// The gateway's own name server: what clients ask at the site of a resource.
@Suite struct NameServerTests {
  private static let servers = ["10.0.0.53", "10.0.0.54", "10.0.0.55"].map { Endpoint(Fixture.address($0), 53) }
  private static let question = DNSQuestion(Site.domain.name, .srv)
  private static let own = Endpoint(Fixture.gatewayAddresses[0], NameForwarding.port)
  private static let asker = Endpoint(Fixture.clientAddresses[0], 40_000)

  private func ready(_ servers: [Endpoint] = servers) throws -> Site {
    var site = try Site()
    site.admit(Site.dns())
    site.give(.systemResolvers(servers))
    site.clear()
    return site
  }

  private func datagram(_ bytes: [UInt8]) throws -> IPPacket {
    try #require(IPPacket.udp(from: Self.asker, to: Self.own, bytes))
  }

  private func query(_ id: UInt16 = 7, _ question: DNSQuestion = question) -> DNSMessage { .query(id: id, question) }

  private func answers(_ site: Site) throws -> [DNSMessage] {
    try site.heard().filter { $0.source == Self.own.address }.map { packet in
      #expect(packet.destination == Self.asker.address)
      #expect(packet.ports?.source == Self.own.port)
      #expect(packet.ports?.destination == Self.asker.port)
      return try DNSMessage(Array(packet.payload.dropFirst(8)))
    }
  }

  private static func service(_ count: Int) -> [DNSRecord] {
    (0..<count).map {
      DNSRecord(Site.domain.name, ttl: 60, .txt([Array("record number \($0) of many that say little".utf8)]))
    }
  }

  @Test func `a query goes to a name server of the site, and its answer back as it is`() throws {
    var site = try ready()
    let bytes = try query().encoded()
    site.say(try datagram(bytes))
    let asked = try #require(site.asked.first)
    #expect(asked.server == Self.servers[0])
    #expect(asked.message == bytes)
    #expect(asked.transport == .udp)
    let answer = query().answered(.noError, Self.service(2))
    site.give(.answered(asked.id, .message(try answer.encoded())))
    #expect(try answers(site) == [answer])
    #expect(site.events.contains(.queryForwarded(asked.id, Fixture.client, to: Self.servers[0])))
    #expect(site.events.contains(.queryAnswered(asked.id, Fixture.client, .noError)))
    #expect(site.toLAN == [], "the machine's own stack hears nothing of it")
    site.give(.answered(asked.id, .message(try answer.encoded())))
    #expect(try answers(site).count == 1, "once")
  }

  @Test func `without a name server there is a failure`() throws {
    var site = try ready([])
    site.say(try datagram(try query().encoded()))
    #expect(try answers(site) == [query().answered(.serverFailure)])
    #expect(site.asked == [])
  }

  @Test func `what fails or says nothing is asked of another, and then there is a failure`() throws {
    var site = try ready()
    site.say(try datagram(try query().encoded()))
    site.give(.answered(try #require(site.asked.last?.id), .failed("refused")))
    #expect(site.asked.map(\.server) == Array(Self.servers.prefix(2)))
    site.wait(.seconds(5))
    #expect(try answers(site) == [query().answered(.serverFailure)])
    site.say(try datagram(try query(8).encoded()))
    #expect(site.asked.last?.server == Self.servers[2], "the others have just failed")
    site.wait(.seconds(66))
    site.say(try datagram(try query(9).encoded()))
    #expect(site.asked.last?.server == Self.servers[1], "it may have come back")
  }

  @Test func `the server that answers fastest is asked, once each has been asked`() throws {
    var site = try ready()
    for (i, wait) in [30, 10, 20].enumerated() {
      site.say(try datagram(try query(UInt16(i)).encoded()))
      site.wait(.milliseconds(Int64(wait)))
      let answer = try query(UInt16(i)).answered().encoded()
      site.give(.answered(try #require(site.asked.last?.id), .message(answer)))
    }
    #expect(site.asked.map(\.server) == Self.servers)
    site.say(try datagram(try query(9).encoded()))
    #expect(site.asked.last?.server == Self.servers[1])
    site.give(.systemResolvers([Self.servers[0], Self.servers[1]]))
    #expect(site.desk.gateway.names.servers.all.map(\.roundTrip) == [.milliseconds(30), .milliseconds(10)])
  }

  @Test func `an answer to another question is none`() throws {
    var site = try ready()
    for wrong in [
      query(8).answered(), query(), query(7, DNSQuestion(Site.domain.name, .txt)).answered(),
    ] {
      site.say(try datagram(try query().encoded()))
      let before = try answers(site).count
      site.give(.answered(try #require(site.asked.last?.id), .message(try wrong.encoded())))
      #expect(try answers(site).count == before)
    }
    site.give(.answered(try #require(site.asked.last?.id), .message([1, 2, 3])))
    #expect(try answers(site).last == query().answered(.serverFailure))
  }

  @Test(arguments: [(20, false), (40, true)])
  func `an answer over 1200 bytes is cut, and says so`(records: Int, cut: Bool) throws {
    var site = try ready()
    site.say(try datagram(try query().encoded()))
    let answer = query().answered(.noError, Self.service(records))
    #expect((try answer.encoded().count > 1200) == cut)
    site.give(.answered(try #require(site.asked.last?.id), .message(try answer.encoded())))
    #expect(try answers(site) == [cut ? answer.truncated : answer])
  }

  @Test func `what is no query is answered or dropped as RFC 1035 says`() throws {
    var site = try ready()
    site.say(try datagram([1, 2, 3]))
    site.say(try datagram(try query().answered().encoded()))
    #expect(site.heard().isEmpty)
    #expect(site.drops.map(\.name) == ["malformed-query", "malformed-query"])
    var update = query(1)
    update.header.opcode = .update
    site.say(try datagram(try update.encoded()))
    site.say(try datagram(try DNSMessage(DNSHeader(id: 2)).encoded()))
    #expect(try answers(site).map(\.header.rcode) == [.notImplemented, .formatError])
    #expect(site.asked == [])
  }

  @Test func `a client asks so much at once, the others are not kept waiting`() throws {
    var site = try ready()
    site.admit(Site.dns(), Fixture.otherClient)
    for n in 0..<UInt16(NameForwarding.share + 10) { site.say(try datagram(try query(n).encoded())) }
    #expect(site.asked.count == NameForwarding.share)
    #expect(try answers(site).map(\.header.rcode) == Array(repeating: .serverFailure, count: 10))
    let other = Endpoint(Site.addresses(Fixture.otherClient)[0], 1)
    site.say(
      try #require(IPPacket.udp(from: other, to: Self.own, try query().encoded())), from: Fixture.otherClient)
    #expect(site.asked.count == NameForwarding.share + 1)
    site.wait(.seconds(11))
    #expect(site.desk.gateway.names.pending.isEmpty)
    #expect(site.desk.gateway.timers[.queries] == nil)
  }

  @Test func `other ports and a foreign source are not its business`() throws {
    var site = try ready()
    let elsewhere = try #require(IPPacket.udp(from: Self.asker, to: Endpoint(Self.own.address, 53), [1]))
    site.say(elsewhere)
    #expect(site.toLAN == [elsewhere])
    site.say(
      try #require(
        IPPacket.udp(from: Endpoint(Fixture.address("192.168.0.1"), 1), to: Self.own, try query().encoded())))
    #expect(site.refusals == [.foreignSource])
    #expect(site.asked == [])
  }

  @Test func `an answer for a client that has left goes nowhere`() throws {
    var site = try ready()
    site.say(try datagram(try query().encoded()))
    try site.say(.goodbye)
    site.give(.answered(try #require(site.asked.last?.id), .message(try query().answered().encoded())))
    #expect(site.heard().isEmpty)
  }
}
