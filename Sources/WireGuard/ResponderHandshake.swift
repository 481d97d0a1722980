import Base
import Cipher

/// The responder's second half, once the peer's tunnel is found.
struct ResponderHandshake: Sendable {
  let timestamp: TAI64N
  private let initiation: IdentifiedInitiation
  private var noise: Noise

  init(_ initiation: IdentifiedInitiation, _ peering: Peering) throws(MessageRejection) {
    guard initiation.peer == peering.remote else { throw .unknownPeer(initiation.peer) }
    self.initiation = initiation
    noise = initiation.noise
    let payload: [UInt8]
    do throws(NoiseFailure) {
      payload = try noise.readPayload(initiation.message.sealedTimestamp, staticSecret: peering.staticSecret)
    } catch { throw MessageRejection(error, payload: .undecryptableTimestamp) }
    guard let timestamp = TAI64N(payload) else { throw .undecryptableTimestamp }
    self.timestamp = timestamp
  }

  /// The keys and the message that tells the peer, its codes still zero.
  func respond(
    _ peering: Peering, local: UInt32, ephemeral: PrivateKey
  ) throws(MessageRejection) -> (SessionKeys, Response) {
    let own = EphemeralKeys(ephemeral)
    var noise = noise
    let sealed: [UInt8]
    do throws(NoiseFailure) {
      sealed = try noise.writeResponse(
        [], ephemeral: own, to: (initiation.message.ephemeral, peering.remote), peering.presharedKey)
    } catch { throw MessageRejection(error, payload: .undecryptableResponse) }
    let (toResponder, toInitiator) = noise.split()
    let remote = initiation.message.sender
    let response = Response(
      sender: local, receiver: remote, ephemeral: own.publicKey, sealedNothing: sealed)
    let keys = SessionKeys(role: .responder, local: local, remote: remote, send: toInitiator, receive: toResponder)
    return (keys, response)
  }
}
