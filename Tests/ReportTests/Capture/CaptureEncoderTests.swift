import Base
import Testing

@testable import Report

@Suite struct CaptureEncoderTests {
  private func encoded(_ packets: [CapturedPacket]) -> [UInt8] {
    var encoder = BlockEncoder()
    for packet in packets { encoder.add(packet) }
    return encoder.take()
  }

  @Test(arguments: [false, true]) func `what is read, written and read again is the same`(_ big: Bool) {
    let packets = decode(CaptureBuilder.everything(big: big)).packets
    let again = decode(encoded(packets))
    #expect(again.problem == nil)
    #expect(again.packets == packets)
    #expect(encoded(again.packets) == encoded(packets))
  }

  @Test func `packets of two sections may be mixed`() {
    let packets = decode(CaptureBuilder.everything(big: false)).packets
    let mixed = [packets[4], packets[0], packets[4], packets[1]]
    #expect(decode(encoded(mixed)).packets == mixed)
  }

  @Test func `a packet without a time is simple where it can be`() {
    let section = CaptureSection()
    let (first, second) = (
      CaptureInterface(.raw, in: section, snapLength: 2), CaptureInterface(.ethernet, in: section)
    )
    let simple = CapturedPacket([1, 2], on: first, at: nil, originalLength: 9)
    let commented = CapturedPacket([1, 2], on: first, at: nil, originalLength: 9, comments: ["x"])
    let other = CapturedPacket([1], on: second, at: nil)
    let read = decode(encoded([simple, commented, other])).packets
    #expect(read.map(\.ticks) == [nil, 0, 0])
    #expect(read.map(\.bytes) == [[1, 2], [1, 2], [1]])
  }

  @Test func `pcap holds one link type, and nanoseconds`() {
    let packets = decode(CaptureBuilder.everything(big: false)).packets
    var encoder = ClassicEncoder()
    #expect(encoder.add(packets[0]) == nil)
    #expect(encoder.add(packets[2]) == nil)
    #expect(encoder.add(packets[1]) == LinkTypesDiffer(file: .raw, packet: .ethernet))
    let read = decode(encoder.take())
    #expect(read.problem == nil)
    #expect(read.packets.map(\.bytes) == [packets[0].bytes, packets[2].bytes])
    #expect(read.packets.map(\.time) == [packets[0].time, .init(nanoseconds: 0)])
    #expect(read.packets[0].interface.link == .raw)
  }
}

@Suite struct LinkHeaderTests {
  private static let macs = [UInt8](repeating: 2, count: 12)

  @Test(
    arguments: [
      (101, [0x45], 0, "ip"), (101, [0x60], 0, "ip6"), (101, [0x10], 0, nil), (101, [], 0, nil), (12, [0x45], 0, "ip"),
      (14, [0x45], 0, "ip"), (228, [], 0, "ip"), (229, [0x45], 0, "ip6"), (1, macs + [8, 0], 14, "ip"),
      (1, macs + [0x86, 0xdd, 0x60], 14, "ip6"), (1, macs + [8, 6], 14, "arp"), (1, macs + [0, 46], 14, nil),
      (1, macs + [0x81, 0, 0, 5, 8, 0], 18, "ip"),
      (1, macs + [0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x86, 0xdd], 22, "ip6"),
      (1, macs + [0x12, 0x34], 14, "ethertype 0x1234"),
      (113, [UInt8](repeating: 0, count: 14) + [8, 0], 16, "ip"),
      (276, [0x86, 0xdd] + [UInt8](repeating: 0, count: 18), 20, "ip6"), (0, [2, 0, 0, 0], 4, "ip"),
      (0, [0, 0, 0, 30], 4, "ip6"), (108, [0, 0, 0, 24], 4, "ip6"), (0, [10, 0, 0, 0], 4, "ip6"),
      (0, [7, 0, 0, 0], 4, nil),
      (147, [0x45], 0, nil),
    ] as [(UInt16, [UInt8], Int, String?)])
  func `where the network packet begins`(_ link: UInt16, _ bytes: [UInt8], _ length: Int, _ name: String?) throws {
    let header = try #require(LinkType(rawValue: link).header(of: bytes))
    #expect(header.length == length)
    #expect(header.type?.name == name)
  }

  @Test(
    arguments: [
      (1, macs + [8]), (1, macs + [0x81, 0, 0, 5, 8]), (113, [UInt8](repeating: 0, count: 15)),
      (276, [UInt8](repeating: 0, count: 19)), (0, [2, 0, 0]), (108, []),
    ] as [(UInt16, [UInt8])])
  func `a header that is cut is none`(_ link: UInt16, _ bytes: [UInt8]) {
    #expect(LinkType(rawValue: link).header(of: bytes) == nil)
  }
}
