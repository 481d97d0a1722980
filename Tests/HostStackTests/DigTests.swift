import Base
import Testing
import Wire

@testable import HostStack

@Suite struct DigTests {
  @Test func `dig prints what the real one prints`() throws {
    var pair = Names.pair()
    var dig = Dig("alias.lab.test")
    dig.server = Endpoint(Pair.server[0], 53)
    pair.give(.open(AppID(1), .dig(dig)))
    pair.run()
    let result = try #require(pair.result(1))
    let id = try #require(result.dig?.message.header.id)
    #expect(
      result.lines == [
        "", "; <<>> dig <<>> @172.20.0.100 alias.lab.test A", "; (1 server found)", ";; global options: +cmd",
        ";; Got answer:", ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: \(id)",
        ";; flags: qr aa rd; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1",
        ";; WARNING: recursion requested but not available", "", ";; OPT PSEUDOSECTION:",
        "; EDNS: version: 0, flags:; udp: 1232", ";; QUESTION SECTION:", ";alias.lab.test.\t\tIN\tA", "",
        ";; ANSWER SECTION:", "alias.lab.test.\t\t60\tIN\tCNAME\twww.lab.test.",
        "www.lab.test.\t\t60\tIN\tA\t172.20.0.100", "", ";; Query time: 10 msec",
        ";; SERVER: 172.20.0.100#53(172.20.0.100) (UDP)", ";; MSG SIZE  rcvd: 77", "",
      ])
    #expect(result.exitStatus == 0)
    #expect(result.dig?.shortLines == ["www.lab.test.", "172.20.0.100"])
  }

  @Test func `long names push their columns`() {
    var pair = Names.pair()
    pair.give(.open(AppID(1), .dig(Dig("a-very-long-name-that-goes-beyond.wild.lab.test", .a))))
    pair.run()
    let lines = pair.result(1)?.lines ?? []
    #expect(lines.contains(";a-very-long-name-that-goes-beyond.wild.lab.test. IN A"))
    #expect(lines.contains("a-very-long-name-that-goes-beyond.wild.lab.test. 60 IN A 192.0.2.7"))
  }

  @Test func `no such name is an answer and no failure`() {
    var pair = Names.pair()
    pair.give(.open(AppID(1), .dig(Dig("nowhere.lab.test"))))
    pair.run()
    let answer = pair.result(1)?.dig
    #expect(answer?.message.rcode == .nonExistentDomain)
    #expect(answer?.message.authorities.first?.type == .soa)
    #expect(pair.result(1)?.exitStatus == 0)
  }

  @Test func `a server that is not reached is named for every try, and dig exits with 9`() {
    let rows: [(Int, ICMPError, String)] = [
      (0, .prohibited(.v4), "host unreachable"), (1, .prohibited(.v6), "permission denied"),
      (0, .portUnreachable(.v4), "connection refused"),
    ]
    for (family, error, words) in rows {
      var bench = Bench()
      var dig = Dig("x.test")
      dig.server = Endpoint(Pair.server[family], 53)
      var packets = bench.give(.open(AppID(1), .dig(dig)))
      while let packet = packets.first { packets = bench.give(.packet(.error(error, about: packet)!, PacketID(3))) }
      #expect(bench.sent.count == 3)
      let line = ";; communications error to \(Pair.server[family])#53: \(words)"
      #expect(
        bench.result?.lines == [
          line, line, line, "", "; <<>> dig <<>> @\(Pair.server[family]) x.test A", "; (1 server found)",
          ";; global options: +cmd", ";; no servers could be reached",
        ])
      #expect(bench.result?.exitStatus == 9)
    }
  }

  @Test func `silence times out three times`() {
    var bench = Names.bench()
    bench.give(.open(AppID(1), .dig(Dig("x.test"))))
    #expect(bench.run(until: .seconds(60)) == [.seconds(5), .seconds(10)])
    #expect(bench.result?.duration == .seconds(15))
    #expect(bench.result?.lines.first == ";; communications error to 192.0.2.53#53: timed out")
    #expect(bench.result?.failure?.errno == .etimedout)
  }

  @Test func `over TCP a refused connection is told in other words`() {
    var pair = Pair()
    var dig = Dig("x.test")
    dig.server = Endpoint(Pair.server[0], 53)
    dig.transport = .tcp
    dig.tries = 1
    pair.give(.open(AppID(1), .dig(dig)))
    pair.run()
    #expect(
      pair.result(1)?.lines == [
        ";; Connection to 172.20.0.100#53(172.20.0.100) for x.test failed: connection refused.",
        ";; no servers could be reached",
      ])
    #expect(pair.result(1)?.exitStatus == 9)
  }

  @Test func `an address is asked for backwards`() {
    #expect(Dig(reverse: IPAddress("1.2.3.4")!).name == "4.3.2.1.in-addr.arpa.")
    let six = Dig(reverse: IPAddress("2001:db8::567:89ab")!)
    #expect(six.name == "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.")
    #expect(six.type == .ptr)
  }

  @Test func `types other than addresses arrive whole`() {
    let rows: [(String, DNSType, String)] = [
      ("lab.test", .mx, "10 mail.lab.test."), ("_sip._udp.lab.test", .srv, "1 2 5060 www.lab.test."),
      ("text.lab.test", .txt, "\"hello\""), ("www.lab.test", .https, "1 . alpn=\"h2\""),
      ("www.lab.test", .aaaa, "172:20::100"), ("alias.lab.test", .cname, "www.lab.test."),
      ("lab.test", .soa, "ns.lab.test. hostmaster.lab.test. 1 3600 600 86400 60"),
    ]
    for (name, type, text) in rows {
      for transport in [DNSTransport.udp, .tcp] {
        var pair = Names.pair()
        var dig = Dig(name, type)
        dig.transport = transport
        pair.give(.open(AppID(1), .dig(dig)))
        pair.run()
        #expect(pair.result(1)?.dig?.shortLines == [text], "\(type) over \(transport)")
        #expect(pair.result(1)?.dig?.transport == transport)
        #expect(pair.hosts.allSatisfy { $0.connections.isEmpty })
      }
    }
  }

  @Test func `a truncated answer is fetched over TCP unless that is not wanted`() {
    for ignores in [false, true] {
      var pair = Names.pair()
      var dig = Dig("many.lab.test")
      dig.ignoresTruncation = ignores
      pair.give(.open(AppID(1), .dig(dig)))
      pair.run()
      let answer = pair.result(1)?.dig
      #expect(answer?.transport == (ignores ? .udp : .tcp))
      #expect(answer?.message.answers.count == (ignores ? 0 : 100))
      #expect(answer?.message.header.tc == ignores)
      #expect(pair.result(1)?.lines.contains(";; Truncated, retrying in TCP mode.") == !ignores)
    }
  }

  @Test func `the search list completes a name without a dot when asked to`() {
    for (search, status) in [(true, DNSRcode.noError), (false, .refused)] {
      var pair = Names.pair()
      var dig = Dig("www")
      dig.search = search
      pair.give(.open(AppID(1), .dig(dig)))
      pair.run()
      #expect(pair.result(1)?.dig?.message.rcode == status)
    }
  }

  @Test func `a server's failure leads to the next server and is shown when there is none`() {
    var bench = Names.bench(["192.0.2.1", "192.0.2.2"])
    var packets = bench.give(.open(AppID(1), .dig(Dig("x.test"))))
    packets = Names.answer(&bench, packets) { $0.answered(.serverFailure) }
    #expect(packets.map(\.destination.description) == ["192.0.2.2"])
    _ = Names.answer(&bench, packets) { $0.answered(.serverFailure) }
    #expect(bench.result?.dig?.message.rcode == .serverFailure)
    #expect(bench.result?.lines.first == ";; Got SERVFAIL reply from 192.0.2.1#53, trying next server")
  }

  @Test func `what is no name is refused before anything is sent`() {
    for (name, why) in [("a..b", "empty label"), (String(repeating: "a", count: 64), "label too long")] {
      var bench = Names.bench()
      bench.give(.open(AppID(1), .dig(Dig(name))))
      #expect(bench.sent.isEmpty)
      #expect(bench.result?.lines == ["dig: '\(name)' is not a legal name (\(why))"])
      #expect(bench.result?.exitStatus == 10)
    }
  }
}
