import Base
import Lab
import Testing
import Wire

@testable import Sim

@Suite struct NATPacketTests {
  static let server = NATStand.endpoint("198.51.100.1:80")

  static func passed(_ crossing: NATBox.Crossing) throws -> IPPacket {
    guard case .passed(let packets) = crossing else { throw Lost(crossing: crossing) }
    return try #require(packets.first)
  }

  struct Lost: Error { let crossing: NATBox.Crossing }

  @Test func `UDP, TCP and echoes go out and come back with their checksums right`() throws {
    let (inside, server) = (NATStand.inside, Self.server)
    let there: [IPPacket?] = [
      .udp(from: inside, to: server, [1, 2, 3]),
      .tcp(from: inside, to: server, TCPSegment(sequence: 1, acknowledgment: 0, flags: .syn)),
      .echo(request: true, from: inside.address, to: server.address, identifier: 7, sequence: 1, [9]),
    ]
    for packet in there {
      var stand = NATStand(.symmetric)
      let packet = try #require(packet)
      let out = try Self.passed(stand.box.outbound(packet: packet, at: .zero, &stand.changes))
      #expect(out.source == NATStand.router && out.checksumsAreValid && out != packet)
      let answer = try #require(Self.answer(to: out))
      let back = try Self.passed(stand.box.inbound(packet: answer, at: .zero, &stand.changes))
      #expect(back.destination == inside.address && back.checksumsAreValid)
      #expect(back.flow(isOutbound: false)?.local.port == packet.flow(isOutbound: true)?.local.port)
    }
  }

  static func answer(to packet: IPPacket) -> IPPacket? {
    let flow = packet.flow(isOutbound: true)
    guard let flow else { return nil }
    switch flow.proto {
    case .udp: return .udp(from: flow.remote, to: flow.local, [4])
    case .tcp:
      return .tcp(from: flow.remote, to: flow.local, TCPSegment(sequence: 1, acknowledgment: 0, flags: [.syn, .ack]))
    case .icmp:
      return .echo(
        request: false, from: flow.remote.address, to: flow.local.address, identifier: flow.local.port, sequence: 1, [9]
      )
    }
  }

  @Test func `an ICMP error about a packet that left finds its sender, with the quote as the sender knows it`() throws {
    for proto in [NATProtocol.udp, .tcp, .icmp] {
      var stand = NATStand(.symmetric)
      let packet = try #require(
        proto == .udp
          ? IPPacket.udp(from: NATStand.inside, to: Self.server, [1])
          : proto == .tcp
            ? IPPacket.tcp(
              from: NATStand.inside, to: Self.server, TCPSegment(sequence: 1, acknowledgment: 0, flags: .syn))
            : IPPacket.echo(
              request: true, from: NATStand.inside.address, to: Self.server.address, identifier: 7, sequence: 1, []))
      let out = try Self.passed(stand.box.outbound(packet: packet, at: .zero, &stand.changes))
      let hop = NATStand.address("192.0.2.1")
      let error = try #require(IPPacket.error(.timeExceeded(code: 0), about: out, from: hop))
      let told = try Self.passed(stand.box.inbound(packet: error, at: .zero, &stand.changes))
      #expect(told.source == hop && told.destination == NATStand.inside.address && told.checksumsAreValid)
      let quoted = try #require(told.reportedError?.quoted)
      #expect(quoted.source == NATStand.inside.address)
      #expect(quoted.sourcePort?.number == packet.flow(isOutbound: true)?.local.port, "\(proto)")
    }
  }

  @Test func `an ICMP error about nothing that left is for nobody, and keeps nothing alive`() throws {
    var stand = NATStand(.portRestricted)
    let foreign = try #require(IPPacket.udp(from: Endpoint(NATStand.router, 4711), to: Self.server, [1]))
    let error = try #require(IPPacket.error(.portUnreachable(.v4), about: foreign))
    #expect(stand.box.inbound(packet: error, at: .zero, &stand.changes) == .dropped(.noMapping))

    let packet = try #require(IPPacket.udp(from: NATStand.inside, to: Self.server, [1]))
    let out = try Self.passed(stand.box.outbound(packet: packet, at: .zero, &stand.changes))
    let late = try #require(IPPacket.error(.portUnreachable(.v4), about: out))
    _ = stand.box.inbound(packet: late, at: Instant.zero + .seconds(200), &stand.changes)
    stand.wait(.seconds(301))
    #expect(stand.box.count == 0)
  }

  @Test func `a node's own ICMP error leaves with the outside's addresses, in the quote too`() throws {
    var stand = NATStand(.portRestricted)
    let packet = try #require(IPPacket.udp(from: NATStand.inside, to: Self.server, [1]))
    let out = try Self.passed(stand.box.outbound(packet: packet, at: .zero, &stand.changes))
    let answer = try #require(Self.answer(to: out))
    let came = try Self.passed(stand.box.inbound(packet: answer, at: .zero, &stand.changes))
    let error = try #require(IPPacket.error(.portUnreachable(.v4), about: came))
    let told = try Self.passed(stand.box.outbound(packet: error, at: .zero, &stand.changes))
    #expect(told.source == NATStand.router && told.checksumsAreValid)
    #expect(told.reportedError?.quoted.destination == NATStand.router)
    #expect(told.reportedError?.quoted.destinationPort?.number == out.flow(isOutbound: true)?.local.port)
  }

  /// A datagram of three fragments.
  static func fragments() throws -> [IPPacket] {
    let whole = try #require(
      IPPacket.udp(from: server, to: Endpoint(NATStand.router, 50_000), Array(repeating: 7, count: 3000)))
    var bytes = whole.bytes
    bytes[6] = 0  // DF away
    bytes.put16(0, at: 10)
    bytes.put16(Checksum.of(bytes[..<20]), at: 10)
    return try IPPacket(bytes).fragmented(to: 1300).map { try IPPacket($0) }
  }

  @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
  func `fragments find their way in any order`(order: [Int]) throws {
    var stand = NATStand(.fullCone)
    _ = try stand.send(to: "198.51.100.1:80")
    let fragments = try Self.fragments()
    #expect(fragments.count == 3)
    var through: [IPPacket] = []
    for i in order {
      switch stand.box.inbound(packet: fragments[i], at: .zero, &stand.changes) {
      case .passed(let packets): through += packets
      case .held: break
      case .dropped(let reason): Issue.record("\(reason)")
      }
    }
    #expect(through.count == 3 && through.allSatisfy { $0.destination == NATStand.inside.address })
  }

  @Test func `fragments without a first one are bounded`() throws {
    var stand = NATStand(.fullCone)
    let later = try Self.fragments()[1]
    var refused = 0
    for _ in 0..<100 where stand.box.inbound(packet: later, at: .zero, &stand.changes) == .dropped(.fragment) {
      refused += 1
    }
    #expect(refused == 100 - NATFragments.mostHeld)
  }

  @Test func `what has no ports does not pass`() throws {
    var stand = NATStand(.fullCone)
    let gre = try #require(
      IPPacket.make(from: NATStand.inside.address, to: Self.server.address, IPProtocol(rawValue: 47), carrying: [0, 0]))
    #expect(stand.box.outbound(packet: gre, at: .zero, &stand.changes) == .dropped(.unsupported))
  }
}
