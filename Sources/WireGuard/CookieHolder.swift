import Base
import Cipher

/// The sender's side of cookies (§5.4.4, §5.4.7): stamps handshake messages and keeps the cookie that a busy peer gave.
struct CookieHolder: Sendable {
  private var cookie: Bytes16?
  private var received = Instant.zero
  private var lastSent: (sender: UInt32, mac1: Bytes16)?

  /// Sets mac1, and mac2 while a cookie is fresh.
  mutating func stamp(_ message: inout some HandshakeMessage, for remote: MACKeys, at now: Instant) {
    let end = message.bytes.count
    let mac1 = BLAKE2s.mac(key: remote.mac1, message.coveredByMAC1)
    message.bytes.replaceSubrange(end - 32..<end - 16, with: mac1.bytes)
    lastSent = (message.sender, mac1)
    guard let cookie = fresh(at: now) else { return }
    message.bytes.replaceSubrange(end - 16..<end, with: BLAKE2s.mac(key: cookie, message.coveredByMAC2).bytes)
  }

  func fresh(at now: Instant) -> Bytes16? { now - received < Limits.cookieLifetime ? cookie : nil }

  /// Only the peer that saw our last message can answer it: the reply is bound to its mac1.
  mutating func accept(_ reply: CookieReply, from remote: MACKeys, at now: Instant) throws(MessageRejection) {
    guard let lastSent, lastSent.sender == reply.receiver else { throw .unsolicitedCookie(receiver: reply.receiver) }
    let opened = XChaCha20Poly1305.opened(
      reply.sealedCookie, key: remote.cookie, nonce: reply.nonce, authenticating: lastSent.mac1.bytes)
    guard let cookie = opened.flatMap({ Bytes16($0) }) else { throw .undecryptableCookie }
    self.cookie = cookie
    received = now
  }
}

extension CookieReply {
  /// - Parameters:
  ///   - message: the handshake message that is answered.
  ///   - nonce: 24 bytes; nil for any other number.
  init?(sealing cookie: Bytes16, to message: some HandshakeMessage, nonce: [UInt8], by local: MACKeys) {
    guard
      let sealed = XChaCha20Poly1305.sealed(
        cookie.bytes, key: local.cookie, nonce: nonce, authenticating: message.mac1.bytes)
    else { return nil }
    self.init(receiver: message.sender, nonce: nonce, sealedCookie: sealed)
  }
}
