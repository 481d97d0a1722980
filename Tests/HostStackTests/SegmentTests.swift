import Base
import Testing
import Wire

@testable import HostStack

/// A connection to the echo service, spoken to by hand.
@Suite struct SegmentTests {
  struct Peer {
    var bench = Bench(Pair.server, services: [.tcpEcho(7), .http(80)])
    let local = Endpoint(Pair.client[0], 4000)
    var remote = Endpoint(Pair.server[0], 7)
    var theirs: UInt32 = 0
    let ours: UInt32 = 0xffff_fff0

    init(port: UInt16 = 7, window: UInt16 = 65535) {
      remote.port = port
      let sent = send(TCPSegment(sequence: ours, flags: .syn, window: window, options: [2, 4, 4, 216]))
      theirs = sent[0].sequence &+ 1
      #expect(sent[0].flags == [.syn, .ack])
      #expect(sent[0].acknowledgment == ours &+ 1)
      #expect(say(0, .ack, window: window).isEmpty)
    }

    mutating func send(_ segment: TCPSegment) -> [TCPHeader] {
      bench.give(.packet(.tcp(from: local, to: remote, segment)!, PacketID(5))).compactMap(\.tcp)
    }

    /// A segment `offset` bytes behind the SYN, acknowledging `acknowledged` bytes.
    mutating func say(
      _ offset: Int, _ flags: TCPFlags, _ payload: [UInt8] = [], acknowledged: UInt32 = 0, window: UInt16 = 65535
    ) -> [TCPHeader] {
      send(
        TCPSegment(
          sequence: ours &+ 1 &+ UInt32(truncatingIfNeeded: offset), acknowledgment: theirs &+ acknowledged,
          flags: flags, window: window, payload: payload))
    }

    var received: UInt32 { bench.sent.last.flatMap(\.tcp).map { $0.acknowledgment &- ours &- 1 } ?? 0 }
    var state: TCPState? { bench.host.connections.values.first?.tcp.state }
  }

  @Test func `bytes come back in order however they arrive, across the end of the sequence space`() {
    var peer = Peer()
    #expect(peer.say(10, .ack, Array(10..<30)).count == 1)
    #expect(peer.received == 0)
    _ = peer.say(25, .ack, Array(25..<40))
    _ = peer.say(0, .ack, Array(0..<12))
    #expect(peer.received == 40)
    #expect(peer.bench.sent.last.map { Array($0.bytes[$0.tcp!.payload]) } == Array(0..<40))
  }

  @Test func `a duplicate is acknowledged and dropped`() {
    var peer = Peer()
    _ = peer.say(0, .ack, [1, 2, 3])
    #expect(peer.say(0, .ack, [1, 2, 3], acknowledged: 3).count == 1)
    #expect(peer.bench.dropped == [.tcpDuplicate])
    #expect(peer.received == 3)
  }

  @Test func `segments are judged by sequence and flags before anything else`() {
    let rows: [(offset: Int, TCPFlags, acknowledged: UInt32, DropReason, answers: Int)] = [
      (70_000, .ack, 0, .tcpUnacceptable, 1),
      (70_000, .rst, 0, .tcpResetOutOfWindow, 0),
      (-1, .rst, 0, .tcpResetOutOfWindow, 0),
      (1, .rst, 0, .tcpChallenged, 1),
      (0, .syn, 0, .tcpChallenged, 1),
      (0, .psh, 0, .tcpNoAcknowledgment, 0),
      (0, .ack, 1, .tcpAcknowledgesUnsent, 1),
    ]
    for (offset, flags, acknowledged, reason, answers) in rows {
      var peer = Peer()
      let sent = peer.say(offset, flags, acknowledged: acknowledged)
      #expect(peer.bench.dropped == [reason])
      #expect(sent.count == answers, "\(reason)")
      #expect(peer.state == .established)
    }
  }

  @Test func `a reset exactly in order ends the connection`() {
    var peer = Peer()
    #expect(peer.say(0, .rst).isEmpty)
    #expect(peer.state == nil)
    #expect(peer.bench.host.timers.next == nil)
  }

  @Test func `both directions close`() {
    var peer = Peer()
    let sent = peer.say(0, [.fin, .ack], [9])
    #expect(sent.map(\.flags) == [[.fin, .ack, .psh]])
    #expect(peer.received == 2)
    #expect(peer.state == .lastAck)
    _ = peer.say(2, .ack, acknowledged: 2)
    #expect(peer.state == nil)
  }

  @Test func `a simultaneous close waits two seconds for what may still come`() {
    var peer = Peer(port: 80)
    let request = Array("GET /status/204 HTTP/1.1\r\n\r\n".utf8)
    let answer = peer.say(0, .ack, request)[0]
    #expect(answer.flags.contains(.fin))
    #expect(peer.state == .finWait1)
    _ = peer.say(request.count, [.fin, .ack])
    #expect(peer.state == .closing)
    _ = peer.say(request.count + 1, .ack, acknowledged: UInt32(answer.payload.count) + 1)
    #expect(peer.state == .timeWait)
    #expect(peer.bench.host.timers.next == .zero + .seconds(2))
    _ = peer.bench.run(until: .seconds(1))
    #expect(peer.say(request.count, [.fin, .ack]).count == 1)
    #expect(peer.bench.dropped == [.tcpDuplicate])
    #expect(peer.bench.host.timers.next == .zero + .seconds(3))
    #expect(peer.bench.run(until: .seconds(3)).isEmpty)
    #expect(peer.state == nil)
  }

  @Test func `a peer that does not close is waited for a minute`() {
    var peer = Peer(port: 80)
    let request = Array("GET /status/204 HTTP/1.1\r\n\r\n".utf8)
    let answer = peer.say(0, .ack, request)[0]
    _ = peer.say(request.count, .ack, acknowledged: UInt32(answer.payload.count) + 1)
    #expect(peer.state == .finWait2)
    #expect(peer.bench.host.timers[.timeWait] == .zero + .seconds(60))
    _ = peer.say(request.count, [.fin, .ack], acknowledged: UInt32(answer.payload.count) + 1)
    #expect(peer.state == .timeWait)
  }

  @Test func `an error ends a handshake that was asked of us and spares an established connection`() {
    for (acknowledges, reason) in [(true, HostFact.softError(.ehostunreach, .unreachable(code: 1))), (false, nil)] {
      var bench = Bench(Pair.server, services: [.tcpEcho(7)])
      let local = Endpoint(Pair.client[0], 4000)
      let remote = Endpoint(Pair.server[0], 7)
      let answer = bench.give(
        .packet(.tcp(from: local, to: remote, TCPSegment(sequence: 1, flags: .syn))!, PacketID(1)))[0]
      var quoted = answer
      if acknowledges {
        let ack = TCPSegment(
          sequence: 2, acknowledgment: answer.tcp!.sequence &+ 1, flags: .ack, payload: [1])
        quoted = bench.give(.packet(.tcp(from: local, to: remote, ack)!, PacketID(1)))[0]
      }
      bench.give(.packet(ErrnoTests.error(3, 1, about: quoted), PacketID(8)))
      #expect(bench.host.connections.isEmpty == !acknowledges)
      if let reason { #expect(bench.events.last == HostEvent(app: nil, packet: PacketID(8), fact: reason)) }
    }
  }

  @Test func `a FIN before the bytes in front of it waits for them`() {
    var peer = Peer()
    _ = peer.say(3, [.fin, .ack], [4])
    #expect(peer.received == 0)
    #expect(peer.state == .established)
    _ = peer.say(0, .ack, [1, 2, 3])
    #expect(peer.received == 5)
    #expect(peer.state == .lastAck)
    #expect(peer.say(5, .ack, [7], acknowledged: 0).count == 1)
    #expect(peer.bench.dropped == [.tcpDataAfterEnd])
  }

  @Test func `unacknowledged data goes out again after doubling waits`() {
    var peer = Peer()
    _ = peer.say(0, .ack, [1])
    let instants = peer.bench.run(until: .seconds(7))
    // The handshake measured a round trip of zero: the floor of 200 ms applies.
    #expect(instants == [200, 600, 1400, 3000, 6200].map { .milliseconds($0) })
  }

  @Test func `a peer that never answers is given up after fifteen tries`() {
    var peer = Peer()
    _ = peer.say(0, .ack, [1])
    #expect(peer.bench.run(until: .seconds(3600)).count <= 16)
    #expect(peer.state == nil)
  }

  @Test func `a closed window is probed and the rest follows when it opens`() {
    var peer = Peer(window: 2)
    _ = peer.say(0, .ack, Array(0..<10), window: 2)
    #expect(peer.bench.sent.last?.tcp?.payload.count == 2)
    _ = peer.say(10, .ack, acknowledged: 2, window: 0)
    let count = peer.bench.sent.count
    let probes = peer.bench.run(until: .seconds(1))
    #expect(!probes.isEmpty)
    #expect(peer.bench.sent[count].tcp?.payload.count == 1)
    let rest = peer.say(10, .ack, acknowledged: 2, window: 100)
    #expect(rest.last?.payload.count == 8)
  }

  @Test func `a FIN needs room in the window as a byte does`() {
    var peer = Peer()
    let echo = peer.say(0, [.fin, .ack], [1, 2, 3], window: 3)
    #expect(echo.map(\.flags) == [[.ack, .psh]])
    #expect(peer.say(4, .ack, acknowledged: 3, window: 1).map(\.flags) == [[.fin, .ack, .psh]])
  }

  @Test func `an older segment does not change the window`() {
    var peer = Peer()
    _ = peer.say(5, .ack, window: 4)
    let echo = peer.say(0, .ack, Array(0..<10), window: 60_000)
    #expect(echo.map(\.payload.count) == [4])
  }

  @Test func `a small segment waits while others are in flight`() {
    var peer = Peer(window: 1500)
    let echo = peer.say(0, .ack, Array(repeating: 1, count: 1240), window: 1500)
    #expect(echo.map(\.payload.count) == [1240])
    #expect(peer.say(1240, .ack, Array(repeating: 1, count: 1240), window: 1500).map(\.payload.count) == [0])
    let rest = peer.say(2480, .ack, acknowledged: 1240, window: 1500)
    #expect(rest.map(\.payload.count) == [1240])
  }

  @Test func `what an echo holds counts against its window`() {
    var peer = Peer(window: 0)
    var offset = 0
    while offset < 65_535 {
      _ = peer.say(offset, .ack, Array(repeating: 1, count: min(1000, 65_535 - offset)), window: 0)
      offset += 1000
    }
    #expect(peer.bench.sent.last?.tcp?.window == 0)
    _ = peer.say(65_535, .ack, [1], window: 0)
    #expect(peer.bench.dropped == [.tcpUnacceptable])
    #expect(peer.bench.host.connections.values[0].tcp.stream.backlog == 65_535)
  }

  @Test func `pieces that are held are bounded`() {
    var peer = Peer()
    for i in 1...Reassembly.limit + 3 { _ = peer.say(i * 2, .ack, [1]) }
    #expect(peer.bench.dropped == [.reassemblyFull, .reassemblyFull, .reassemblyFull])
  }

  @Test func `a silent peer of a service is hung up on`() {
    var peer = Peer()
    _ = peer.bench.run(until: .seconds(300))
    #expect(peer.state == nil)
    #expect(peer.bench.sent.last?.tcp?.flags == [.rst, .ack])
    #expect(peer.bench.sent.last?.tcp?.sequence == peer.theirs)
  }

  @Test func `a request in pieces is answered once`() {
    var peer = Peer(port: 80)
    let request = Array("GET /status/418 HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
    for (i, byte) in request.enumerated() { _ = peer.say(i, .ack, [byte]) }
    let packet = peer.bench.sent.last!
    let text = String(decoding: packet.bytes[packet.tcp!.payload], as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 418 I'm a teapot\r\n"))
    #expect(text.hasSuffix("\r\n\r\nstatus 418\n"))
    #expect(packet.tcp?.flags.contains(.fin) == true)
  }
}
