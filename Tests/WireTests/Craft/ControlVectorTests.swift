import Base
import Testing

@testable import Wire

/// No other tool reads Firezone's peer control protocol. What judges ours are bytes put down by hand from its description:
/// IPv6 from `::` to `::`, next header 255, hop limit 0; type, seven bytes of zero, and JSON of the known fields.
@Suite struct ControlVectorTests {
  /// Version 6, and payload length, next header 255, hop limit 0, two addresses of zeros.
  private static func ip(_ length: UInt8) -> [UInt8] {
    [0x60, 0, 0, 0, 0, length, 0xff, 0] + [UInt8](repeating: 0, count: 32)
  }

  @Test func `a goodbye is eight bytes behind an IPv6 header`() throws {
    let bytes = Self.ip(8) + [2, 0, 0, 0, 0, 0, 0, 0]
    #expect(try stack(layer("control", ["type": .name("goodbye")])).build().bytes == bytes)
    #expect(try stack(layer("control")).build().bytes == bytes)
    let found = Packet(dissecting: bytes)
    #expect(found.layers.map(\.schema.name) == ["ip6", "control"])
    #expect(try found.value(of: "control.type") == .number(2))
    #expect(found.faults.isEmpty)
  }

  @Test func `a status carries its JSON as it is`() throws {
    let json = Array(#"{"resource":"f","domain":"a.b","status":"Active"}"#.utf8)
    #expect(json.count == 49)
    let bytes = Self.ip(57) + [1, 0, 0, 0, 0, 0, 0, 0] + json
    #expect(try stack(layer("control", ["type": .name("DomainStatus")]), .raw(json)).build().bytes == bytes)
    let found = Packet(dissecting: bytes)
    #expect(found.layers.map(\.schema.name) == ["ip6", "control", "raw"])
    #expect(found.payload == json)
    #expect(try CraftedPacket(found).build().bytes == bytes)
  }

  @Test func `assigned addresses have type 0`() throws {
    let bytes = Self.ip(8) + [0, 0, 0, 0, 0, 0, 0, 0]
    #expect(try stack(layer("control", ["type": .name("AssignedIps")])).build().bytes == bytes)
  }

  @Test func `the same number over IPv4 is none of it`() {
    let ip: [UInt8] = [0x45, 0, 0, 28, 0, 0, 0, 0, 0, 255, 0xbb, 0xe4] + [UInt8](repeating: 0, count: 8)
    let found = Packet(dissecting: ip + [2, 0, 0, 0, 0, 0, 0, 0])
    #expect(found.layers.map(\.schema.name) == ["ip", "raw"])
  }
}
