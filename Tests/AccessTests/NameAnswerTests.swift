import Base
import Portal
import Testing
import Wire

@testable import Access

/// What the client answers by itself, row by row.
@Suite struct NameAnswerTests {
  private static let resources = [
    Fixture.named(Fixture.wiki, "*.wiki.test"), Fixture.named(Fixture.id(0x53), "four.test", .ipv4Only),
    Fixture.named(Fixture.id(0x54), "six.test", .ipv6Only),
  ]

  private func stage() throws -> Stage { try Stage(Self.resources, upstreams: [Fixture.quad9]) }

  private func answer(_ stage: inout Stage, _ query: IPPacket) throws -> DNSMessage {
    let before = stage.delivered.count
    stage.app(query)
    #expect(stage.delivered.count == before + 1)
    return try Fixture.message(in: try #require(stage.delivered.last))
  }

  static let rows: [(String, DNSType, DNSRcode, [String])] = [
    ("use-application-dns.net", .a, .nonExistentDomain, []), ("USE-application-dns.NET", .txt, .nonExistentDomain, []),
    ("a.wiki.test", .a, .noError, ["100.96.0.1", "100.96.0.2", "100.96.0.3", "100.96.0.4"]),
    ("wiki.test", .a, .noError, ["100.96.0.1", "100.96.0.2", "100.96.0.3", "100.96.0.4"]),
    (
      "A.Wiki.Test", .aaaa, .noError,
      ["fd00:2021:1111:8000::", "fd00:2021:1111:8000::1", "fd00:2021:1111:8000::2", "fd00:2021:1111:8000::3"]
    ),
    ("four.test", .aaaa, .noError, []), ("six.test", .a, .noError, []), ("a.wiki.test", .https, .noError, []),
  ]

  @Test(arguments: rows)
  func `what the client knows it answers at once`(
    name: String, type: DNSType, rcode: DNSRcode, addresses: [String]
  ) throws {
    var stage = try stage()
    let answer = try answer(&stage, try Fixture.query(name, type))
    #expect(answer.header.id == 0x1234)
    #expect(answer.header.qr && answer.header.rd && !answer.header.ra && !answer.header.aa)
    #expect(answer.header.rcode == rcode)
    #expect(answer.questions == [DNSQuestion(try DomainName(name), type)])
    #expect(
      answer.answers.map(\.data)
        == addresses.map { text in
          switch Fixture.address(text) {
          case .v4(let v4): .a(v4)
          case .v6(let v6): .aaaa(v6)
          }
        })
    #expect(answer.answers.allSatisfy { $0.ttl == 1 })
    #expect(stage.asks.isEmpty && stage.asked.isEmpty)
    #expect(stage.routes == [.local])
    let packet = try #require(stage.delivered.last)
    #expect(packet.source == Fixture.sentinel.address && packet.checksumsAreValid)
    #expect(packet.ports?.source == 53 && packet.ports?.destination == 41_000)
  }

  @Test func `the reverse name of a proxy address is the name`() throws {
    var stage = try stage()
    _ = try answer(&stage, try Fixture.query("b.wiki.test", .a))
    for name in [
      "3.0.96.100.in-addr.arpa", "1" + String(repeating: ".0", count: 15) + ".0.0.0.8.1.1.1.1.1.2.0.2.0.0.d.f.ip6.arpa",
    ] {
      let answer = try answer(&stage, try Fixture.query(name, .ptr))
      #expect(answer.answers.map(\.data) == [.ptr(try DomainName("b.wiki.test"))])
    }
    stage.app(try Fixture.query("5.0.96.100.in-addr.arpa", .ptr))
    #expect(stage.asks.count == 1, "nobody's address yet")
  }

  @Test(arguments: [DNSType.mx, .ns, .soa, .caa, .svcb, .any])
  func `other types are asked upstream even for our names`(type: DNSType) throws {
    var stage = try stage()
    stage.app(try Fixture.query("a.wiki.test", type))
    #expect(stage.asks.map(\.server) == [Fixture.quad9])
    #expect(stage.client.resources.domains.names.isEmpty)
  }

  @Test func `another class than Internet is asked upstream`() throws {
    var stage = try stage()
    let query = DNSMessage.query(id: 1, DNSQuestion(try DomainName("a.wiki.test"), .a, .chaos))
    stage.app(
      try #require(IPPacket.udp(from: Endpoint(Fixture.own(.v4), 5), to: Fixture.sentinel, try query.encoded())))
    #expect(stage.asks.count == 1)
  }

  @Test func `an answer has EDNS if the question has it`() throws {
    var stage = try stage()
    #expect(try answer(&stage, try Fixture.query("a.wiki.test", .a)).edns == nil)
    #expect(try answer(&stage, try Fixture.query("a.wiki.test", .a, edns: 4096)).edns?.payloadSize == 1212)
  }

  @Test func `what is no question is dropped with the reason`() throws {
    var stage = try stage()
    let two = DNSMessage(
      DNSHeader(id: 1),
      questions: [DNSQuestion(try DomainName("a.test"), .a), DNSQuestion(try DomainName("b.test"), .a)])
    let answer = DNSMessage.query(id: 1, DNSQuestion(try DomainName("a.wiki.test"), .a)).answered()
    let whole = try DNSMessage.query(id: 1, DNSQuestion(try DomainName("a.wiki.test"), .a)).encoded()
    var datagrams = [try two.encoded(), try answer.encoded(), try DNSMessage(DNSHeader(id: 1)).encoded()]
    datagrams += (0..<whole.count).map { Array(whole[..<$0]) }
    for bytes in datagrams {
      stage.app(try #require(IPPacket.udp(from: Endpoint(Fixture.own(.v4), 5), to: Fixture.sentinel, bytes)))
    }
    #expect(stage.drops.count { $0.name == "not-a-query" } == datagrams.count)
    #expect(stage.delivered.isEmpty && stage.asks.isEmpty)
  }

  @Test func `what is sent to a sentinel and is no DNS goes no further`() throws {
    var stage = try Stage(Self.resources + [Fixture.internet], upstreams: [Fixture.quad9])
    let table: [(IPPacket, AccessDrop)] = [
      (try Fixture.udp("100.100.111.1", port: 54), .notDNS), (try Fixture.ping("100.100.111.1"), .notDNS),
      (try Fixture.syn("100.100.111.1", port: 443), .notDNS),
      (try Fixture.udp("100.100.111.9", port: 53), .unassignedSentinel),
      (try Fixture.ping("fd00:2021:1111:8000:100:100:111:7"), .unassignedSentinel),
      (try Fixture.udp("224.0.0.252", port: 5354), .multicast),
      (try Fixture.udp("224.0.0.22", port: 5355), .multicast),
      (try Fixture.query("printer", .a, to: Endpoint(Fixture.address("224.0.0.252"), 5355)), .notOurName),
      (try Fixture.query("a.wiki.test", .txt, to: Endpoint(Fixture.address("ff02::1:3"), 5355)), .notOurName),
    ]
    for (packet, drop) in table {
      let id = stage.app(packet)
      #expect(stage.events.last == .dropped(id, drop), "\(packet.destination)")
    }
    #expect(stage.asked.isEmpty && stage.asks.isEmpty && stage.delivered.isEmpty)
  }

  @Test(arguments: ["224.0.0.252", "ff02::1:3"])
  func `a name of ours that is asked by multicast is answered`(group: String) throws {
    var stage = try stage()
    let group = Endpoint(Fixture.address(group), 5355)
    let found = try answer(&stage, try Fixture.query("a.wiki.test", .a, to: group))
    #expect(found.answers.count == 4)
    #expect(stage.delivered.last?.source == group.address && stage.delivered.last?.ports?.source == 5355)
    let canary = try answer(&stage, try Fixture.query("use-application-dns.net", .a, to: group))
    #expect(canary.header.rcode == .nonExistentDomain)
  }

  @Test func `without a name server there is nothing to ask at`() throws {
    var stage = try Stage(Self.resources)
    stage.app(try Fixture.query("a.wiki.test", .a))
    #expect(stage.drops == [.unassignedSentinel])
  }

  @Test func `names that are used up get no addresses, and it is said`() throws {
    var stage = try stage()
    stage.desk.client.resources.domains = DomainTable(ProxyAddresses(capacity: 4))
    stage.desk.client.resources.domains.put(Fixture.wiki, pattern: "*.wiki.test", stack: .dual)
    #expect(try answer(&stage, try Fixture.query("a.wiki.test", .a)).answers.count == 4)
    #expect(try answer(&stage, try Fixture.query("b.wiki.test", .a)).answers.isEmpty)
    let name = ResourceDomain(try DomainName("b.wiki.test"))
    #expect(stage.events.contains(.namesExhausted(name, .v4)) && stage.events.contains(.namesExhausted(name, .v6)))
  }
}
