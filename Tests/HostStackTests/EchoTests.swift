import Base
import Testing
import Wire

@testable import HostStack

@Suite struct EchoTests {
  @Test(arguments: [0, 1]) func `a ping is answered`(family: Int) {
    var pair = Pair()
    pair.give(.open(AppID(1), .ping(Pair.server[family], sequence: 3)))
    pair.run()
    guard case .echoed(let reply)? = pair.result(1)?.outcome else {
      Issue.record("no reply")
      return
    }
    #expect(reply.roundTrip == .milliseconds(10))
    #expect(reply.size == 64)
    #expect(
      pair.result(1)?.lines == [
        "64 bytes from \(Pair.server[family]): icmp_seq=3 ttl=64 time=10.0 ms",
        "1 packets transmitted, 1 received, 0% packet loss",
      ])
    #expect(pair.result(1)?.exitStatus == 0)
    let facts = pair.events.map(\.event.fact)
    #expect(facts.contains(.sent(.echoRequest(sequence: 3))))
    #expect(facts.contains(.received(.echoReply(sequence: 3, roundTrip: .milliseconds(10)))))
  }

  @Test func `a ping without an answer ends after its timeout to the nanosecond`() {
    var bench = Bench()
    bench.give(.open(AppID(1), .ping(Pair.server[0], timeout: .milliseconds(700))))
    #expect(bench.host.timers[.application] == .zero + .milliseconds(700))
    _ = bench.run(until: .nanoseconds(699_999_999))
    #expect(bench.result == nil)
    _ = bench.run(until: .milliseconds(700))
    #expect(bench.result?.failure == AppFailure(errno: .etimedout, cause: .timeout))
    #expect(bench.result?.lines == ["1 packets transmitted, 0 received, 100% packet loss"])
    #expect(bench.result?.exitStatus == 1)
  }

  @Test(arguments: [(0, "Packet filtered"), (1, "Destination unreachable: Administratively prohibited")])
  func `a prohibited ping names the resource and the reason`(family: Int, words: String) {
    var bench = Bench()
    let request = bench.give(.open(AppID(1), .ping(Pair.server[family])))[0]
    bench.give(.packet(.error(.prohibited(request.family), about: request)!, PacketID(4)))
    #expect(bench.result?.failure?.errno == (family == 0 ? .ehostunreach : .eacces))
    #expect(bench.result?.lines.first == "From \(Pair.server[family]) icmp_seq=1 \(words)")
    #expect(bench.result?.exitStatus == 1)
  }

  @Test func `a reply to another request is nobody's`() {
    var bench = Bench()
    bench.give(.open(AppID(1), .ping(Pair.server[0], identifier: 7)))
    for (source, identifier, sequence) in [
      (Pair.server[0], 8, 1), (Pair.server[0], 7, 2), (IPAddress("172.20.0.101")!, 7, 1),
    ] as [(IPAddress, UInt16, UInt16)] {
      let reply = IPPacket.echo(
        request: false, from: source, to: Pair.client[0], identifier: identifier, sequence: sequence, [])!
      bench.give(.packet(reply, PacketID(5)))
    }
    #expect(bench.dropped == [.noSuchEcho, .noSuchEcho, .noSuchEcho])
    #expect(bench.result == nil)
  }

  @Test func `a ping larger than the path is refused locally`() {
    var bench = Bench()
    bench.give(.open(AppID(1), .ping(Pair.server[0], size: 1252)))
    #expect(bench.sent.last?.bytes.count == 1280)
    bench.give(.open(AppID(2), .ping(Pair.server[0], size: 1253)))
    #expect(bench.result?.failure == AppFailure(errno: .emsgsize, cause: .tooLong(mtu: 1280)))
    #expect(bench.sent.count == 1)
  }
}

@Suite struct DatagramTests {
  @Test(arguments: [0, 1]) func `a datagram is echoed`(family: Int) {
    var pair = Pair()
    pair.give(.open(AppID(1), .udp(Endpoint(Pair.server[family], 7), [1, 2, 3])))
    pair.run()
    #expect(pair.result(1)?.outcome == .datagram([1, 2, 3]))
    #expect(pair.result(1)?.duration == .milliseconds(10))
  }

  @Test(arguments: [0, 1]) func `a closed port is unreachable`(family: Int) {
    var pair = Pair()
    pair.give(.open(AppID(1), .udp(Endpoint(Pair.server[family], 8), [1, 2, 3])))
    pair.run()
    #expect(pair.result(1)?.failure?.errno == .econnrefused)
    #expect(pair.events.contains { $0.host == 1 && $0.event.fact == .dropped(.noSuchUDPPort) })
  }

  @Test func `a datagram from elsewhere is not the answer`() {
    var bench = Bench()
    let port = bench.give(.open(AppID(1), .udp(Endpoint(Pair.server[0], 7), [1])))[0].udp!.sourcePort
    let sent = bench.give(
      .packet(.udp(from: Endpoint(Pair.server[0], 9), to: Endpoint(Pair.client[0], port), [5])!, PacketID(1)))
    #expect(bench.result == nil)
    #expect(sent.first?.reportedError?.error == .portUnreachable(.v4))
  }
}

@Suite struct DropTests {
  static let remote = Endpoint(Pair.client[0], 4000)
  static let local = Endpoint(Pair.server[0], 9)

  private func reason(_ packet: IPPacket?) -> ([DropReason], answers: Int) {
    var bench = Bench(Pair.server, services: [.http(80)])
    let sent = packet.map { bench.give(.packet($0, PacketID(3))) } ?? []
    return (bench.dropped, sent.count)
  }

  private func edited(_ packet: IPPacket, _ edit: (inout [UInt8]) -> Void) -> IPPacket? {
    var bytes = packet.bytes
    edit(&bytes)
    bytes.put16(0, at: 10)
    bytes.put16(Checksum.of(bytes[..<20]), at: 10)
    return try? IPPacket(bytes)
  }

  @Test func `each discarded packet has one reason`() {
    let datagram = IPPacket.udp(from: Self.remote, to: Self.local, [1])!
    let multicast = IPAddress("224.0.0.1")!
    let rows: [(IPPacket?, DropReason, answers: Int)] = [
      (.udp(from: Self.remote, to: Endpoint(IPAddress("172.20.0.9")!, 9), []), .notForUs, 0),
      (edited(datagram) { $0[28] ^= 1 }, .badChecksum, 0),
      (.udp(from: Endpoint(multicast, 1), to: Self.local, []), .sourceNotUnicast, 0),
      (edited(datagram) { $0[6] = 0x20 }, .fragment, 0),
      (
        .make(from: Self.remote.address, to: Self.local.address, IPProtocol(rawValue: 132), carrying: [0]),
        .noSuchProtocol, 0
      ),
      (
        .icmp(from: Self.remote.address, to: Self.local.address, type: 13, code: 0, carrying: [0, 0, 0, 0]),
        .icmpTypeNotHandled, 0
      ),
      (
        .icmp(from: Self.remote.address, to: Self.local.address, type: 3, code: 1, carrying: [0, 0, 0, 0]),
        .errorMalformed, 0
      ),
      (datagram, .noSuchUDPPort, 1),
      (.tcp(from: Self.remote, to: Self.local, TCPSegment(sequence: 1, flags: .syn)), .noSuchTCPPort, 1),
      (
        .tcp(from: Self.remote, to: Endpoint(Pair.server[0], 80), TCPSegment(sequence: 1, flags: .ack)),
        .noSuchTCPPort, 1
      ),
      (
        .tcp(from: Self.remote, to: Endpoint(Pair.server[0], 80), TCPSegment(sequence: 1, flags: [.syn, .ack])),
        .noSuchTCPPort, 1
      ),
    ]
    for (packet, expected, answers) in rows {
      let (reasons, sent) = reason(packet)
      #expect(packet != nil)
      #expect(reasons == [expected])
      #expect(sent == answers, "\(expected)")
    }
  }

  @Test func `names of reasons are kebab-case and stay`() {
    for reason in DropReason.allCases {
      #expect(reason.rawValue.utf8.allSatisfy { $0 == 0x2d || (0x61...0x7a).contains($0) }, "\(reason)")
    }
  }
}
