import Base
import Cipher
import Wire
import WireGuard

/// Reads `bytes` as a WireGuard message: as a codec does, as the gate before a node does, and as a tunnel does that waits
/// for the answer to its own initiation.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzWireGuard(_ bytes: UnsafeRawBufferPointer) {
  let datagram = [UInt8](bytes)
  if let message = try? Message(datagram) {
    precondition(message.bytes == datagram)
    judge(message)
  }
  var tunnel = Stage.waiting
  var out = Outbox<Tunnel.Output>()
  tunnel.handle(.datagram(datagram, .none), at: Stage.now, into: &out)
}

private func judge(_ message: Message) {
  var gate = Stage.gate
  switch message {
  case .initiation(let initiation): _ = gate.judge(initiation, from: Stage.source, at: Stage.now)
  case .response(let response): _ = gate.judge(response, from: Stage.source, at: Stage.now)
  case .cookieReply, .transportData: break
  }
}

/// What stands before the first message comes; every input begins from a copy.
private enum Stage {
  static let now = Instant(nanoseconds: 1_000_000_000)
  static let source = IPAddress.v4(IPv4Address(bits: 0xc633_6401))
  static let keys: (local: StaticKeys, remote: StaticKeys) = {
    var chance = Chance(seed: 1)
    return (StaticKeys(PrivateKey(drawnFrom: &chance)), StaticKeys(PrivateKey(drawnFrom: &chance)))
  }()
  static let gate = HandshakeGate(local: keys.local, chance: Chance(seed: 2))
  static let waiting: Tunnel = {
    var tunnel = Tunnel(
      local: keys.local, remote: keys.remote.publicKey, presharedKey: nil, index: 0x123456, policy: TunnelPolicy(),
      chance: Chance(seed: 3), wall: WallClock(epoch: UnixTime(seconds: 1_700_000_000)), at: .zero)
    var out = Outbox<Tunnel.Output>()
    tunnel.handle(.initiate, at: .zero, into: &out)
    return tunnel
  }()
}
