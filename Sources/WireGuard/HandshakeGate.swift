import Base
import Cipher

/// What a node decides about handshake messages before it spends an agreement of keys on them (§5.3).
package struct HandshakeGate: Sendable {
  package enum Verdict: Hashable, Sendable {
    case admit
    case refuse(MessageRejection)
    /// Under load: this cookie reply goes back to the source, and the message goes no further.
    case answer(CookieReply)
  }

  private let local: StaticKeys
  private var chance: Chance
  private var load = HandshakeLoad()
  private var secret = CookieSecret()

  package init(local: StaticKeys, chance: Chance) {
    self.local = local
    self.chance = chance
  }

  /// - Parameter source: where the message comes from, behind any relay.
  package mutating func judge(
    _ message: some HandshakeMessage, from source: IPAddress, at now: Instant
  ) -> Verdict {
    guard local.macs.accept(message) else { return .refuse(.wrongMAC1) }
    guard load.count(at: now) else { return .admit }
    let cookie = secret.cookie(for: source, at: now, &chance)
    if BLAKE2s.mac(key: cookie, message.coveredByMAC2) == message.mac2 { return .admit }
    let nonce = chance.bytes(XChaCha20Poly1305.nonceCount)
    return CookieReply(sealing: cookie, to: message, nonce: nonce, by: local.macs).map(Verdict.answer)
      ?? .refuse(.cookieDemanded)
  }
}

/// Handshake messages in the current second. Time alone ends a second, whatever else is idle.
struct HandshakeLoad: Sendable {
  private var began = Instant.zero
  private var messages = 0

  /// Counts one message; true if it is beyond what a second may bring.
  mutating func count(at now: Instant) -> Bool {
    if now - began >= .seconds(1) {
      began = now
      messages = 0
    }
    messages += 1
    return messages > Limits.handshakesPerSecond
  }
}

/// What cookies are made from; a new one every two minutes (§5.4.7).
struct CookieSecret: Sendable {
  private var value: Bytes32?
  private var drawn = Instant.zero

  /// Cookie = MAC(secret, address): without the port, which a NAT may change between two messages.
  mutating func cookie(for source: IPAddress, at now: Instant, _ chance: inout Chance) -> Bytes16 {
    if value == nil || now - drawn >= Limits.cookieLifetime {
      value = Bytes32(chance.bytes(32))
      drawn = now
    }
    return BLAKE2s.mac(key: value ?? Bytes32(), source.octets[...])
  }
}
