import Base
import Testing
import Wire

@testable import HostStack

/// Connections of a host's owner, as a machine that speaks DNS over TCP has them.
@Suite struct OwnedStreamTests {
  static let ours = StreamID.opened(1)
  static let theirs = StreamID.accepted(1)

  static func pair(limit: Int = 2, seed: UInt64 = 1) -> Pair {
    Pair(seed: seed, services: [.stream(53, connections: limit)])
  }

  private static func events(_ pair: Pair, _ host: Int, _ id: StreamID) -> [StreamEvent] {
    pair.streams.filter { $0.host == host && $0.id == id }.map(\.event)
  }

  private static func bytes(_ events: [StreamEvent]) -> [UInt8] {
    events.flatMap { event -> [UInt8] in if case .data(let bytes) = event { bytes } else { [] } }
  }

  @Test(arguments: [0, 1]) func `bytes go both ways and both ends close in order`(family: Int) {
    var pair = Self.pair()
    let remote = Endpoint(Pair.server[family], 53)
    pair.give(.stream(Self.ours, .open(to: remote)))
    pair.give(.stream(Self.ours, .write([1, 2, 3])))
    pair.run(until: .zero + .milliseconds(30))
    #expect(Self.bytes(Self.events(pair, 1, Self.theirs)) == [1, 2, 3])
    pair.give(.stream(Self.theirs, .write([4, 5])), to: 1)
    pair.give(.stream(Self.theirs, .finish), to: 1)
    pair.run(until: .zero + .milliseconds(60))
    pair.give(.stream(Self.ours, .finish))
    pair.run()
    let ours = Self.events(pair, 0, Self.ours)
    let flow = Self.events(pair, 1, Self.theirs).first
    guard case .connected(let local, remote)? = ours.first else {
      Issue.record("not connected")
      return
    }
    #expect(flow == .connected(local: remote, remote: local))
    #expect(ours == [.connected(local: local, remote: remote), .drained, .data([4, 5]), .peerFinished, .closed(nil)])
    #expect(Self.events(pair, 1, Self.theirs).suffix(3) == [.drained, .peerFinished, .closed(nil)])
    #expect(pair.hosts.allSatisfy { $0.connections.isEmpty && $0.timers.next == nil })
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func `a long message survives loss and reordering`(seed: UInt64) {
    var pair = Self.pair(seed: seed)
    pair.line = Pair.Line(jitter: .milliseconds(15), lossPPM: 150_000, duplicatePPM: 50_000)
    let message = (0..<65_537).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    pair.give(.stream(Self.ours, .open(to: Endpoint(Pair.server[0], 53))))
    pair.give(.stream(Self.ours, .write(message)))
    pair.run()
    #expect(Self.bytes(Self.events(pair, 1, Self.theirs)) == message)
    #expect(Self.events(pair, 0, Self.ours).contains(.drained))
  }

  @Test func `connections at one address are limited, those at another are not`() {
    var pair = Self.pair(limit: 2)
    for i in 1...3 as ClosedRange<UInt32> { pair.give(.stream(.opened(i), .open(to: Endpoint(Pair.server[0], 53)))) }
    pair.give(.stream(.opened(4), .open(to: Endpoint(Pair.server[1], 53))))
    pair.run(until: .zero + .seconds(1))
    let ends = (1...4).map { Self.events(pair, 0, .opened($0)).last }
    guard case .closed(let failure?)? = ends[2] else {
      Issue.record("the third is open")
      return
    }
    #expect(failure.errno == .econnrefused)
    for i in [0, 1, 3] { if case .connected? = ends[i] {} else { Issue.record("\(i) is not open") } }
    #expect(pair.events.contains { $0.event.fact == .dropped(.tooManySockets) })
    // One that goes makes room.
    pair.give(.stream(.opened(1), .abort))
    pair.run(until: .zero + .seconds(2))
    pair.give(.stream(.opened(5), .open(to: Endpoint(Pair.server[0], 53))))
    pair.run(until: .zero + .seconds(3))
    if case .connected? = Self.events(pair, 0, .opened(5)).last {} else { Issue.record("no room was made") }
    #expect(Self.events(pair, 0, .opened(1)).last == .closed(nil))
    guard case .closed(let reset?)? = Self.events(pair, 1, .accepted(1)).last else {
      Issue.record("the other end is open")
      return
    }
    #expect(reset.errno == .econnreset)
  }

  @Test func `a connection comes from the address that was asked for or not at all`() {
    let own = [IPAddress("100.100.111.1")!, IPAddress("100.64.0.1")!]
    let remote = Endpoint(Pair.server[0], 53)
    var bench = Bench(own)
    #expect(bench.give(.stream(Self.ours, .open(to: remote, from: own[1]))).map(\.source) == [own[1]])
    bench.give(.stream(Self.ours, .open(to: remote)))
    #expect(bench.sent.count == 1, "an id that is in use is ignored")
    bench.give(.stream(.opened(2), .open(to: remote, from: IPAddress("100.64.0.2")!)))
    #expect(bench.streams.last?.event == .closed(AppFailure(errno: .eaddrnotavail, cause: .noRoute)))
    bench.give(.stream(.opened(3), .open(to: Endpoint(Pair.server[1], 53))))
    #expect(bench.streams.last?.event == .closed(AppFailure(errno: .enetunreach, cause: .noRoute)))
    bench.give(.stream(.accepted(4), .open(to: remote)))
    bench.give(.stream(.opened(9), .write([1])))
    #expect(bench.sent.count == 1)
    #expect(bench.streams.count == 2)
  }

  @Test func `an ICMP error ends a handshake and is noted by a connection`() {
    var pair = Self.pair()
    pair.line.blocks = { _ in true }
    pair.give(.stream(Self.ours, .open(to: Endpoint(Pair.server[0], 53))))
    func prohibit(_ pair: inout Pair) {
      let flow = pair.hosts[0].connections.keys[0]
      let tcp = pair.hosts[0].connections.values[0].tcp
      let segment = IPPacket.tcp(from: flow.local, to: flow.remote, tcp.segment(at: tcp.send.una, flags: .ack))!
      pair.give(.packet(.error(.prohibited(.v4), about: segment)!, PacketID(9)))
    }
    prohibit(&pair)
    guard case .closed(let failure?)? = pair.streams.last?.event else {
      Issue.record("still open")
      return
    }
    #expect(failure.errno == .ehostunreach)
    #expect(pair.hosts[0].connections.isEmpty)
    pair.line.blocks = { _ in false }
    pair.give(.stream(.opened(2), .open(to: Endpoint(Pair.server[0], 53))))
    pair.run(until: .zero + .milliseconds(20))
    prohibit(&pair)
    #expect(pair.streams.last?.event == .softError(.ehostunreach))
    #expect(pair.hosts[0].connections.count == 1)
  }

  @Test func `what the peer does not take is bounded`() {
    var pair = Self.pair()
    pair.give(.stream(Self.ours, .open(to: Endpoint(Pair.server[0], 53))))
    let piece = [UInt8](repeating: 1, count: 65_536)
    for _ in 0..<4 { pair.give(.stream(Self.ours, .write(piece))) }
    #expect(pair.streams.isEmpty)
    pair.give(.stream(Self.ours, .write([1])))
    #expect(pair.streams.last?.event == .writeRefused(1))
    pair.run(until: .zero + .seconds(5))
    pair.give(.stream(Self.ours, .write([1])))
    pair.run(until: .zero + .seconds(6))
    #expect(Self.bytes(Self.events(pair, 1, Self.theirs)).count == 4 * 65_536 + 1)
  }

  @Test func `services and addresses may change under way`() {
    var bench = Bench([Pair.server[0]])
    let syn = TCPSegment(sequence: 1, flags: .syn)
    let remote = Endpoint(Pair.client[0], 4000)
    func knock(_ address: IPAddress) -> TCPFlags? {
      bench.give(.packet(.tcp(from: remote, to: Endpoint(address, 53), syn)!, PacketID(1))).first?.tcp?.flags
    }
    #expect(knock(Pair.server[0]) == [.rst, .ack])
    bench.give(.services([.stream(53, connections: 10)]))
    #expect(knock(Pair.server[0]) == [.syn, .ack])
    let other = IPAddress("100.100.111.2")!
    #expect(knock(other) == nil)
    bench.give(.addresses([other]))
    #expect(knock(other) == [.syn, .ack])
  }
}
