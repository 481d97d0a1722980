import Base
import Cipher

@testable import WireGuard

/// One end of a tunnel, and everything that it said.
struct Side {
  var tunnel: Tunnel
  var sent: [[UInt8]] = []
  var delivered: [[UInt8]] = []
  var events: [TunnelEvent] = []
  var secrets: [HandshakeSecret] = []
  var keys = KeyRing()

  mutating func handle(_ input: Tunnel.Input, at now: Instant) { collect { $0.handle(input, at: now, into: &$1) } }
  mutating func wake(at now: Instant) { collect { $0.wake(at: now, into: &$1) } }

  private mutating func collect(_ body: (inout Tunnel, inout Outbox<Tunnel.Output>) -> Void) {
    var out = Outbox<Tunnel.Output>()
    body(&tunnel, &out)
    for output in out.outputs {
      switch output {
      case .send(let bytes, _): sent.append(bytes)
      case .deliver(let bytes, _): delivered.append(bytes)
      case .event(let event): events.append(event)
      case .secret(.handshake(let secret)): secrets.append(secret)
      case .secret(.session(let keys)): self.keys.add(keys)
      }
    }
  }

  /// The reasons of all rejections so far.
  var rejections: [MessageRejection] {
    events.compactMap { if case .messageRejected(let reason, _) = $0 { reason } else { nil } }
  }

  func count(_ name: String) -> Int { events.count { $0.name == name } }
}

/// Two tunnels on one virtual clock, joined by a wire without delay that can be cut.
struct Pair {
  var now = Instant.zero
  var a: Side
  var b: Side
  var isCut = false
  /// The first byte of each message that crossed or would have, in order: lower case from a, upper case from b.
  var crossed = ""

  static let packet = KnownHandshake.packet
  static let wall = WallClock(epoch: UnixTime(seconds: 1_700_000_000))

  init(
    policy: TunnelPolicy = .paper, psk: (a: PresharedKey?, b: PresharedKey?) = (nil, nil), seed: UInt64 = 1
  ) {
    var chance = Chance(seed: seed)
    let first = StaticKeys(PrivateKey(drawnFrom: &chance))
    let second = StaticKeys(PrivateKey(drawnFrom: &chance))
    a = Side(
      tunnel: Tunnel(
        local: first, remote: second.publicKey, presharedKey: psk.a, index: 0xaaaaaa, policy: policy,
        chance: chance.stream("a"), wall: Self.wall, at: .zero))
    b = Side(
      tunnel: Tunnel(
        local: second, remote: first.publicKey, presharedKey: psk.b, index: 0xbbbbbb, policy: policy,
        chance: chance.stream("b"), wall: Self.wall, at: .zero))
  }

  /// Carries what was said until both are silent.
  mutating func exchange() {
    while !a.sent.isEmpty || !b.sent.isEmpty {
      let (fromA, fromB) = (a.sent, b.sent)
      (a.sent, b.sent) = ([], [])
      crossed += fromA.map { ["", "i", "r", "c", "d"][Int($0[0])] }.joined()
      crossed += fromB.map { ["", "I", "R", "C", "D"][Int($0[0])] }.joined()
      if isCut { continue }
      for message in fromA { b.handle(.datagram(message, .none), at: now) }
      for message in fromB { a.handle(.datagram(message, .none), at: now) }
    }
  }

  /// Lets time pass, waking each side when it asked to be.
  mutating func run(for span: Duration) {
    let end = now + span
    exchange()
    while let next = [a.tunnel.timers.next, b.tunnel.timers.next].compactMap({ $0 }).min(), next <= end {
      now = max(now, next)
      a.wake(at: now)
      b.wake(at: now)
      exchange()
    }
    now = end
  }

  mutating func sendFromA(_ packet: [UInt8] = packet, id: UInt32 = 1) {
    a.handle(.packet(packet, PacketID(id)), at: now)
    exchange()
  }

  mutating func sendFromB(_ packet: [UInt8] = packet, id: UInt32 = 1) {
    b.handle(.packet(packet, PacketID(id)), at: now)
    exchange()
  }
}
