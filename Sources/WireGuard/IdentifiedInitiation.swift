import Cipher

/// An initiation whose sender is known: the half of the handshake that tells whose it is, done once.
///
/// The owner of many tunnels makes one, finds the tunnel of `peer`, and hands it on.
package struct IdentifiedInitiation: Sendable {
  package let message: Initiation
  /// The static key that the initiation carries. It is proven only when the tunnel opens the timestamp.
  package let peer: PublicKey
  let noise: Noise

  /// Checks mac1 before anything costly; then one agreement of keys.
  package init(_ message: Initiation, to local: StaticKeys) throws(MessageRejection) {
    guard local.macs.accept(message) else { throw .wrongMAC1 }
    self.message = message
    var noise = Noise(responder: local.publicKey)
    do throws(NoiseFailure) {
      peer = try noise.readStatic(message.sealedStatic, ephemeral: message.ephemeral, local: local.privateKey)
    } catch { throw MessageRejection(error, payload: .undecryptableTimestamp) }
    self.noise = noise
  }
}
