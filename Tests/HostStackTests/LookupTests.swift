import Base
import Testing
import Wire

@testable import HostStack

@Suite struct LookupTests {
  static let curl = AppRequest.http(.name("www.lab.test"), port: 80, host: "www.lab.test")

  @Test(arguments: ["www.lab.test", "alias.lab.test", "www.lab.test.", "WWW.LAB.TEST", "www", "alias"])
  func `a name leads to the page behind it`(name: String) {
    var pair = Names.pair()
    pair.give(.open(AppID(1), .http(.name(name), port: 80, host: name)))
    pair.run()
    #expect(pair.result(1)?.summary?.status == 200)
    // 172:20::100 has another label than our fd00::/7: IPv4 goes first.
    #expect(pair.result(1)?.address == Pair.server[0])
    #expect(pair.hosts[0].questions.isEmpty)
    #expect(pair.hosts[0].datagrams.isEmpty)
    #expect(pair.hosts[0].timers.next == nil)
  }

  @Test func `the family that is wanted is asked for alone`() {
    for (family, address) in [(IPFamily.v4, Pair.server[0]), (.v6, Pair.server[1])] {
      var pair = Names.pair()
      pair.give(.open(AppID(1), .ping(.name("www", family))))
      pair.run()
      #expect(pair.result(1)?.address == address)
      #expect(pair.result(1)?.succeeded == true)
      let types = pair.events.compactMap { event -> DNSType? in
        if case .sent(.query(let question, .udp)) = event.event.fact { question.type } else { nil }
      }
      #expect(types == [family == .v4 ? .a : .aaaa])
    }
  }

  @Test func `a round trip counts from the echo request and not from the look-up`() {
    var pair = Names.pair()
    pair.give(.open(AppID(1), .ping(.name("www"))))
    pair.run()
    guard case .echoed(let reply)? = pair.result(1)?.outcome else {
      Issue.record("no reply")
      return
    }
    #expect(reply.roundTrip == .milliseconds(10))
    #expect(pair.result(1)?.duration == .milliseconds(20))
  }

  @Test func `an address needs no server, whoever writes it as a name`() {
    var bench = Bench()
    #expect(bench.give(.open(AppID(1), .ping(.name("172.20.0.100")))).count == 1)
    #expect(Destination("172:20::100") == .address(Pair.server[1]))
    bench.give(.open(AppID(2), .ping(.name("172.20.0.100", .v6))))
    #expect(bench.result?.failure?.cause == .name(.notKnown))
  }

  @Test func `getent prints every address for every kind of socket`() {
    var pair = Names.pair()
    pair.give(.open(AppID(1), .resolve("www")))
    pair.run()
    #expect(pair.result(1)?.outcome == .resolved(Pair.server))
    #expect(
      pair.result(1)?.lines == [
        "172.20.0.100    STREAM www", "172.20.0.100    DGRAM  ", "172.20.0.100    RAW    ",
        "172:20::100     STREAM ", "172:20::100     DGRAM  ", "172:20::100     RAW    ",
      ])
    pair.give(.open(AppID(2), .resolve("nowhere.lab.test.")))
    pair.run()
    #expect(pair.result(2)?.failure?.cause == .name(.notKnown))
    #expect(pair.result(2)?.lines == [])
    #expect(pair.result(2)?.exitStatus == 2)
  }

  struct Search: Sendable, CustomTestStringConvertible {
    let name: String
    let asked: [String]

    var testDescription: String { name }
  }

  @Test(arguments: [
    Search(name: "www", asked: ["www.a.test", "www.b.test", "www"]),
    Search(name: "www.x", asked: ["www.x", "www.x.a.test", "www.x.b.test"]),
    Search(name: "www.", asked: ["www"]), Search(name: "a..b", asked: []),
    Search(name: String(repeating: "x", count: 64), asked: []),
  ]) func `the search list completes names as glibc does`(search: Search) {
    var bench = Names.bench(search: ["a.test", "b.test"])
    var packets = bench.give(.open(AppID(1), .ping(.name(search.name, .v4))))
    var asked: [String] = []
    while let query = packets.first.flatMap(Names.query) {
      asked.append("\(query.questions[0].name)")
      packets = Names.answer(&bench, packets) { $0.answered(.nonExistentDomain) }
    }
    #expect(asked == search.asked)
    #expect(bench.result?.failure?.cause == .name(.notKnown))
    #expect(bench.result?.lines == ["ping: \(search.name): Name or service not known"])
    #expect(bench.result?.exitStatus == 2)
  }

  @Test func `unanswered queries go to the next server after five seconds, twice around`() {
    var bench = Names.bench(["192.0.2.1", "192.0.2.2"])
    bench.give(.open(AppID(1), .ping(.name("www", .v4))))
    #expect(bench.run(until: .seconds(60)) == [5, 10, 15].map { .seconds($0) })
    #expect(bench.sent.map(\.destination.description) == ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2"])
    #expect(Set(bench.sent.compactMap { Names.query(in: $0)?.header.id }).count == 4, "each with an id of its own")
    #expect(bench.result?.duration == .seconds(20))
    #expect(bench.result?.lines == ["ping: www: Temporary failure in name resolution"])
    #expect(bench.host.timers.next == nil)
  }

  @Test func `without servers a name fails at once`() {
    let rows: [(AppRequest, [String], Int)] = [
      (.ping(.name("x")), ["ping: x: Temporary failure in name resolution"], 2),
      (.http(.name("x"), port: 80, host: "x"), ["curl: (6) Could not resolve host: x"], 6),
      (
        .connect(.name("x"), port: 80),
        ["nc: getaddrinfo for host \"x\" port 80: Temporary failure in name resolution"], 1
      ),
      (
        .udp(.name("x"), port: 7, [1]),
        ["nc: getaddrinfo for host \"x\" port 7: Temporary failure in name resolution"], 1
      ),
    ]
    for (request, lines, status) in rows {
      var bench = Bench()
      bench.give(.open(AppID(1), request))
      #expect(bench.sent.isEmpty)
      #expect(bench.result?.lines == lines)
      #expect(bench.result?.exitStatus == status)
      #expect(bench.result?.duration == .zero)
    }
  }

  @Test func `what servers say decides what getaddrinfo says`() {
    let rows: [(DNSRcode, NameFailure)] = [
      (.nonExistentDomain, .notKnown), (.noError, .noAddress), (.serverFailure, .temporary), (.refused, .temporary),
      (.formatError, .temporary),
    ]
    for (rcode, failure) in rows {
      var bench = Names.bench()
      var packets = bench.give(.open(AppID(1), .ping(.name("www"))))
      while !packets.isEmpty { packets = Names.answer(&bench, packets) { $0.answered(rcode) } }
      #expect(bench.result?.failure?.cause == .name(failure), "\(rcode)")
    }
  }

  @Test func `an ICMP error ends an attempt at once and the next server is asked`() {
    var bench = Names.bench(["192.0.2.1", "2001:db8::1"])
    let first = bench.give(.open(AppID(1), .ping(.name("www", .v4))))
    let second = bench.give(
      .packet(.error(.prohibited(.v4), about: first[0])!, PacketID(9)), at: .milliseconds(30))
    #expect(second.map(\.destination.description) == ["2001:db8::1"])
    #expect(
      bench.events.contains {
        $0.packet == PacketID(9)
          && $0.fact
            == .queryFailed(
              QueryFailure(
                server: Endpoint(IPAddress("192.0.2.1")!, 53), transport: .udp,
                reason: .reported(.ehostunreach, .unreachable(code: 13), by: first[0].destination, PacketID(9))))
      })
    var packets = second
    for i in 0..<3 {
      packets = packets.flatMap { bench.give(.packet(.error(.prohibited($0.family), about: $0)!, PacketID(10))) }
      #expect(packets.count == (i < 2 ? 1 : 0))
    }
    #expect(bench.result?.failure?.cause == .name(.temporary))
    #expect(bench.result?.duration == .milliseconds(30))
  }

  @Test func `what does not answer the question is dropped and the answer still counts`() {
    var bench = Names.bench()
    let packet = bench.give(.open(AppID(1), .udp(.name("www", .v4), port: 7, [1])))[0]
    let query = Names.query(in: packet)!
    let right = query.answered(.noError, [Names.a("www", "172.20.0.100")])
    var wrongID = right
    wrongID.header.id ^= 1
    var noResponse = right
    noResponse.header.qr = false
    var otherName = right
    otherName.questions[0].name = Names.name("wvw")
    var otherType = right
    otherType.questions[0].type = .aaaa
    var noQuestion = right
    noQuestion.questions = []
    for message in [wrongID, noResponse, otherName, otherType, noQuestion] {
      #expect(bench.give(Names.reply(to: packet, message)).isEmpty)
      #expect(bench.dropped.last == .dnsAnswersNoQuestion)
    }
    bench.give(Names.reply(to: packet, right, port: 54))
    bench.give(Names.reply(to: packet, right, from: IPAddress("192.0.2.54")!))
    #expect(bench.dropped.suffix(2) == [.noSuchUDPPort, .noSuchUDPPort])
    for bytes in [[], [UInt8](repeating: 0xff, count: 40), Array(((try? right.encoded()) ?? []).dropLast())] {
      let local = Endpoint(packet.source, packet.udp!.sourcePort)
      bench.give(
        .packet(.udp(from: Endpoint(packet.destination, 53), to: local, bytes)!, PacketID(8)))
      #expect(bench.dropped.last == .dnsMalformed)
    }
    #expect(bench.result == nil)
    let sent = bench.give(Names.reply(to: packet, right))
    #expect(sent.map(\.destination) == [Pair.server[0]])
    // A second answer finds nobody.
    bench.give(Names.reply(to: packet, right))
    #expect(bench.dropped.last == .noSuchUDPPort)
  }

  @Test func `addresses of names that were not asked for do not count`() {
    let question = DNSQuestion(Names.name("a.test"), .a)
    let rows: [([DNSRecord], [String])] = [
      ([Names.a("a.test", "192.0.2.1"), Names.a("b.test", "192.0.2.2")], ["192.0.2.1"]),
      ([Names.a("b.test", "192.0.2.2")], []),
      (
        [Names.a("c.test", "192.0.2.3"), Names.alias("b.test", "c.test"), Names.alias("a.test", "b.test")],
        ["192.0.2.3"]
      ),
      ([Names.alias("a.test", "b.test"), Names.alias("b.test", "a.test")], []),
      ([Names.alias("a.test", "a.test")], []),
      ([Names.a("a.test", "2001:db8::1")], []),
    ]
    for (records, addresses) in rows {
      let message = DNSMessage.query(id: 1, question).answered(.noError, records)
      #expect(message.addresses(of: question).map(\.description) == addresses)
    }
  }

  @Test func `an answer that is too long for a datagram is fetched over TCP`() {
    var pair = Names.pair()
    pair.give(.open(AppID(1), .ping(.name("many", .v4))))
    pair.run()
    let queries = pair.events.compactMap { event -> DNSTransport? in
      if case .sent(.query(_, let transport)) = event.event.fact { transport } else { nil }
    }
    #expect(queries == [.udp, .tcp])
    #expect(
      pair.events.contains {
        if case .resolved("many", let addresses) = $0.event.fact { addresses.count == 100 } else { false }
      })
    #expect(pair.hosts.allSatisfy { $0.connections.isEmpty }, "both sides closed")
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>) func `look-ups survive loss, reordering and duplication`(seed: UInt64)
  {
    var pair = Names.pair(seed: seed)
    pair.line = Pair.Line(
      latency: .milliseconds(10), jitter: .milliseconds(30), lossPPM: 150_000, duplicatePPM: 200_000)
    pair.give(.open(AppID(1), .http(.name("many.lab.test", .v4), port: 80, host: "many", timeout: .seconds(5))))
    pair.give(.open(AppID(2), Self.curl))
    pair.run()
    #expect(pair.result(1) != nil)
    if let status = pair.result(2)?.summary?.status { #expect(status == 200) }
    #expect(pair.hosts.allSatisfy { $0.questions.isEmpty && $0.datagrams.isEmpty && $0.connections.isEmpty })
  }

  @Test func `curl's patience counts from the beginning of the look-up`() {
    var bench = Names.bench()
    bench.give(.open(AppID(1), .http(.name("www"), port: 80, host: "www", timeout: .seconds(3))))
    _ = bench.run(until: .seconds(60))
    #expect(bench.result?.lines == ["curl: (28) Resolving timed out after 3000 milliseconds"])
    #expect(bench.result?.exitStatus == 28)
    #expect(bench.host.questions.isEmpty)
    #expect(bench.host.timers.next == nil)
  }

  @Test func `a look-up that is stopped leaves nothing behind`() {
    var bench = Names.bench()
    let packet = bench.give(.open(AppID(1), .ping(.name("www"))))[0]
    bench.give(.close(AppID(1)))
    #expect(bench.result?.outcome == .stopped)
    #expect(bench.host.questions.isEmpty && bench.host.datagrams.isEmpty)
    bench.give(Names.reply(to: packet, Names.query(in: packet)!.answered()))
    #expect(bench.dropped == [.noSuchUDPPort])
  }
}

@Suite struct AddressOrderTests {
  @Test func `addresses are sorted as glibc sorts them`() {
    let ours = ["100.64.0.1", "fd00:2021:1111::1"]
    let rows: [(sources: [String], [String], [String])] = [
      // Labels first: the tunnel's own IPv6 range matches ours, any other does not.
      (ours, ["100.96.0.1", "fd00:2021:1111:8000::"], ["fd00:2021:1111:8000::", "100.96.0.1"]),
      (ours, ["2001:db8::1", "192.0.2.1"], ["192.0.2.1", "2001:db8::1"]),
      (["192.0.2.9", "2001:db8::9"], ["192.0.2.1", "2001:db8::1"], ["2001:db8::1", "192.0.2.1"]),
      // No source: last.
      (["192.0.2.9"], ["2001:db8::1", "192.0.2.1"], ["192.0.2.1", "2001:db8::1"]),
      // Otherwise as they came.
      (ours, ["192.0.2.3", "192.0.2.1", "192.0.2.2"], ["192.0.2.3", "192.0.2.1", "192.0.2.2"]),
    ]
    for (sources, addresses, sorted) in rows {
      let own = sources.compactMap { IPAddress($0) }
      let result = AddressOrder.sorted(addresses.compactMap { IPAddress($0) }) { remote in
        own.first { $0.family == remote.family }
      }
      #expect(result.map(\.description) == sorted.map { IPAddress($0)!.description })
    }
  }
}
