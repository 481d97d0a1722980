import Base
import Testing
import Wire

@testable import HostStack

@Suite struct NameServerTests {
  static func ask(_ name: String, _ type: DNSType, _ server: NameServer = Names.server) -> DNSMessage {
    server.answer(.query(id: 7, DNSQuestion(Names.name(name), type)))
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let type: DNSType
    let rcode: DNSRcode
    let answers: [String]
    let negative: Bool

    init(_ name: String, _ type: DNSType, _ rcode: DNSRcode, _ answers: [String], negative: Bool) {
      self.name = name
      self.type = type
      self.rcode = rcode
      self.answers = answers
      self.negative = negative
    }

    var testDescription: String { "\(name) \(type)" }
  }

  @Test(arguments: [
    Row("www.lab.test", .a, .noError, ["172.20.0.100"], negative: false),
    Row("WwW.LAB.test", .aaaa, .noError, ["172:20::100"], negative: false),
    Row("alias.lab.test", .aaaa, .noError, ["www.lab.test.", "172:20::100"], negative: false),
    Row("alias.lab.test", .cname, .noError, ["www.lab.test."], negative: false),
    Row("alias.lab.test", .txt, .noError, ["www.lab.test."], negative: true),
    Row("far.lab.test", .a, .noError, ["www.other.test.", "192.0.2.9"], negative: false),
    Row("astray.lab.test", .a, .nonExistentDomain, ["nowhere.lab.test."], negative: true),
    Row("four.lab.test", .aaaa, .noError, [], negative: true),
    Row("nowhere.lab.test", .a, .nonExistentDomain, [], negative: true),
    Row("x.www.lab.test", .a, .nonExistentDomain, [], negative: true),
    // An empty non-terminal is no missing name.
    Row("_udp.lab.test", .a, .noError, [], negative: true),
    Row("wild.lab.test", .a, .noError, [], negative: true),
    Row("a.wild.lab.test", .a, .noError, ["192.0.2.7"], negative: false),
    Row("a.b.wild.lab.test", .a, .noError, ["192.0.2.7"], negative: false),
    Row("a.wild.lab.test", .txt, .noError, [], negative: true),
    // RFC 4592: a name between asterisk and question takes the asterisk away.
    Row("x.known.wild.lab.test", .a, .nonExistentDomain, [], negative: true),
    Row("known.wild.lab.test", .a, .noError, [], negative: true),
    Row("example.com", .a, .refused, [], negative: false),
    Row("test", .a, .refused, [], negative: false),
  ]) func `a question gets the records, or the reason why there are none`(row: Row) {
    let answer = Self.ask(row.name, row.type)
    #expect(answer.rcode == row.rcode)
    #expect(answer.answers.map { "\($0.data)" } == row.answers)
    #expect(answer.authorities.map(\.type) == (row.negative ? [.soa] : []))
    #expect(answer.header.aa == (row.rcode != .refused))
    #expect(answer.header.ra == false)
    if let first = answer.answers.first { #expect("\(first.name)" == row.name, "spelled as in the question") }
  }

  @Test func `a resolver knows its zones and that there is nothing else`() {
    let zones = [try? Zone(Names.name("lab.test"), Names.lab)].compactMap { $0 }
    let resolver = NameServer(zones, isResolver: true)
    for (name, rcode) in [("www.lab.test", DNSRcode.noError), ("example.com", .nonExistentDomain)] {
      let answer = Self.ask(name, .a, resolver)
      #expect(answer.rcode == rcode)
      #expect(answer.header.ra && !answer.header.aa)
    }
    #expect(Self.ask("far.lab.test", .a, resolver).rcode == .nonExistentDomain)
  }

  @Test func `an endless chain of aliases has an end`() {
    let answer = Self.ask("loop.lab.test", .a)
    #expect(answer.answers.count == NameServer.greatestChain)
  }

  @Test func `the innermost zone answers`() throws {
    let outer = try Zone(Names.name("test"), [Names.a("www.lab.test", "192.0.2.1"), Names.a("x.test", "192.0.2.2")])
    let inner = try Zone(Names.name("lab.test"), [Names.a("www.lab.test", "192.0.2.3")])
    let server = NameServer([outer, inner])
    #expect(Self.ask("www.lab.test", .a, server).answers.map { "\($0.data)" } == ["192.0.2.3"])
    #expect(Self.ask("x.test", .a, server).answers.map { "\($0.data)" } == ["192.0.2.2"])
    #expect(Self.ask("nowhere.lab.test", .a, server).authorities.first?.name == Names.name("lab.test"))
  }

  @Test func `records that make no zone say why`() {
    #expect(throws: ZoneError.outside(Names.name("a.com"), Names.name("lab.test"))) {
      try Zone(Names.name("lab.test"), [Names.a("a.com", "192.0.2.1")])
    }
    #expect(throws: ZoneError.aliasWithOthers(Names.name("a.test"))) {
      try Zone(Names.name("test"), [Names.a("a.test", "192.0.2.1"), Names.alias("a.test", "b.test")])
    }
  }

  @Test func `a given SOA bounds how long nothing lasts`() throws {
    let soa = StartOfAuthority(
      mname: Names.name("a.test"), rname: .root, serial: 9, refresh: 1, retry: 1, expire: 1, minimum: 30)
    let zone = try Zone(Names.name("test"), [DNSRecord(Names.name("test"), ttl: 500, .soa(soa))])
    #expect(
      Self.ask("x.test", .a, NameServer([zone])).authorities == [DNSRecord(Names.name("test"), ttl: 30, .soa(soa))])
    #expect(Self.ask("test", .soa, NameServer([zone])).answers.first?.ttl == 500)
  }

  @Test func `every name of a large zone is found`() throws {
    let zone = try Zone(Names.name("big.test"), (0..<20_000).map { Names.a("h\($0).big.test", "192.0.2.1") })
    let server = NameServer([zone])
    for i in stride(from: 0, to: 20_000, by: 37) {
      #expect(Self.ask("h\(i).big.test", .a, server).answers.count == 1)
    }
    #expect(Self.ask("h20000.big.test", .a, server).rcode == .nonExistentDomain)
  }

  @Test func `questions that are none of its business are refused as the RFCs ask`() {
    let query = DNSMessage.query(id: 7, DNSQuestion(Names.name("www.lab.test"), .a))
    func changed(_ body: (inout DNSMessage) -> Void) -> DNSMessage {
      var query = query
      body(&query)
      return Names.server.answer(query)
    }
    #expect(changed { $0.header.opcode = .update }.rcode == .notImplemented)
    #expect(changed { $0.questions = [] }.rcode == .formatError)
    #expect(changed { $0.questions += $0.questions }.rcode == .formatError)
    #expect(changed { $0.questions[0].class = .chaos }.rcode == .refused)
    #expect(changed { $0.questions[0].type = DNSType(rawValue: 252) }.rcode == .refused)
    let versioned = changed { $0.edns = EDNS(version: 1) }
    #expect(versioned.rcode == .badVersion)
    #expect(versioned.answers.isEmpty)
    #expect(changed { $0.edns = EDNS() }.edns != nil)
    #expect(changed { _ in }.edns == nil)
    #expect(changed { $0.questions[0].type = .any }.answers.count == 3)
  }
}

/// The name server on a host, spoken to by hand.
@Suite struct NameServiceTests {
  static let client = Endpoint(Pair.client[0], 4000)

  static func bench() -> Bench { Bench(Pair.server, services: [.dns(53, Names.server)]) }

  static func ask(_ bench: inout Bench, _ bytes: [UInt8], v6: Bool = false) -> [IPPacket] {
    let family = v6 ? 1 : 0
    return bench.give(
      .packet(
        .udp(from: Endpoint(Pair.client[family], 4000), to: Endpoint(Pair.server[family], 53), bytes)!, PacketID(1)))
  }

  static func query(_ name: String, _ type: DNSType = .a, size: UInt16? = nil) -> [UInt8] {
    var query = DNSMessage.query(id: 7, DNSQuestion(Names.name(name), type))
    query.edns = size.map { EDNS(payloadSize: $0) }
    return (try? query.encoded()) ?? []
  }

  @Test func `an answer over UDP is cut to what the asker takes and the path carries`() {
    // 30 addresses need 511 bytes; 100 need 1631.
    let rows: [(size: UInt16?, v6: Bool, narrow: Bool, whole: Bool)] = [
      (nil, false, false, false), (512, false, false, false), (1, false, false, false), (1200, false, false, true),
      (1232, true, false, true), (65_535, true, false, true), (1232, false, true, false),
    ]
    for (size, v6, narrow, whole) in rows {
      let zone = try? Zone(Names.name("t"), (1...70).map { Names.a("m.t", "192.0.2.\($0)") })
      var bench = Bench(Pair.server, services: [.dns(53, NameServer([zone].compactMap { $0 }))])
      if narrow { bench.host.pathMTUs[Pair.client[0]] = 576 }
      let packet = Self.ask(&bench, Self.query("m.t", size: size), v6: v6)[0]
      let answer = Names.query(in: packet)
      #expect(answer?.header.tc == !whole, "\(String(describing: size))")
      #expect(answer?.answers.count == (whole ? 70 : 0))
      #expect((answer?.edns != nil) == (size != nil))
      #expect(packet.bytes.count <= (narrow ? 576 : 1280))
    }
  }

  @Test func `bytes that are no query get an error or nothing`() {
    var bench = Self.bench()
    #expect(Self.ask(&bench, [1, 2, 3]).isEmpty)
    var response = Self.query("www.lab.test")
    response[2] |= 0x80
    #expect(Self.ask(&bench, response).isEmpty)
    #expect(bench.dropped == [.dnsMalformed, .dnsNotAQuery])
    let cut = Self.ask(&bench, Array(Self.query("www.lab.test").dropLast(3)))
    let answer = cut.first.flatMap(Names.query)
    #expect(answer?.header.id == 7)
    #expect(answer?.rcode == .formatError)
    #expect(answer?.questions == [])
  }

  /// A TCP connection to the name server.
  struct Peer {
    var bench = NameServiceTests.bench()
    var theirs: UInt32 = 0
    var offset: UInt32 = 0
    var heard: [UInt8] = []
    var stream = DNSStream()

    init() {
      let sent = send(TCPSegment(sequence: 100, flags: .syn, options: [2, 4, 4, 216]))
      theirs = sent[0].tcp!.sequence &+ 1
      _ = say([])
    }

    mutating func send(_ segment: TCPSegment) -> [IPPacket] {
      bench.give(.packet(.tcp(from: client, to: Endpoint(Pair.server[0], 53), segment)!, PacketID(5)))
    }

    /// Says so much, and takes what is said if it reads.
    mutating func say(_ bytes: [UInt8], reads: Bool = true, finishes: Bool = false) -> [DNSMessage] {
      var sent = send(segment(bytes, finishes ? [.fin, .ack] : .ack))
      offset &+= UInt32(bytes.count)
      var messages: [DNSMessage] = []
      while reads, sent.contains(where: { !$0.tcp!.payload.isEmpty }) {
        for packet in sent {
          heard += packet.bytes[packet.tcp!.payload]
          messages += stream.receive(packet.bytes[packet.tcp!.payload]).compactMap { try? DNSMessage($0) }
        }
        sent = send(segment([], .ack))
      }
      return messages
    }

    private func segment(_ bytes: [UInt8], _ flags: TCPFlags) -> TCPSegment {
      TCPSegment(
        sequence: 101 &+ offset, acknowledgment: theirs &+ UInt32(heard.count), flags: flags, payload: bytes)
    }
  }

  static func framed(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes }

  @Test func `queries over TCP are answered in order, whatever their pieces`() {
    var peer = Peer()
    let bytes = Self.framed(Self.query("many.lab.test")) + Self.framed(Self.query("www.lab.test"))
    var answers: [DNSMessage] = []
    for byte in bytes { answers += peer.say([byte]) }
    #expect(answers.map(\.answers.count) == [100, 1])
    answers = peer.say(bytes + bytes)
    #expect(answers.map(\.answers.count) == [100, 1, 100, 1])
    #expect(answers.allSatisfy { !$0.header.tc })
  }

  @Test func `who asks more than it reads is hung up on`() {
    var peer = Peer()
    let queries = (0..<20).flatMap { _ in Self.framed(Self.query("many.lab.test")) }
    for _ in 0..<20 { _ = peer.say(queries, reads: false) }
    let socket = peer.bench.host.connections.values[0]
    #expect(socket.tcp.send.finishes)
    #expect(socket.tcp.stream.backlog < DNSLimits.owed + DNSMessage.greatestLength + 2)
  }

  @Test func `a client that is done is left in peace`() {
    var peer = Peer()
    let answers = peer.say(Self.framed(Self.query("www.lab.test")), finishes: true)
    #expect(answers.count == 1)
    #expect(peer.bench.sent.contains { $0.tcp?.flags.contains(.fin) == true })
  }

  @Test func `hostile messages do no harm to server and resolver`() {
    var chance = Chance(seed: 3)
    var server = Self.bench()
    let good = Self.query("many.lab.test", size: 900)
    for _ in 0..<2000 {
      var bytes = chance.below(2) == 0 ? good : chance.bytes(Int(chance.below(80)))
      for _ in 0..<chance.below(4) where !bytes.isEmpty {
        bytes[Int(chance.below(UInt32(bytes.count)))] = UInt8(chance.below(256))
      }
      #expect(Self.ask(&server, bytes).count <= 1)
      var client = Names.bench()
      let packet = client.give(.open(AppID(1), .ping(.name("www", .v4))))[0]
      var answer = (try? Names.query(in: packet)?.answered(.noError, Names.lab).encoded()) ?? []
      for _ in 0..<chance.below(6) where !answer.isEmpty {
        answer[Int(chance.below(UInt32(answer.count)))] = UInt8(chance.below(256))
      }
      let local = Endpoint(packet.source, packet.udp!.sourcePort)
      client.give(.packet(.udp(from: Endpoint(packet.destination, 53), to: local, answer)!, PacketID(1)))
      #expect(client.host.questions.count <= 1)
    }
  }
}
