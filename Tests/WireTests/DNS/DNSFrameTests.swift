import Base
import Testing

@testable import Wire

@Suite struct DNSFrameTests {
  private func segment(_ payload: [UInt8]) throws -> Packet {
    Packet(
      dissecting: try stack(layer("ip"), layer("tcp", ["sport": .number(53), "flags": .name("PA")]), .raw(payload))
        .build().bytes)
  }

  private func names(_ packet: Packet) -> [String] { packet.layers.dropFirst(2).map(\.schema.name) }

  @Test func `over tcp a message gets its length by itself`() throws {
    let query = try layer("dns", ["qname": .text("a.example")])
    let built = try stack(layer("tcp", ["dport": .number(53)]), query).build()
    #expect(built.layers.map(\.schema.name) == ["ip", "tcp", "dns.frame", "dns"])
    #expect(Array(built.bytes[40..<44]) == [0, 27, 0, 0])
    #expect(built.source == #"ip()/tcp(dport=53)/dns.frame()/dns(qname="a.example")"#)
    let two = try stack(layer("tcp", ["dport": .number(53)]), query, query).build()
    #expect(two.bytes.count == 40 + 2 * 29 && two.faults.isEmpty)
    #expect(names(Packet(dissecting: two.bytes)) == ["dns.frame", "dns", "dns.frame", "dns"])
    let alone = try stack(layer("dns.frame", ["length": .number(9)]), query).build()
    #expect(alone.layers.map(\.schema.name) == ["ip", "tcp", "dns.frame", "dns"] && alone.bytes[41] == 9)
    #expect(alone.faults.map(\.right) == [.number(27)])
  }

  @Test func `messages of a real server come apart and back`() throws {
    for known in KnownMessage.all where known.name.contains("tcp") {
      for bytes in [known.bytes, known.bytes + known.bytes] {
        let packet = try segment(bytes)
        #expect(
          names(packet)
            == Array([["dns.frame", "dns"], ["dns.frame", "dns"]].prefix(bytes == known.bytes ? 1 : 2).joined()))
        #expect(packet.faults.isEmpty)
        #expect(try CraftedPacket(packet).build().bytes == packet.bytes)
      }
    }
  }

  @Test func `what is not whole stays raw`() throws {
    let bytes = try #require(KnownMessage.all.first { $0.name == "knot many tcp response" }).bytes
    for count in 1..<bytes.count {
      let part = try segment(Array(bytes.prefix(count)))
      #expect(names(part) == ["raw"], "\(count)")
      let behind = try segment(bytes + bytes.prefix(count))
      #expect(names(behind) == ["dns.frame", "dns", "raw"], "\(count)")
      #expect(try CraftedPacket(behind).build().bytes == behind.bytes)
    }
  }

  @Test func `bytes behind a message but in its frame are kept`() throws {
    let message = KnownMessage["knot a query"]
    let packet = try segment([0, UInt8(message.count + 2)] + message + [7, 7] + [0, UInt8(message.count)] + message)
    #expect(names(packet) == ["dns.frame", "dns", "raw", "dns.frame", "dns"])
    #expect(packet.faults.map(\.right) == [.number(UInt64(message.count))])
    #expect(try CraftedPacket(packet).build().bytes == packet.bytes)
  }

  @Test func `other ports and other bytes stay raw`() throws {
    let message = KnownMessage["knot a query"]
    func datagram(_ port: UInt64, _ bytes: [UInt8]) throws -> [String] {
      let packet = try stack(layer("ip"), layer("udp", ["sport": .number(9), "dport": .number(port)]), .raw(bytes))
        .build()
      return names(Packet(dissecting: packet.bytes))
    }
    #expect(try datagram(53, message) == ["dns"])
    #expect(try datagram(5353, message) == ["dns"])
    #expect(try datagram(54, message) == ["raw"])
    #expect(try datagram(53, Array("hello, this is no message".utf8)) == ["raw"])
    #expect(try datagram(53, [UInt8](repeating: 0, count: 40)) == ["raw"])
    #expect(try datagram(53, [UInt8](repeating: 0, count: 12)) == ["dns"])
  }
}
