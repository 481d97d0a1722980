import Base
import Cipher
import WireGuard

/// Handshakes against the key agreements that bound them, and data against the bare cipher.
enum TunnelMeasures {
  static func all() -> [Measure] {
    var chance = Chance(seed: 1)
    let (mine, yours) = (PrivateKey(drawnFrom: &chance), PrivateKey(drawnFrom: &chance))
    let key = Bytes32(chance.bytes(32)) ?? Bytes32()
    let packet = packet(of: 1400)
    return [
      Measure("X25519 agreement", count: 1000) { count in
        for _ in 0..<count { use(mine.agree(with: yours.publicKey)) }
      },
      Measure("WireGuard handshake, both sides", count: 200) { count in
        for i in 0..<count { use(Pair(mine, yours, seed: UInt64(i)).isEstablished) }
      },
      Measure("ChaCha20-Poly1305 seal and open, 1400 B", count: 20_000) { count in
        var buffer = packet + [UInt8](repeating: 0, count: ChaCha20Poly1305.tagCount)
        for i in 0..<count {
          let nonce = ChaCha20Poly1305.Nonce(counter: UInt64(i))
          buffer.withUnsafeMutableBytes {
            ChaCha20Poly1305.seal($0, key: key, nonce: nonce)
            use(ChaCha20Poly1305.open($0, key: key, nonce: nonce))
          }
        }
      },
      Measure("a packet of 1400 B through two tunnels", count: 10_000) { count in
        var pair = Pair(mine, yours, seed: 7)
        for _ in 0..<count { pair.carry(packet) }
      },
    ]
  }

  /// An IPv4 packet of this many bytes.
  private static func packet(of count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    bytes[0] = 0x45
    bytes[2] = UInt8(count >> 8)
    bytes[3] = UInt8(count & 255)
    return bytes
  }
}

/// Two tunnels whose messages are handed over directly.
private struct Pair {
  private var a: Tunnel
  private var b: Tunnel
  private let now = Instant.zero + .seconds(1)

  init(_ mine: PrivateKey, _ yours: PrivateKey, seed: UInt64) {
    let wall = WallClock(epoch: UnixTime(seconds: 1_767_225_600))
    func tunnel(_ own: PrivateKey, _ other: PrivateKey, _ index: UInt32) -> Tunnel {
      Tunnel(
        local: StaticKeys(own), remote: other.publicKey, presharedKey: nil, index: index, policy: .firezone,
        chance: Chance(seed: seed).stream("\(index)"), wall: wall, at: .zero)
    }
    a = tunnel(mine, yours, 1)
    b = tunnel(yours, mine, 2)
    var out = Outbox<Tunnel.Output>()
    a.handle(.initiate, at: now, into: &out)
    exchange(out.outputs, fromA: true)
  }

  var isEstablished: Bool { a.canSend(at: now) && b.canSend(at: now) }

  mutating func carry(_ packet: [UInt8]) {
    var out = Outbox<Tunnel.Output>()
    a.handle(.packet(packet, .none), at: now, into: &out)
    exchange(out.outputs, fromA: true)
  }

  private mutating func exchange(_ outputs: [Tunnel.Output], fromA: Bool) {
    for case .send(let bytes, let id) in outputs {
      var out = Outbox<Tunnel.Output>()
      if fromA {
        b.handle(.datagram(bytes, id), at: now, into: &out)
      } else {
        a.handle(.datagram(bytes, id), at: now, into: &out)
      }
      exchange(out.outputs, fromA: !fromA)
    }
  }
}
