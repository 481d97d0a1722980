import Base
import Testing
import Wire

@testable import HostStack

/// Bytes that nobody sensible sends. What is asked: no crash, and nothing grows beyond its bound.
@Suite struct FuzzTests {
  @Test func `damaged packets of a live conversation do no harm`() {
    var chance = Chance(seed: 42)
    for _ in 0..<12 {
      var bench = Bench(Pair.server, services: [.http(80), .tcpEcho(7), .udpEcho(7)], seed: chance.nextUInt64())
      bench.give(.open(AppID(1), DownloadTests.url("/")))
      bench.give(.open(AppID(2), .ping(Pair.client[1])))
      bench.give(.open(AppID(3), .udp(Endpoint(Pair.client[0], 5), [1, 2])))
      var pool = bench.sent
      pool.append(.tcp(from: Self.peer, to: Endpoint(Pair.server[0], 7), TCPSegment(sequence: 9, flags: .syn))!)
      for step in 0..<150 {
        let packet = Self.damaged(Self.turned(pool[Int(chance.below(UInt32(pool.count)))], &chance), &chance)
        if let packet { pool += bench.give(.packet(packet, PacketID(1)), at: .milliseconds(10 * step)) }
        pool = Array(pool.suffix(30))
      }
      #expect(bench.host.connections.count <= HostLimits.connections)
      _ = bench.run(until: .seconds(5000))
      #expect(bench.host.timers.next == nil, "everything ends")
    }
  }

  @Test func `any segment in any state leaves a connection that still ends`() {
    var chance = Chance(seed: 7)
    for _ in 0..<40 {
      var peer = SegmentTests.Peer(port: chance.below(2) == 0 ? 7 : 80)
      for _ in 0..<60 {
        let payload = chance.bytes(Int(chance.below(40)))
        _ = peer.say(
          Int(chance.below(120)) - 20, TCPFlags(rawValue: UInt8(chance.below(64)) & 0b11_1001 | 16), payload,
          acknowledged: chance.below(60), window: UInt16(chance.below(200)))
        if chance.below(4) == 0 { _ = peer.bench.run(until: peer.bench.now - .zero + .milliseconds(300)) }
      }
      _ = peer.bench.run(until: .seconds(10_000))
      #expect(peer.bench.host.timers.next == nil)
    }
  }

  @Test func `connections are bounded`() {
    var bench = Bench(Pair.server, services: [.http(80)])
    for port in 1...UInt16(HostLimits.connections + 5) {
      let syn = TCPSegment(sequence: 1, flags: .syn)
      bench.give(
        .packet(
          .tcp(from: Endpoint(Pair.client[0], port), to: Endpoint(Pair.server[0], 80), syn)!, PacketID(1)))
    }
    #expect(bench.host.connections.count == HostLimits.connections)
    #expect(bench.dropped.suffix(5).allSatisfy { $0 == .tooManySockets })
    #expect(bench.dropped.count == 5)
  }

  static let peer = Endpoint(Pair.client[0], 4000)

  /// The packet with source and destination exchanged, or as it is, its checksums right.
  private static func turned(_ packet: IPPacket, _ chance: inout Chance) -> IPPacket {
    guard chance.below(4) != 0 else { return packet }
    switch packet.transport {
    case .tcp(let header):
      let segment = TCPSegment(
        sequence: chance.below(2) == 0 ? header.acknowledgment : chance.nextUInt32(),
        acknowledgment: header.sequence &+ chance.below(3), flags: TCPFlags(rawValue: UInt8(chance.below(64))),
        window: UInt16(chance.below(65_536)), payload: chance.bytes(Int(chance.below(100))))
      return .tcp(
        from: Endpoint(packet.destination, header.destinationPort), to: Endpoint(packet.source, header.sourcePort),
        segment) ?? packet
    case .udp(let header):
      return .udp(
        from: Endpoint(packet.destination, header.destinationPort), to: Endpoint(packet.source, header.sourcePort),
        chance.bytes(4)) ?? packet
    default: return .error(.unreachable(code: UInt8(chance.below(16))), about: packet) ?? packet
    }
  }

  /// The packet with a few bytes changed, sometimes with the checksums of its IP header made right again.
  private static func damaged(_ packet: IPPacket, _ chance: inout Chance) -> IPPacket? {
    guard chance.below(2) == 0 else { return packet }
    var bytes = packet.bytes
    for _ in 0...chance.below(3) { bytes[Int(chance.below(UInt32(bytes.count)))] = UInt8(chance.below(256)) }
    return try? IPPacket(Array(bytes.prefix(Int(chance.below(UInt32(bytes.count) * 4)))))
  }
}
