import Base
import Wire

@testable import HostStack

/// Names that the tests look up, and messages made by hand.
enum Names {
  static func name(_ text: String) -> DomainName { (try? DomainName(text)) ?? .root }

  static func a(_ name: String, _ address: String) -> DNSRecord {
    switch IPAddress(address) {
    case .v4(let v4)?: DNSRecord(self.name(name), ttl: 60, .a(v4))
    case .v6(let v6)?: DNSRecord(self.name(name), ttl: 60, .aaaa(v6))
    case nil: DNSRecord(self.name(name), ttl: 60, .txt([]))
    }
  }

  static func alias(_ name: String, _ target: String) -> DNSRecord {
    DNSRecord(self.name(name), ttl: 60, .cname(self.name(target)))
  }

  /// `www` is the server of `Pair`.
  static let lab: [DNSRecord] =
    [
      a("www.lab.test", "172.20.0.100"), a("www.lab.test", "172:20::100"), a("four.lab.test", "172.20.0.100"),
      a("six.lab.test", "172:20::100"), alias("alias.lab.test", "www.lab.test"),
      alias("far.lab.test", "www.other.test"), alias("loop.lab.test", "pool.lab.test"),
      alias("pool.lab.test", "loop.lab.test"), alias("astray.lab.test", "nowhere.lab.test"),
      DNSRecord(name("text.lab.test"), ttl: 60, .txt([Array("hello".utf8)])),
      DNSRecord(name("lab.test"), ttl: 60, .mx(preference: 10, exchange: name("mail.lab.test"))),
      DNSRecord(
        name("_sip._udp.lab.test"), ttl: 60,
        .srv(DNSService(priority: 1, weight: 2, port: 5060, target: name("www.lab.test")))),
      DNSRecord(
        name("www.lab.test"), ttl: 60,
        .https(ServiceBinding(priority: 1, target: .root, parameters: [.alpn([Array("h2".utf8)])]))),
      a("*.wild.lab.test", "192.0.2.7"), a("deep.known.wild.lab.test", "192.0.2.8"),
    ] + (1...100).map { a("many.lab.test", "192.0.2.\($0)") }

  static let server: NameServer = {
    let zones = try? [Zone(name("lab.test"), lab), Zone(name("other.test"), [a("www.other.test", "192.0.2.9")])]
    return NameServer(zones ?? [])
  }()

  static let settings = ResolverSettings(servers: [Endpoint(Pair.server[0], 53)], search: [name("lab.test")])

  /// A client with a resolver, and a host that is name server and web server.
  static func pair(seed: UInt64 = 1) -> Pair {
    var pair = Pair(seed: seed, services: [.http(80), .udpEcho(7), .dns(53, server)])
    pair.give(.resolver(settings))
    return pair
  }

  /// A client alone, with these servers.
  static func bench(_ servers: [String] = ["192.0.2.53"], search: [String] = []) -> Bench {
    var bench = Bench()
    let ends = servers.compactMap { IPAddress($0) }.map { Endpoint($0, 53) }
    bench.give(.resolver(ResolverSettings(servers: ends, search: search.map(name))))
    return bench
  }

  static func query(in packet: IPPacket) -> DNSMessage? {
    packet.udp.flatMap { try? DNSMessage(Array(packet.bytes[$0.payload])) }
  }

  /// What a server says to a query, from where the query went.
  static func reply(
    to packet: IPPacket, _ message: DNSMessage, from address: IPAddress? = nil, port: UInt16 = 53
  ) -> Host.Input {
    .packet(
      .udp(
        from: Endpoint(address ?? packet.destination, port), to: Endpoint(packet.source, packet.udp!.sourcePort),
        (try? message.encoded()) ?? [])!, PacketID(77))
  }

  /// Answers every query that left with what `answer` says.
  static func answer(
    _ bench: inout Bench, _ packets: [IPPacket], _ answer: (DNSMessage) -> DNSMessage
  ) -> [IPPacket] {
    packets.flatMap { packet -> [IPPacket] in
      guard let query = query(in: packet) else { return [] }
      return bench.give(reply(to: packet, answer(query)))
    }
  }
}

extension AppResult {
  var dig: DigAnswer? { if case .answered(let answer) = outcome { answer } else { nil } }
}
