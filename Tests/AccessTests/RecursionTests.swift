import Base
import Portal
import Testing
import Wire

@testable import Access

/// Questions that others answer: name servers outside the tunnel, within it, and gateways in their sites.
@Suite struct RecursionTests {
  private static let server = Fixture.quad9
  private static let inside = Endpoint(Fixture.address("172.20.0.53"), 53)

  private func outside() throws -> Stage {
    try Stage([Fixture.named(Fixture.wiki, "*.wiki.test")], upstreams: [Self.server])
  }

  private func last(_ stage: Stage) throws -> DNSMessage {
    try Fixture.message(in: try #require(stage.delivered.last))
  }

  // Outside the tunnel.

  @Test func `a question goes out under an id of ours and its answer comes back under the asker's`() throws {
    var stage = try outside()
    stage.app(try Fixture.query("example.org", .a, id: 7, port: 5000))
    stage.app(try Fixture.query("example.org", .a, id: 7, port: 5000))
    #expect(stage.routes == [.outside(Self.server), .outside(Self.server)])
    try #require(stage.asks.count == 2)
    #expect(stage.asks[0].id != stage.asks[1].id)
    #expect(stage.asks.allSatisfy { $0.server == Self.server && $0.transport == .udp })
    let ids = try stage.asks.map { try DNSMessage($0.message).header.id }
    #expect(ids[0] != ids[1])
    for ask in stage.asks.reversed() {
      stage.give(.answered(ask.id, .message(try Fixture.answer(to: ask.message))))
      #expect(try last(stage).header.id == 7)
      #expect(try last(stage).answers.count == 1)
    }
    #expect(stage.delivered.count == 2)
    #expect(stage.delivered.allSatisfy { $0.source == Fixture.sentinel.address && $0.ports?.destination == 5000 })
    #expect(stage.client.names.queries.count == 0)
  }

  static let failures: [(UpstreamAnswer, ResolutionFailure)] = [
    (.timedOut, .timedOut), (.failed("no route"), .failed), (.message([]), .malformedAnswer),
    (.message([UInt8](repeating: 0, count: 12)), .malformedAnswer),
  ]

  @Test(arguments: failures)
  func `a question that fails is answered with SERVFAIL`(answer: UpstreamAnswer, failure: ResolutionFailure) throws {
    var stage = try outside()
    stage.app(try Fixture.query("example.org", .mx, id: 9))
    stage.give(.answered(try #require(stage.asks.first).id, answer))
    #expect(try last(stage).header.rcode == .serverFailure)
    #expect(try last(stage).header.id == 9)
    #expect(stage.failures == [failure])
  }

  @Test func `an answer to another question, or under another id, is none`() throws {
    for change in [0, 1] {
      var stage = try outside()
      stage.app(try Fixture.query("example.org", .a))
      let ask = try #require(stage.asks.first)
      var answer = try DNSMessage(try Fixture.answer(to: ask.message))
      if change == 0 {
        answer.header.id &+= 1
      } else {
        answer.questions = [DNSQuestion(try DomainName("evil.org"), .a)]
      }
      stage.give(.answered(ask.id, .message(try answer.encoded())))
      #expect(stage.failures == [.malformedAnswer])
    }
  }

  @Test func `after five seconds nobody waits, and what comes later is not delivered`() throws {
    var stage = try outside()
    stage.app(try Fixture.query("example.org", .a))
    stage.wait(.milliseconds(4750))
    #expect(stage.delivered.isEmpty)
    stage.wait(.milliseconds(500))
    #expect(try last(stage).header.rcode == .serverFailure)
    #expect(stage.failures == [.timedOut])
    let ask = try #require(stage.asks.first)
    stage.give(.answered(ask.id, .message(try Fixture.answer(to: ask.message))))
    #expect(stage.delivered.count == 1)
    #expect(stage.events.last == .answerIgnored(ask.id))
  }

  @Test func `at most a thousand questions wait at a time`() throws {
    var stage = try outside()
    for n in 0..<1003 { stage.app(try Fixture.query("example.org", .a, id: UInt16(n))) }
    #expect(stage.asks.count == 1000)
    #expect(stage.failures == [.tooMany, .tooMany, .tooMany])
    let ask = try #require(stage.asks.first)
    stage.give(.answered(ask.id, .message(try Fixture.answer(to: ask.message))))
    stage.app(try Fixture.query("example.org", .a))
    #expect(stage.asks.count == 1001)
    stage.wait(.seconds(6))
    #expect(stage.client.names.queries.count == 0)
  }

  /// EDNS size of the question, records in the answer, whether they arrive.
  static let sizes: [(UInt16?, Int, Bool)] = [
    (nil, 20, true), (nil, 40, false), (100, 20, true), (512, 40, false), (1232, 40, true), (1232, 75, false),
    (65535, 75, false), (65535, 70, true),
  ]

  @Test(arguments: sizes)
  func `an answer that is too long for the asker or the tunnel is truncated`(edns: UInt16?, records: Int, whole: Bool)
    throws
  {
    var stage = try outside()
    stage.app(try Fixture.query("example.org", .a, edns: edns))
    let ask = try #require(stage.asks.first)
    stage.give(.answered(ask.id, .message(try Fixture.answer(to: ask.message, records: records))))
    let answer = try last(stage)
    #expect(answer.header.tc == !whole)
    #expect(answer.answers.count == (whole ? records : 0))
    #expect(answer.questions.count == 1)
  }

  @Test func `damaged questions and answers have one outcome each`() throws {
    var stage = try outside()
    var chance = Chance(seed: 5)
    let query = try DNSMessage.query(id: 1, DNSQuestion(try DomainName("a.example.org"), .a)).encoded()
    func damaged(_ bytes: [UInt8]) -> [UInt8] {
      var bytes = bytes
      for _ in 0..<3 where !bytes.isEmpty {
        bytes[Int(chance.nextUInt32()) % bytes.count] = UInt8(truncatingIfNeeded: chance.nextUInt32())
      }
      return Array(bytes.prefix(bytes.count - Int(chance.nextUInt32() % 3)))
    }
    for _ in 0..<1000 {
      let (drops, routes) = (stage.drops.count, stage.routes.count)
      stage.app(
        try #require(IPPacket.udp(from: Endpoint(Fixture.own(.v4), 5), to: Fixture.sentinel, damaged(query))))
      #expect(stage.drops.count - drops + stage.routes.count - routes == 1)
      guard let ask = stage.asks.last, stage.client.names.queries[ask.id] != nil else { continue }
      let delivered = stage.delivered.count
      stage.give(.answered(ask.id, .message(damaged(try Fixture.answer(to: ask.message)))))
      #expect(stage.delivered.count == delivered + 1)
    }
    #expect(stage.client.names.queries.count == 0)
    #expect(stage.failures.contains(.malformedAnswer))
  }

  @Test func `another set of name servers does not lose the answers of the old one`() throws {
    var stage = try outside()
    stage.app(try Fixture.query("example.org", .a))
    stage.tell(.configChanged(stage.interface(upstreams: ["8.8.8.8:53"])))
    let ask = try #require(stage.asks.first)
    stage.give(.answered(ask.id, .message(try Fixture.answer(to: ask.message))))
    #expect(stage.delivered.count == 1)
    stage.app(try Fixture.query("example.org", .a))
    #expect(stage.drops.last == .unassignedSentinel)
    stage.app(try Fixture.query("example.org", .a, to: Endpoint(Fixture.address("100.100.111.2"), 53)))
    #expect(stage.asks.last?.server == Endpoint("8.8.8.8:53"))
  }

  @Test func `the system's name servers are asked outside, whatever resource holds them`() throws {
    var stage = try Stage()
    stage.give(.systemResolvers([Self.inside]))
    stage.app(try Fixture.query("example.org", .a))
    #expect(stage.routes == [.outside(Self.inside)])
    #expect(stage.asked.isEmpty)
  }

  // Within the tunnel.

  @Test(arguments: [Fixture.resources[0], Fixture.internet])
  func `a name server that is a resource is asked through its gateway`(resource: ClientResource) throws {
    var stage = try Stage([resource], upstreams: [Self.inside])
    stage.app(try Fixture.query("example.org", .a, id: 7, port: 5000))
    stage.app(try Fixture.query("example.net", .a, id: 7, port: 5000))
    #expect(stage.routes == [.tunnel(Self.inside), .tunnel(Self.inside)])
    #expect(stage.asked.map(\.resourceID) == [resource.id])
    #expect(stage.asks.isEmpty)
    let questions = stage.gateways[0].packets
    try #require(questions.count == 2)
    #expect(
      questions.allSatisfy { $0.destination == Self.inside.address && $0.ports?.source == 5000 && $0.checksumsAreValid }
    )
    #expect(try Fixture.message(in: questions[0]).header.id != Fixture.message(in: questions[1]).header.id)
    for question in questions.reversed() { try stage.from(self.answer(question)) }
    #expect(stage.delivered.count == 2)
    #expect(
      try stage.delivered.map { try Fixture.message(in: $0).questions[0].name.description } == [
        "example.net", "example.org",
      ])
    #expect(stage.delivered.allSatisfy { $0.source == Fixture.sentinel.address })
    #expect(try last(stage).header.id == 7)
  }

  private func answer(_ question: IPPacket) throws -> IPPacket? {
    guard case .udp(let udp) = question.transport else { return nil }
    return IPPacket.udp(
      from: Endpoint(question.destination, udp.destinationPort), to: Endpoint(question.source, udp.sourcePort),
      try Fixture.answer(to: Array(question.bytes[udp.payload])))
  }

  @Test func `an answer within the tunnel that comes late or twice is not delivered`() throws {
    var stage = try Stage(upstreams: [Self.inside])
    stage.app(try Fixture.query("example.org", .a))
    let question = try #require(stage.gateways[0].packets.first)
    try stage.from(answer(question))
    try stage.from(answer(question))
    #expect(stage.delivered.count == 1)
    #expect(stage.drops == [.lateAnswer])
    stage.app(try Fixture.query("example.net", .a))
    let second = try #require(stage.gateways[0].packets.last)
    stage.wait(.seconds(6))
    #expect(stage.failures == [.timedOut])
    try stage.from(answer(second))
    #expect(stage.drops == [.lateAnswer, .lateAnswer])
    #expect(stage.delivered.count == 2)
  }

  @Test(arguments: [ICMPError.portUnreachable(.v4), .prohibited(.v4), .unreachable(code: 1)])
  func `an error about a question of ours is SERVFAIL to the asker`(error: ICMPError) throws {
    var stage = try Stage(upstreams: [Self.inside])
    stage.app(try Fixture.query("example.org", .a, id: 3))
    let question = try #require(stage.gateways[0].packets.first)
    try stage.from(IPPacket.error(error, about: question))
    #expect(stage.failures == [.unreachable])
    #expect(try last(stage).header.id == 3)
    #expect(stage.delivered.count == 1, "the error itself is not the application's")
    #expect(stage.drops == [.aboutOurQuery])
  }

  @Test func `an error about other traffic to the name server is the application's`() throws {
    var stage = try Stage(upstreams: [Self.inside])
    stage.app(try Fixture.query("example.org", .a))
    let own = try Fixture.udp("172.20.0.53", port: 53)
    stage.app(own)
    try stage.from(IPPacket.error(.portUnreachable(.v4), about: own))
    #expect(stage.failures == [])
    #expect(stage.delivered.last?.reportedError != nil)
  }

  @Test func `a question whose way is refused is SERVFAIL and no ICMP error`() throws {
    var stage = try Stage(upstreams: [Self.inside])
    stage.chosen = nil
    stage.app(try Fixture.query("example.org", .a))
    stage.fail(Fixture.network, .forbidden)
    stage.app(try Fixture.query("example.org", .a))
    #expect(stage.failures == [.refused, .refused])
    #expect(stage.delivered.count == 2)
    #expect(stage.delivered.allSatisfy { $0.proto == .udp })
  }

  // In the site.

  @Test(arguments: [DNSType.srv, .txt])
  func `SRV and TXT of a resource are asked at its gateway`(type: DNSType) throws {
    var stage = try outside()
    stage.app(try Fixture.query("_sip.wiki.test", type, id: 5, port: 6000))
    #expect(stage.routes == [.site(Fixture.wiki)])
    #expect(stage.intents == [.dnsQuery])
    let question = try #require(stage.gateways[0].packets.first)
    #expect(question.destination == stage.gateways[0].addresses[0])
    #expect(question.ports?.destination == 53535)
    try stage.from(answer(question))
    #expect(try last(stage).header.id == 5)
    #expect(stage.delivered.last?.source == Fixture.sentinel.address)
    stage.app(try Fixture.query("a.wiki.test", type))
    #expect(stage.gateways[0].packets.count == 2)
    #expect(stage.asked.count == 1)
    #expect(stage.asks.isEmpty)
  }

  @Test func `a question over IPv6 goes to the gateway's IPv6 address`() throws {
    var stage = try Stage(
      [Fixture.named(Fixture.wiki, "*.wiki.test")], upstreams: [Endpoint(Fixture.address("2620:fe::fe"), 53)])
    let sentinel = Endpoint(Fixture.address("fd00:2021:1111:8000:100:100:111:0"), 53)
    stage.app(try Fixture.query("a.wiki.test", .txt, to: sentinel))
    #expect(stage.gateways[0].packets.first?.destination == stage.gateways[0].addresses[1])
  }

  @Test(arguments: [FlowCreationFailed.Reason.forbidden, .notFound, .offline, .other("version_mismatch")])
  func `a site that cannot be asked is SERVFAIL`(reason: FlowCreationFailed.Reason) throws {
    var stage = try outside()
    stage.chosen = nil
    stage.app(try Fixture.query("a.wiki.test", .txt))
    stage.fail(Fixture.wiki, reason)
    stage.app(try Fixture.query("a.wiki.test", .txt))
    #expect(stage.failures == [.refused, .refused])
    #expect(stage.asked.count == 1)
  }

  @Test func `questions that wait for a site are asked for again, and bounded`() throws {
    var stage = try outside()
    stage.chosen = nil
    for n in 0..<130 { stage.app(try Fixture.query("a.wiki.test", .txt, id: UInt16(n))) }
    #expect(stage.failures == [.tooMany, .tooMany])
    stage.wait(.milliseconds(4500))
    #expect(stage.intents == [.dnsQuery, .dnsQuery, .dnsQuery])
    stage.tell(.resourceDeleted(Fixture.wiki))
    #expect(stage.failures.count { $0 == .refused } == 128)
  }
}

extension Stage {
  func interface(upstreams: [String], search: String? = nil) -> ClientInterface {
    ClientInterface(
      ipv4: Fixture.v4(Fixture.clientAddresses), ipv6: Fixture.v6(Fixture.clientAddresses),
      upstreamDNS: upstreams.compactMap { Endpoint($0).map(UpstreamDNS.init) }, searchDomain: search)
  }
}
