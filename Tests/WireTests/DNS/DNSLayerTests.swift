import Base
import Testing

@testable import Wire

/// A packet whose UDP carries these bytes from port 53.
func dnsDatagram(_ message: [UInt8]) throws -> [UInt8] {
  try stack(layer("ip"), layer("udp", ["dport": .number(40000)]), .raw(message)).build().bytes
}

extension Packet {
  /// The source of the `dns` layer alone.
  var dnsSource: String? { CraftedPacket(self).layers.first { $0.schema === LayerSchema.dns }?.source }
}

@Suite struct DNSLayerTests {
  @Test func `a query is short to write and what a resolver sends`() throws {
    let packet = try stack(
      layer("dns", ["id": .number(0xb282), "ad": .number(1), "qname": .text("www.example.test")]))
    let built = try packet.build()
    #expect(built.layers.map(\.schema.name) == ["ip", "udp", "dns"])
    #expect(Array(built.bytes[28...]) == KnownMessage["knot a query"])
    #expect(built.summary == "0.0.0.0 > 0.0.0.0 udp 53 > 53 length 34 dns 45698+ A? www.example.test.")
    #expect(built.source == #"ip()/udp()/dns(id=45698, ad=1, qname="www.example.test")"#)
  }

  @Test func `a response is written record by record`() throws {
    let name = FieldValue.text("a.example")
    let packet = try stack(
      layer(
        "dns",
        [
          "qr": .number(1), "qname": name,
          "answers": .list([
            .item("cname", name, .text("b.example"), named: ["ttl": .number(60)]),
            .item("a", .text("b.example"), .ip("192.0.2.1")), .item("mx", name, .number(10), .text("m.example")),
            .item("txt", name, .text("one"), .text("two")), .item("record", name, .number(999), .bytes([1, 2])),
          ]),
          "authorities": .item("ns", .text("example"), .text("ns.example")),
          "additionals": .item("opt", named: ["size": .number(4096), "do": .number(1), "z": .number(5)]),
        ]))
    let built = try packet.build()
    let message = try DNSMessage(Array(built.bytes[28...]))
    #expect(
      message.answers.map(\.description) == [
        "a.example. 60 IN CNAME b.example.", "b.example. 0 IN A 192.0.2.1", "a.example. 0 IN MX 10 m.example.",
        #"a.example. 0 IN TXT "one" "two""#, "a.example. 0 IN TYPE999 \\# 2 0102",
      ])
    #expect(message.authorities.map(\.description) == ["example. 0 IN NS ns.example."])
    #expect(message.edns == EDNS(payloadSize: 4096, flags: 0x8005))
    #expect(try message.encoded() == Array(built.bytes[28...]), "compressed as the codec does")
    #expect(built.faults.isEmpty)
    #expect(try CraftedPacket(built).build().bytes == built.bytes)
  }

  @Test func `every message of real programs comes apart and back`() throws {
    for known in KnownMessage.all {
      let bytes = try dnsDatagram(known.message)
      let packet = Packet(dissecting: bytes)
      #expect(packet.layers.map(\.schema.name) == ["ip", "udp", "dns"], "\(known.name)")
      #expect(packet.faults.isEmpty, "\(known.name)")
      #expect(try CraftedPacket(packet).build().bytes == bytes, "\(known.name)")
    }
  }

  @Test func `records read as a script writes them`() throws {
    let cases: [(name: String, source: String)] = [
      (
        "knot mx response",
        #"""
        dns(id=22064, qr=1, aa=1, qname="example.test", qtype=mx, answers=[mx("example.test", 10, "mail.example.test", \#
        ttl=60), mx("example.test", 20, "mail2.example.test", ttl=60)], additionals=[a("mail.example.test", 192.0.2.25, \#
        ttl=60), a("mail2.example.test", 192.0.2.26, ttl=60), opt])
        """#
      ),
      (
        "knot svcb response",
        #"""
        dns(id=13172, qr=1, aa=1, qname="svc.example.test", qtype=svcb, answers=[svcb("svc.example.test", ttl=60, \#
        target="www.example.test", params=[mandatory(1, 3), alpn("dot"), no-default-alpn, port(853), \#
        param(65280, "abc")])], additionals=[a("www.example.test", 192.0.2.80, ttl=60), aaaa("www.example.test", \#
        2001:db8::80, ttl=60), opt])
        """#
      ),
      (
        "knot nxdomain response",
        #"""
        dns(id=24113, qr=1, aa=1, rcode=nxdomain, qname="nope.example.test", authorities=[soa("example.test", \#
        "ns.example.test", "hostmaster.example.test", 1, 3600, 600, 86400, 30, ttl=30)], additionals=[opt])
        """#
      ),
      (
        "knot refused response",
        #"dns(id=65486, qr=1, rcode=refused, qname="nope.elsewhere", additionals=[opt(ede(20))])"#
      ),
      (
        "dnsmasq cname response",
        #"""
        dns(id=39262, qr=1, aa=1, ra=1, qname="alias.example.test", answers=[cname("alias.example.test", \#
        "www.example.test"), a("www.example.test", 192.0.2.80)], additionals=[opt], compression=owners)
        """#
      ),
    ]
    for (name, source) in cases {
      #expect(Packet(dissecting: try dnsDatagram(KnownMessage[name])).dnsSource == source, "\(name)")
    }
  }

  @Test func `a summary says who was asked for and what the answer is`() throws {
    let cases: [(name: String, words: String)] = [
      ("knot cname response", "dns 64327 A? alias.example.test. 2/0/1 CNAME www.example.test., A 192.0.2.80"),
      ("knot nxdomain response", "dns 24113 nxdomain A? nope.example.test. 0/1/1"),
      ("knot truncated response", "dns 20465 truncated TXT? big.example.test. 0/0/0"),
      ("knot aaaa,nsid query", "dns 49746+ AAAA? WwW.eXample.TEST."),
    ]
    for (name, words) in cases {
      #expect(Packet(dissecting: try dnsDatagram(KnownMessage[name])).summary.hasSuffix(words), "\(name)")
    }
  }

  @Test func `fields say what an unset one is`() throws {
    let rows = LayerSchema.dns.fieldRows
    func unset(_ name: String) -> String? { rows.first { $0.name == name }?.unset }
    #expect(unset("id") == "0" && unset("rd") == "1" && unset("qr") == "0" && unset("rcode") == "noerror")
    #expect(unset("ancount") == "computed: number of answers" && unset("compression") == "standard")
    #expect(rows.first { $0.name == "qtype" }?.words.contains("aaaa") == true)
    #expect(LayerSchema.dns["answers"]?.words.contains("srv") == true)
  }

  @Test func `fields are found by path and changed`() throws {
    let packet = Packet(dissecting: try dnsDatagram(KnownMessage["knot aaaa,nsid response"]))
    #expect(try packet.value(of: "dns.qname") == .text("WwW.eXample.TEST"))
    #expect(try packet.value(of: "dns.qtype") == .number(28))
    #expect(try packet.value(of: "dns.arcount") == .number(1))
    #expect(try packet.value(of: "dns.compression") == nil)
    let other = try CraftedPacket(packet).with("dns.qname", .text("b.example")).with("dns.rcode", .name("servfail"))
    let message = try DNSMessage(Array(other.build().bytes[28...]))
    #expect(message.questions.map(\.description) == ["b.example. IN AAAA"] && message.rcode == .serverFailure)
  }
}
