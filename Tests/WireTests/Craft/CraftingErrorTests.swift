import Base
import Testing

@testable import Wire

@Suite struct CraftingErrorTests {
  @Test func `an unknown field names its layer's fields`() throws {
    let error = try #require(caught { _ = try layer("ip", ["dts": .ip("1.2.3.4")]) })
    #expect(error.message == "`ip` has no field `dts`")
    #expect(error.suggestion == "did you mean `dst` (destination address)?")
    #expect(
      error.note == "fields of ip: src dst ttl protocol id flags frag_offset dscp ecn total_length checksum options"
    )
    #expect(error.field == "dts")
  }

  @Test func `a hint lists fields that there are`() {
    for schema in LayerSchema.all {
      #expect(!schema.fieldNames.isEmpty && schema.fieldNames.allSatisfy { schema[$0]?.name == $0 }, "\(schema.name)")
    }
  }

  @Test func `an unknown layer suggests one`() {
    let error = caught { _ = try layer("upd") }
    #expect(error?.message == "there is no layer `upd`")
    #expect(error?.suggestion == "did you mean `udp`?")
    #expect(caught { _ = try layer("frobnicate") }?.suggestion == nil)
  }

  @Test func `a number too wide says what fits`() {
    let error = caught { _ = try layer("udp", ["dport": .number(70000)]) }
    #expect(error?.message == "70000 does not fit `udp.dport`: 16 bits, 0 to 65535")
    #expect(error?.problem == .tooWide(70000, bits: 16, max: 65535))
    #expect(caught { _ = try layer("ip", ["ttl": .set([.number(1), .number(256)])]) }?.field == "ttl")
    #expect(caught { _ = try layer("ip", ["ttl": .range(1, 300)]) } != nil)
  }

  @Test func `a computed field that does not fit refuses the packet`() throws {
    let options = FieldValue.bytes([UInt8](repeating: 1, count: 44))
    let header = caught { _ = try stack(layer("ip"), layer("tcp", ["options": options])).build() }
    #expect(header?.message == "`tcp.data_offset` would have to be 16 and has 4 bits: at most 15")
    #expect(header?.layer == 1)
    let payload = [UInt8](repeating: 0, count: 65_515)
    let length = caught { _ = try (stack(layer("ip"), layer("udp")) / payload).build() }
    #expect(length?.problem == .computedTooWide(65_543, bits: 16, max: 65_535))
    #expect(length?.field == "total_length" && length?.layer == 0)
  }

  @Test func `a value set by hand stays, however much is behind it`() throws {
    let options = FieldValue.bytes([UInt8](repeating: 1, count: 44))
    let packet = try stack(layer("ip"), layer("tcp", ["options": options, "data_offset": .number(5)])).build()
    #expect(packet.bytes.count == 20 + 64)
    #expect(packet.bytes[32] >> 4 == 5)
    let longest = try stack(layer("ip"), layer("tcp", ["options": .bytes([UInt8](repeating: 1, count: 40))])).build()
    #expect(longest.bytes[32] >> 4 == 15)
  }

  @Test func `an unknown name suggests one and lists the others`() {
    let error = caught { _ = try layer("icmp4", ["type": .name("unreachble")]) }
    #expect(error?.message == "`icmp4.type` knows no `unreachble`")
    #expect(error?.suggestion == "did you mean `unreachable`?")
    let code = caught { _ = try stack(layer("icmp", ["type": .name("echo"), "code": .name("prohibited")])).build() }
    #expect(code?.message == "`icmp4.code` knows no `prohibited`")
    #expect(code?.note == "it has no names here; a number always works")
    let flags = caught { _ = try layer("tcp", ["flags": .name("SX")]) }
    #expect(flags?.note == "allowed: F S R P A U E C, or a number")
  }

  @Test func `an address of the wrong family or no address is refused`() {
    let wrong = caught { _ = try layer("ip", ["dst": .ip("172:20::1")]) }
    #expect(wrong?.message == "`ip.dst` takes an IPv4 address; 172:20::1 is IPv6")
    let text = caught { _ = try layer("ip", ["dst": .text("300.1.2.3")]) }
    #expect(text?.message == "`ip.dst` takes an IPv4 address, not text")
    let mixed = caught { _ = try stack(layer("ip"), layer("udp", ["dst": .ip("::1")])).build() }
    #expect(mixed?.layer == 1)
    #expect(mixed?.message == "`udp.dst` takes an IPv4 address; ::1 is IPv6")
  }

  @Test func `ICMPv4 numbers inside IPv6 say what they are there`() throws {
    let error = try #require(
      caught { _ = try stack(layer("ip6"), layer("icmp", ["type": .number(3), "code": .number(13)])).build() })
    #expect(
      error.message
        == "type 3, code 13 is ICMPv4's \"Communication Administratively Prohibited\" and means nothing in ICMPv6")
    #expect(error.suggestion == "in ICMPv6 this is type 1, code 1")
    #expect(error.layer == 1)
    let explicit = try #require(
      caught { _ = try stack(layer("ip6"), layer("icmp4", ["type": .number(3), "code": .number(13)])).build() })
    #expect(explicit.message == "`icmp4` cannot follow `ip6`")
    #expect(explicit.suggestion == "write `icmp6(type=1, code=1)` there")
    let back = try #require(
      caught { _ = try stack(layer("ip"), layer("icmp", ["type": .number(1), "code": .number(1)])).build() })
    #expect(back.suggestion == "in ICMPv4 this is type 3, code 13")
  }

  @Test func `a layer that is announced by hand may stand anywhere`() throws {
    let packet = try stack(layer("ip6", ["next_header": .number(1)]), layer("icmp4")).build()
    #expect(packet.bytes[6] == 1)
    #expect(caught { _ = try stack(layer("udp"), layer("tcp")).build() }?.message == "`tcp` cannot follow `udp`")
    #expect(caught { _ = try stack(layer("udp"), layer("tcp")).build() }?.layer == 1)
  }

  @Test func `the same address twice is refused`() {
    let error = caught {
      _ = try stack(layer("ip", ["dst": .ip("1.2.3.4")]), layer("udp", ["dst": .ip("1.2.3.5")])).build()
    }
    #expect(error?.problem == .saidTwice)
    #expect(error?.layer == 1)
  }

  @Test(arguments: ["ip[x].dst", "ip.dst.more", "ip[0].ttl", ""])
  func `a path that leads nowhere is refused`(path: String) {
    #expect(caught { _ = try PacketPath(path) } != nil)
  }
}
