import Base
import Cipher
import Glibc
import Testing
import Wire

@testable import WireGuard

/// Our tunnel against an independent implementation, over real sockets.
@Suite(
  .serialized, .enabled(if: WireGuardGo.missing == nil, "\(WireGuardGo.missing ?? "")"))
struct WireGuardGoTests {
  static let theirs = IPAddress.v4(IPv4Address(10, 98, 0, 1))
  static let ours = IPAddress.v4(IPv4Address(10, 98, 0, 2))

  @Test(arguments: [false, true])
  func `as initiator, an echo is answered by the kernel behind it`(shared: Bool) throws {
    var wire = try Conversation(shared: shared, weAreKnown: false)
    defer { wire.end() }
    try wire.awaitLine("ready")
    let payload = Array("through the tunnel".utf8)
    for sequence in 1...3 as ClosedRange<UInt16> {
      let request = try #require(
        IPPacket.echo(
          request: true, from: Self.ours, to: Self.theirs, identifier: 77, sequence: sequence, payload))
      try wire.send(request, until: { $0.side.delivered.count >= Int(sequence) })
      let reply = try IPPacket(try #require(wire.side.delivered.last))
      #expect(reply.source == Self.theirs)
      #expect(reply.destination == Self.ours)
      #expect(Array(reply.payload.prefix(1)) == [0])
      #expect(Array(reply.payload.dropFirst(4)) == [0, 77, 0, UInt8(sequence)] + payload)
    }
    #expect(wire.side.count("response-received") >= 1)
    #expect(wire.side.count("initiation-received") == 0)
  }

  @Test(arguments: [false, true])
  func `as responder, a ping from behind it is answered`(shared: Bool) throws {
    var wire = try Conversation(shared: shared, weAreKnown: true)
    defer { wire.end() }
    try wire.awaitLine("ready")
    wire.daemon.say("ping")
    try wire.awaitLine("ping ok")
    #expect(wire.side.count("initiation-received") >= 1)
    #expect(wire.side.count("initiation-sent") == 0)
    #expect(wire.side.delivered.count >= 3)
  }

  @Test func `with another preshared key no session comes about`() throws {
    var wire = try Conversation(shared: true, weAreKnown: false, mismatched: true)
    defer { wire.end() }
    try wire.awaitLine("ready")
    wire.side.handle(.initiate, at: wire.now)
    try wire.run { !$0.side.rejections.isEmpty }
    #expect(wire.side.rejections == [.undecryptableResponse])
  }
}

/// One daemon, one socket, one tunnel of ours that answers echoes, on the real clock.
private struct Conversation {
  struct TimedOut: Error {}

  var side: Side
  let daemon: WireGuardGo
  private let socket: LoopbackSocket
  private let peerPort: UInt16
  private let deadline: Instant
  private var heard = ""
  private var answered = 0

  var now: Instant { Self.clock(CLOCK_MONOTONIC) }

  init(shared: Bool, weAreKnown: Bool, mismatched: Bool = false) throws {
    var chance = Chance(seed: UInt64.random(in: 0 ... .max))
    let (own, peer) = (StaticKeys(PrivateKey(drawnFrom: &chance)), StaticKeys(PrivateKey(drawnFrom: &chance)))
    let psk = shared ? Bytes32(chance.bytes(32)).map { PresharedKey(raw: $0) } : nil
    socket = try #require(LoopbackSocket())
    // Free a moment ago; a test that loses the race for it fails at "ready".
    let probe = try #require(LoopbackSocket())
    peerPort = probe.port
    probe.end()
    let name = "fz\(getpid())x\(chance.below(1000))"
    daemon = try #require(
      WireGuardGo([
        name, peer.privateKey.base64, "\(peerPort)", own.publicKey.base64, psk?.base64 ?? "none",
        weAreKnown ? "127.0.0.1:\(socket.port)" : "none",
      ]))
    let start = Self.clock(CLOCK_MONOTONIC)
    deadline = start + .seconds(20)
    let epoch = UnixTime(nanoseconds: Self.clock(CLOCK_REALTIME).nanoseconds - start.nanoseconds)
    side = Side(
      tunnel: Tunnel(
        local: own, remote: peer.publicKey, presharedKey: mismatched ? PresharedKey.none : psk, index: 0x123456,
        policy: .firezone, chance: chance, wall: WallClock(epoch: epoch), at: start))
  }

  private static func clock(_ id: clockid_t) -> Instant {
    var time = timespec()
    clock_gettime(id, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// Sends again each second: the daemon takes up to one to notice that its device is up.
  mutating func send(_ packet: IPPacket, until done: (Conversation) -> Bool) throws {
    while !done(self) {
      side.handle(.packet(packet.bytes, PacketID(1)), at: now)
      let retry = now + .seconds(1)
      try run { done($0) || $0.now >= retry }
    }
  }

  mutating func awaitLine(_ line: String) throws {
    try run {
      if let more = $0.daemon.hear(within: 0) { $0.heard += more }
      return $0.heard.contains(line) || $0.heard.contains("failed")
    }
    try #require(heard.contains(line), "\(heard)")
  }

  mutating func run(until done: (inout Conversation) -> Bool) throws {
    while !done(&self) {
      if now >= deadline { throw TimedOut() }
      side.wake(at: now)
      flush()
      if let datagram = socket.receive(within: 20) { side.handle(.datagram(datagram, .none), at: now) }
      answerEchoes()
      flush()
    }
  }

  private mutating func flush() {
    for datagram in side.sent { socket.send(datagram, to: peerPort) }
    side.sent = []
  }

  private mutating func answerEchoes() {
    for bytes in side.delivered.dropFirst(answered) {
      guard let packet = try? IPPacket(bytes), packet.payload.first == 8 else { continue }
      let body = Array(packet.payload)
      let reply = IPPacket.echo(
        request: false, from: packet.destination, to: packet.source, identifier: body.be16(4), sequence: body.be16(6),
        Array(body.dropFirst(8)))
      if let reply { side.handle(.packet(reply.bytes, .none), at: now) }
    }
    answered = side.delivered.count
  }

  func end() {
    daemon.end()
    socket.end()
  }
}
