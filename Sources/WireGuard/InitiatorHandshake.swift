import Base
import Cipher

/// A handshake of ours that waits for its response.
struct InitiatorHandshake: Sendable {
  let local: UInt32
  let ephemeral: PrivateKey
  private let noise: Noise

  /// The handshake and the message that opens it, its codes still zero.
  static func begin(
    _ peering: Peering, local: UInt32, ephemeral: PrivateKey, timestamp: TAI64N
  ) throws(NoiseFailure) -> (InitiatorHandshake, Initiation) {
    let keys = EphemeralKeys(ephemeral)
    var noise = Noise(responder: peering.remote)
    let (sealedStatic, sealedTimestamp) = try noise.writeInitiation(
      timestamp.bytes, ephemeral: keys, local: peering.local.publicKey, responder: peering.remote,
      staticSecret: peering.staticSecret)
    let message = Initiation(
      sender: local, ephemeral: keys.publicKey, sealedStatic: sealedStatic, sealedTimestamp: sealedTimestamp)
    return (InitiatorHandshake(local: local, ephemeral: ephemeral, noise: noise), message)
  }

  /// Leaves the handshake as it was: a forged response must not spoil it for the true one.
  func finish(_ response: Response, _ peering: Peering) throws(MessageRejection) -> SessionKeys {
    var noise = noise
    do throws(NoiseFailure) {
      _ = try noise.readResponse(
        response.sealedNothing, from: response.ephemeral, ephemeral: ephemeral, local: peering.local.privateKey,
        peering.presharedKey)
    } catch { throw MessageRejection(error, payload: .undecryptableResponse) }
    let (toResponder, toInitiator) = noise.split()
    return SessionKeys(
      role: .initiator, local: local, remote: response.sender, send: toResponder, receive: toInitiator)
  }
}
