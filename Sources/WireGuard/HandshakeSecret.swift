import Cipher

/// What a tunnel tells to whoever keeps secrets. Large and seldom: it stands apart from what carries it.
package indirect enum TunnelSecret: Hashable, Sendable {
  case handshake(HandshakeSecret)
  case session(SessionKeys)
}

/// What one end put into a handshake: with it, a capture of all that follows can be decrypted.
package struct HandshakeSecret: Hashable, Sendable {
  package let role: HandshakeRole
  /// Our own index in the handshake.
  package let local: UInt32
  package let ephemeral: PrivateKey
  let peering: Peering

  init(_ role: HandshakeRole, local: UInt32, ephemeral: PrivateKey, _ peering: Peering) {
    self.role = role
    self.local = local
    self.ephemeral = ephemeral
    self.peering = peering
  }
}

extension HandshakeSecret {
  /// The lines of a WireGuard key log as Wireshark reads them: a preshared key belongs to the ephemeral key above it.
  package var keyLog: [String] {
    let lines = [
      "LOCAL_STATIC_PRIVATE_KEY = \(peering.local.privateKey.base64)",
      "REMOTE_STATIC_PUBLIC_KEY = \(peering.remote.base64)",
      "LOCAL_EPHEMERAL_PRIVATE_KEY = \(ephemeral.base64)",
    ]
    return peering.presharedKey == .none ? lines : lines + ["PRESHARED_KEY = \(peering.presharedKey.base64)"]
  }
}
