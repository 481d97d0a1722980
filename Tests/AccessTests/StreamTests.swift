import Base
import HostStack
import Portal
import Testing
import Wire

@testable import Access

/// DNS over TCP: an application behind the tunnel device, and a name server behind the gateway.
@Suite struct StreamTests {
  /// A `Stage` with hosts at both ends, which speak TCP.
  struct Line {
    var stage: Stage
    var app = Host(
      name: "app", addresses: Fixture.clientAddresses, services: [], chance: Chance(seed: 1).stream("app"))
    var far = Host(name: "far", addresses: [], services: [], chance: Chance(seed: 1).stream("far"))
    /// What the application heard over its connections.
    private(set) var heard = SortedTable<UInt32, [UInt8]>()
    private(set) var closed: [UInt32] = []
    /// What the name server was asked, by connection.
    private(set) var asked: [(StreamID, DNSMessage)] = []
    private var readers = SortedTable<StreamID, DNSStream>()
    private var seen = (delivered: 0, packets: 0)
    /// What the name server does: answer, be silent, or reset.
    var answers = true

    init(_ resources: [ClientResource], upstreams: [Endpoint], server: Endpoint) throws {
      stage = try Stage(resources, upstreams: upstreams)
      // The gateway's own addresses stand for the resolver of its site.
      far = Host(
        name: "far", addresses: [server.address] + stage.gateways[0].addresses,
        services: [.stream(server.port, connections: 100), .stream(53535, connections: 100)],
        chance: Chance(seed: 1).stream("far"))
    }

    mutating func act(_ number: UInt32, _ action: StreamAction) throws {
      try drive(app: .stream(.opened(number), action))
      try settle()
    }

    mutating func ask(_ number: UInt32, _ name: String, _ type: DNSType = .a, id: UInt16 = 7) throws {
      try act(number, .write(DNSMessage.query(id: id, DNSQuestion(try DomainName(name), type)).framed()))
    }

    func messages(_ number: UInt32) throws -> [DNSMessage] {
      var reader = DNSStream()
      return try reader.receive(heard[number] ?? []).map { try DNSMessage($0) }
    }

    private mutating func drive(app input: Host.Input) throws {
      var out = Outbox<Host.Output>(nextPacket: 90_000)
      app.handle(input, at: stage.now, into: &out)
      try follow(app: out.outputs)
    }

    private mutating func follow(app outputs: [Host.Output]) throws {
      for output in outputs {
        switch output {
        case .packet(let packet, _): stage.app(packet)
        case .stream(.opened(let number), .data(let bytes)): heard[number] = (heard[number] ?? []) + bytes
        case .stream(.opened(let number), .closed): closed.append(number)
        default: break
        }
      }
    }

    private mutating func drive(far input: Host.Input) throws {
      var out = Outbox<Host.Output>(nextPacket: 95_000)
      far.handle(input, at: stage.now, into: &out)
      for output in out.outputs {
        switch output {
        case .packet(let packet, _): try stage.from(packet)
        case .stream(let id, .data(let bytes)):
          var reader = readers[id] ?? DNSStream()
          let messages = reader.receive(bytes)
          readers[id] = reader
          for message in messages { try hear(message, id) }
        default: break
        }
      }
    }

    mutating func change(far input: Host.Input) throws { try drive(far: input) }

    private mutating func hear(_ message: [UInt8], _ id: StreamID) throws {
      asked.append((id, try DNSMessage(message)))
      guard answers else { return }
      let answer = try DNSMessage(Fixture.answer(to: message, records: 90)).framed()
      try drive(far: .stream(id, .write(answer)))
    }

    mutating func settle() throws {
      while seen.delivered < stage.delivered.count || seen.packets < stage.gateways[0].packets.count {
        if seen.delivered < stage.delivered.count {
          seen.delivered += 1
          try drive(app: .packet(stage.delivered[seen.delivered - 1], .none))
        } else {
          seen.packets += 1
          try drive(far: .packet(stage.gateways[0].packets[seen.packets - 1], .none))
        }
      }
    }

    mutating func wait(_ duration: Duration) throws {
      let end = stage.now + duration
      while stage.now < end {
        stage.wait(.milliseconds(250))
        var out = Outbox<Host.Output>(nextPacket: 90_000)
        app.wake(at: stage.now, into: &out)
        try follow(app: out.outputs)
        try settle()
      }
    }
  }

  private static let inside = Endpoint(Fixture.address("172.20.0.53"), 53)

  private func line(_ resources: [ClientResource] = Fixture.resources, upstream: Endpoint = Fixture.quad9) throws
    -> Line
  {
    var line = try Line(resources, upstreams: [upstream], server: Self.inside)
    try line.act(1, .open(to: Fixture.sentinel))
    return line
  }

  @Test func `a name of ours is answered over TCP, and so are further questions of the connection`() throws {
    var line = try line([Fixture.named(Fixture.wiki, "*.wiki.test")])
    try line.ask(1, "a.wiki.test", id: 3)
    try line.ask(1, "use-application-dns.net", id: 4)
    let messages = try line.messages(1)
    #expect(messages.map(\.header.id) == [3, 4])
    #expect(messages.map(\.answers.count) == [4, 0])
    #expect(line.stage.routes == [.local, .local])
    try line.act(1, .finish)
    #expect(line.stage.client.names.streams.accepted.isEmpty)
  }

  @Test func `other names are asked upstream over TCP, whole answers come back in any order`() throws {
    var line = try line()
    try line.ask(1, "a.example", id: 9)
    try line.ask(1, "b.example", id: 9)
    let asks = line.stage.asks
    #expect(asks.map(\.transport) == [.tcp, .tcp])
    try #require(asks.count == 2)
    for ask in asks.reversed() {
      line.stage.give(.answered(ask.id, .message(try Fixture.answer(to: ask.message, records: 200))))
      try line.settle()
    }
    let messages = try line.messages(1)
    #expect(messages.map(\.questions[0].name.description) == ["b.example", "a.example"])
    #expect(messages.allSatisfy { $0.header.id == 9 && $0.answers.count == 200 && !$0.header.tc })
  }

  @Test func `who has finished asking gets the answers that are due`() throws {
    var line = try line()
    try line.ask(1, "a.example")
    try line.act(1, .finish)
    let ask = try #require(line.stage.asks.first)
    line.stage.give(.answered(ask.id, .timedOut))
    try line.settle()
    #expect(try line.messages(1).map(\.header.rcode) == [.serverFailure])
    #expect(line.stage.client.names.streams.accepted.isEmpty)
  }

  @Test func `a sentinel holds ten connections`() throws {
    var line = try line()
    for number in 2...12 as ClosedRange<UInt32> { try line.act(number, .open(to: Fixture.sentinel)) }
    #expect(line.stage.client.names.streams.accepted.count == 10)
    #expect(line.closed == [11, 12])
    try line.act(3, .abort)
    try line.act(13, .open(to: Fixture.sentinel))
    #expect(line.stage.client.names.streams.accepted.count == 10)
  }

  @Test func `what is no question ends the connection`() throws {
    for bytes in [[0, 3, 1, 2, 3], try DNSMessage(DNSHeader(id: 1)).framed()] as [[UInt8]] {
      var line = try line()
      try line.act(1, .write(bytes))
      #expect(line.closed == [1])
    }
  }

  @Test func `connections to sentinels that are replaced end`() throws {
    var line = try line()
    try line.ask(1, "a.example")
    line.stage.tell(.configChanged(line.stage.interface(upstreams: ["8.8.8.8:53"])))
    try line.settle()
    #expect(line.closed == [1])
    #expect(line.stage.client.names.queries.count == 0)
    try line.act(2, .open(to: Endpoint(Fixture.address("100.100.111.2"), 53)))
    try line.ask(2, "a.example")
    #expect(line.stage.asks.last?.server == Endpoint("8.8.8.8:53"))
  }

  @Test func `within the tunnel questions share a connection of ours, each under an id of its own`() throws {
    var line = try line(upstream: Self.inside)
    line.answers = false
    try line.ask(1, "a.example", id: 5)
    try line.ask(1, "b.example", id: 5)
    try line.act(2, .open(to: Fixture.sentinel))
    try line.ask(2, "c.example", id: 5)
    #expect(line.stage.routes == Array(repeating: .tunnel(Self.inside), count: 3))
    #expect(line.asked.map(\.0) == Array(repeating: .accepted(1), count: 3))
    let ids = line.asked.map(\.1.header.id)
    #expect(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2])
    #expect(line.stage.asks.isEmpty)
  }

  @Test func `an answer within the tunnel is longer than a datagram, and comes back whole`() throws {
    var line = try line(upstream: Self.inside)
    try line.ask(1, "a.example", id: 5)
    let messages = try line.messages(1)
    #expect(messages.map(\.header.id) == [5])
    #expect(messages.first?.answers.count == 90)
    #expect(line.stage.client.names.streams.opened.isEmpty, "no connection is kept for nothing")
    try line.ask(1, "b.example", id: 6)
    #expect(try line.messages(1).count == 2)
  }

  @Test(arguments: [DNSType.srv, .txt])
  func `a question for the site goes to its gateway over TCP`(type: DNSType) throws {
    var line = try line([Fixture.named(Fixture.wiki, "*.wiki.test")])
    try line.ask(1, "a.wiki.test", type, id: 5)
    #expect(line.stage.intents == [.dnsQuery])
    #expect(line.stage.gateways[0].packets.first?.ports?.destination == 53535)
    #expect(line.stage.gateways[0].packets.first?.destination == line.stage.gateways[0].addresses[0])
    #expect(try line.messages(1).map(\.header.id) == [5])
  }

  @Test func `a name server that refuses the connection, or is refused, is SERVFAIL`() throws {
    var line = try line(upstream: Self.inside)
    try line.change(far: .services([]))
    try line.ask(1, "a.example")
    #expect(try line.messages(1).map(\.header.rcode) == [.serverFailure])
    #expect(line.stage.failures == [.unreachable])

    var prohibited = try self.line(upstream: Self.inside)
    try prohibited.change(far: .addresses([]))
    try prohibited.ask(1, "a.example")
    let syn = try #require(prohibited.stage.gateways[0].packets.first)
    try prohibited.stage.from(IPPacket.error(.portUnreachable(.v4), about: syn))
    try prohibited.settle()
    #expect(prohibited.stage.failures == [.unreachable])
    #expect(prohibited.stage.delivered.allSatisfy { $0.reportedError == nil })

    var refused = try self.line(upstream: Self.inside)
    refused.stage.chosen = nil
    try refused.ask(1, "a.example")
    refused.stage.fail(Fixture.network, .forbidden)
    try refused.settle()
    #expect(try refused.messages(1).map(\.header.rcode) == [.serverFailure])
    #expect(refused.stage.delivered.allSatisfy { $0.reportedError == nil })
  }

  @Test func `a name server that is silent is SERVFAIL after five seconds`() throws {
    var line = try line(upstream: Self.inside)
    line.answers = false
    try line.ask(1, "a.example")
    try line.wait(.seconds(6))
    #expect(try line.messages(1).map(\.header.rcode) == [.serverFailure])
    #expect(line.stage.client.names.streams.opened.isEmpty)
  }

  @Test func `segments that belong to no connection are dropped with the reason`() throws {
    var line = try line()
    line.stage.app(try Fixture.syn("100.100.111.1", port: 53, flags: .ack))
    #expect(line.stage.drops == [.ofStream(.noSuchTCPPort)])
    #expect(line.stage.events.contains { if case .taken = $0 { true } else { false } })
  }
}
