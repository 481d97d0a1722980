import Base
import Testing

@testable import Wire

@Suite struct DNSPatternTests {
  private func matches(_ name: String, _ tests: KeyValuePairs<String, FieldValue>) throws -> Bool {
    let packet = try IPPacket(dnsDatagram(KnownMessage[name]))
    return try PacketPattern([LayerPattern("dns", tests.map { FieldTest($0.key, .equal, $0.value) })]).matches(packet)
  }

  @Test func `names match whatever their case`() throws {
    #expect(try matches("knot aaaa,nsid query", ["qname": .text("www.example.test")]))
    #expect(try matches("knot aaaa,nsid query", ["qname": .text("WWW.EXAMPLE.TEST.")]))
    #expect(try !matches("knot aaaa,nsid query", ["qname": .text("ww.example.test")]))
    #expect(try matches("knot mx response", ["qname": .set([.text("b"), .text("Example.Test")])]))
    let other = try PacketPattern([LayerPattern("dns", [FieldTest("qname", .notEqual, .text("EXAMPLE.test"))])])
    #expect(try !other.matches(IPPacket(dnsDatagram(KnownMessage["knot mx response"]))))
    #expect(try other.matches(IPPacket(dnsDatagram(KnownMessage["knot a query"]))))
  }

  @Test func `numbers match by name`() throws {
    #expect(try matches("knot nxdomain response", ["rcode": .name("nxdomain"), "qr": .number(1)]))
    #expect(try !matches("knot mx response", ["rcode": .name("nxdomain")]))
    #expect(try matches("knot mx response", ["qtype": .name("mx"), "opcode": .name("query")]))
  }

  @Test func `records match by what is said of them`() throws {
    let mail = FieldValue.item("mx", named: ["exchange": .text("MAIL2.example.test")])
    #expect(try matches("knot mx response", ["answers": mail]))
    #expect(try !matches("knot ns response", ["answers": mail]))
    #expect(try matches("knot mx response", ["additionals": .list([.item("a"), .item("opt")])]))
    #expect(try matches("knot refused response", ["additionals": .item("opt", .item("ede", .number(20)))]))
    #expect(try !matches("knot refused response", ["additionals": .item("opt", .item("ede", .number(21)))]))
  }

  @Test func `a miss names the field`() throws {
    let pattern = try PacketPattern([LayerPattern("dns", [FieldTest("qname", .equal, .text("a.example"))])])
    let miss = pattern.nearestMiss(try IPPacket(dnsDatagram(KnownMessage["knot a query"])))
    #expect(miss?.description == #"dns.qname: expected "a.example", is "www.example.test""#)
  }
}
