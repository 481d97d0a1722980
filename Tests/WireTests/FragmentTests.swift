import Base
import Testing

@testable import Wire

@Suite struct FragmentTests {
  static let payload = (0..<3000).map { UInt8(truncatingIfNeeded: $0) }

  static func datagram(_ family: IPFamily, options: Bool = false, length: Int = 3000) throws -> Packet {
    let data = Layer.raw(Array(payload.prefix(length)))
    if family == .v4 {
      var ip = try layer("ip", ["src": .ip("10.0.0.1"), "dst": .ip("10.0.0.2"), "id": .number(77)])
      if options {
        try ip.set("options", to: .list([.item("record-route", .ip("0.0.0.0")), .name("router-alert")]))
      }
      return try stack(ip, layer("udp"), data).build()
    }
    let ip = try layer("ip6", ["src": .ip("fd::1"), "dst": .ip("fd::2")])
    guard options else { return try stack(ip, layer("udp"), data).build() }
    return try stack(ip, layer("hopopts", ["options": .name("router-alert")]), layer("udp"), data).build()
  }

  @Test(arguments: [IPFamily.v4, .v6], [false, true])
  func `fragments fit, and make the datagram in any order`(family: IPFamily, options: Bool) throws {
    let whole = try Self.datagram(family, options: options)
    for mtu in [68 + 60, 576, 1280, 1500, 3020] {
      let fragments = try whole.fragmented(to: mtu, id: 9)
      #expect(fragments.allSatisfy { $0.bytes.count <= mtu && $0.faults.isEmpty })
      #expect(fragments.count > 1)
      for order in [fragments, fragments.reversed()] {
        var reassembly = Reassembly()
        var failed: [ReassemblyFailure] = []
        let outcomes = order.map { reassembly.add($0.bytes, at: .zero, failed: &failed) }
        #expect(outcomes.dropLast().allSatisfy { $0 == .waiting })
        #expect(outcomes.last == .whole(whole.bytes))
        #expect(reassembly.unfinished.isEmpty && failed.isEmpty)
      }
    }
  }

  @Test func `IPv4 copies the options that say so`() throws {
    let fragments = try Self.datagram(.v4, options: true).fragmented(to: 1500)
    #expect(try fragments[0].value(of: "ip.options")?.text == "[record-route(0.0.0.0), router-alert]")
    #expect(try fragments[0].value(of: "ip.ihl") == .number(8))
    #expect(try fragments[1].value(of: "ip.options")?.text == "[router-alert]")
    #expect(try fragments.map { try $0.value(of: "ip.frag_offset") } == [.number(0), .number(183), .number(367)])
    #expect(try fragments.map { try $0.value(of: "ip.flags") } == [.number(1), .number(1), .number(0)])
    // A fragment of a fragment keeps its place and that more follow.
    let again = try fragments[1].fragmented(to: 576)
    #expect(try again.map { try $0.value(of: "ip.flags") } == [.number(1), .number(1), .number(1)])
    #expect(try again.last?.value(of: "ip.frag_offset") == .number(183 + 138))
  }

  @Test func `what may not be cut says why`() throws {
    func refused(_ packet: Packet, _ mtu: Int) -> FragmentError? {
      do {
        _ = try packet.fragmented(to: mtu)
        return nil
      } catch { return error }
    }
    let whole = try Self.datagram(.v4)
    let df = try stack(layer("ip", ["flags": .name("df")]), layer("udp"), .raw(Self.payload)).build()
    #expect(refused(df, 1500) == .dontFragment(length: 3028, mtu: 1500))
    #expect(refused(df, 3028) == nil)
    #expect(refused(whole, 27) == .mtuTooSmall(mtu: 27, least: 28))
    let six = try Self.datagram(.v6)
    #expect(refused(six, 50) == .mtuTooSmall(mtu: 50, least: 56))
    #expect(
      refused(try stack(layer("ip6"), layer("tcp"), .raw(Self.payload)).build(), 64)
        == .headersTooLong(mtu: 64, least: 72))
    let fragment = try six.fragmented(to: 1280)[0]
    #expect(refused(fragment, 600) == .alreadyFragment)
    #expect(refused(Packet(dissecting: [1, 2, 3]), 600) == .notIP)
    #expect(refused(Packet(dissecting: [0x45, 2, 3]), 600) == .malformed)
  }

  @Test(arguments: [IPFamily.v4, .v6]) func `overlaps give the datagram up`(family: IPFamily) throws {
    let fragments = try Self.datagram(family).fragmented(to: 1280).map(\.bytes)
    var reassembly = Reassembly()
    var failed: [ReassemblyFailure] = []
    #expect(reassembly.add(fragments[0], at: .zero, failed: &failed) == .waiting)
    #expect(reassembly.add(fragments[0], at: .zero, failed: &failed) == .duplicate)
    var other = fragments[0]
    other[other.count - 1] ^= 1
    guard case .discarded(.overlap) = reassembly.add(other, at: .zero, failed: &failed) else {
      Issue.record("an overlap passed")
      return
    }
    for fragment in fragments {
      #expect(reassembly.add(fragment, at: .zero, failed: &failed) == .discarded(.givenUp))
    }
    #expect(reassembly.unfinished.isEmpty)
    // When its time is over, the same identification may come again.
    #expect(reassembly.expire(at: .zero + .seconds(60)).isEmpty)
    let outcomes = fragments.map { reassembly.add($0, at: .zero + .seconds(61), failed: &failed) }
    if case .whole = outcomes.last {} else { Issue.record("it did not come together") }
  }

  @Test func `what is late is told with its holes`() throws {
    let fragments = try Self.datagram(.v4).fragmented(to: 1500).map(\.bytes)
    var reassembly = Reassembly()
    var failed: [ReassemblyFailure] = []
    _ = reassembly.add(fragments[0], at: .zero, failed: &failed)
    #expect(reassembly.unfinished.first?.holes == [1480..<Int.max])
    _ = reassembly.add(fragments[2], at: .zero + .seconds(9), failed: &failed)
    #expect(reassembly.nextDeadline == .zero + .seconds(60))
    #expect(reassembly.expire(at: .zero + .seconds(59)).isEmpty)
    let late = try #require(reassembly.expire(at: .zero + .seconds(60)).first)
    #expect(late.fault == .timedOut && late.holes == [1480..<2960] && late.first == fragments[0])
    #expect(reassembly.nextDeadline == nil)
  }

  @Test func `memory is bounded`() throws {
    var reassembly = Reassembly(limits: ReassemblyLimits(datagrams: 3, bytes: 6000))
    var failed: [ReassemblyFailure] = []
    for id in 0..<10 as Range<UInt32> {
      let fragment = try Self.datagram(.v6).fragmented(to: 1500, id: id)[0].bytes
      _ = reassembly.add(fragment, at: Instant(nanoseconds: Int64(id)), failed: &failed)
    }
    #expect(failed.map(\.key.id) == Array(0..<8))
    #expect(failed.allSatisfy { $0.fault == .pushedOut })
  }

  @Test func `fragments that cannot be so are refused`() throws {
    func outcomes(_ parts: (offset: UInt64, more: UInt64, length: Int)...) throws -> ReassemblyOutcome? {
      var reassembly = Reassembly()
      var failed: [ReassemblyFailure] = []
      var last: ReassemblyOutcome?
      for part in parts {
        let packet = try stack(
          layer("ip6"), layer("frag6", ["frag_offset": .number(part.offset), "m": .number(part.more)]),
          .raw([UInt8](repeating: 1, count: part.length))
        ).build()
        last = reassembly.add(packet.bytes, at: .zero, failed: &failed)
      }
      return last
    }
    #expect(try outcomes((0, 1, 9)) == .discarded(.uneven(length: 9)))
    #expect(try outcomes((8191, 0, 9)) == .discarded(.tooLong(65537)))
    #expect(try outcomes((2, 0, 8), (4, 1, 8)) == .discarded(.secondEnd(40, first: 24)))
    #expect(try outcomes((4, 1, 8), (2, 0, 8)) == .discarded(.secondEnd(24, first: 40)))
    #expect(try outcomes((2, 0, 8), (1, 0, 8)) == .discarded(.secondEnd(16, first: 24)))
    #expect(try outcomes((0, 1, 16), (1, 0, 16)) == .discarded(.overlap(8..<24)))
    var reassembly = Reassembly()
    var failed: [ReassemblyFailure] = []
    #expect(reassembly.add([9], at: .zero, failed: &failed) == .discarded(.notIP))
    #expect(reassembly.add([0x60, 0], at: .zero, failed: &failed) == .discarded(.malformed))
    #expect(reassembly.add(try Self.datagram(.v4, length: 9).bytes, at: .zero, failed: &failed) == .notFragment)
    // An atomic fragment (RFC 6946) is whole by itself.
    if case .whole? = try outcomes((0, 0, 9)) {} else { Issue.record("an atomic fragment waits") }
  }

  @Test func `byte soup breaks nothing`() throws {
    var chance = Chance(seed: 5)
    var reassembly = Reassembly(limits: ReassemblyLimits(datagrams: 8, bytes: 4000))
    var failed: [ReassemblyFailure] = []
    let seeds = try [Self.datagram(.v4, options: true), Self.datagram(.v6, options: true)].flatMap {
      try $0.fragmented(to: 400)
    }.map(\.bytes)
    for i in 0..<20_000 {
      var bytes = seeds[Int(chance.below(UInt32(seeds.count)))]
      for _ in 0..<chance.below(4) {
        bytes[Int(chance.below(UInt32(min(60, bytes.count))))] = UInt8(truncatingIfNeeded: chance.nextUInt32())
      }
      if i % 3 == 0 { bytes = Array(bytes.prefix(Int(chance.below(UInt32(bytes.count))))) }
      _ = reassembly.add(bytes, at: Instant(nanoseconds: Int64(i)), failed: &failed)
      _ = try? Packet(dissecting: bytes).fragmented(to: 40 + Int(chance.below(200)))
    }
    #expect(reassembly.unfinished.count <= 8)
  }
}
