import Base
import Cipher

/// Why a message was not accepted. Every message that has no effect has exactly one of these.
package enum MessageRejection: Error, Hashable, Sendable {
  case tooShort(has: Int)
  case unknownType(UInt32)
  /// A handshake message of another length than its type has.
  case wrongLength(MessageType, has: Int)

  /// Not made for our public key.
  case wrongMAC1
  /// Under load, and without a cookie that we gave to its source.
  case cookieDemanded
  /// A public key whose secret anyone can tell.
  case lowOrderPoint
  case undecryptableStatic
  case unknownPeer(PublicKey)
  case undecryptableTimestamp
  /// A replay, or a peer whose clock went back.
  case staleTimestamp(TAI64N, newest: TAI64N)
  case initiationFlood(after: Duration)

  case unknownHandshake(receiver: UInt32)
  /// Most often: the preshared keys differ.
  case undecryptableResponse
  case unsolicitedCookie(receiver: UInt32)
  case undecryptableCookie

  case unknownSession(receiver: UInt32)
  case endedSession(receiver: UInt32)
  case replayedCounter(UInt64)
  /// Behind the replay window, which begins at `oldest`.
  case oldCounter(UInt64, oldest: UInt64)
  case exhaustedCounter(UInt64)
  case undecryptableData(counter: UInt64)
  case innerNotIP(version: UInt8)
  case innerTooShort(says: Int, has: Int)
}

extension MessageRejection {
  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .tooShort: "message-too-short"
    case .unknownType: "unknown-message-type"
    case .wrongLength: "wrong-message-length"
    case .wrongMAC1: "wrong-mac1"
    case .cookieDemanded: "cookie-demanded"
    case .lowOrderPoint: "low-order-point"
    case .undecryptableStatic: "undecryptable-static-key"
    case .unknownPeer: "unknown-peer"
    case .undecryptableTimestamp: "undecryptable-timestamp"
    case .staleTimestamp: "stale-timestamp"
    case .initiationFlood: "initiation-flood"
    case .unknownHandshake: "unknown-handshake"
    case .undecryptableResponse: "undecryptable-response"
    case .unsolicitedCookie: "unsolicited-cookie"
    case .undecryptableCookie: "undecryptable-cookie"
    case .unknownSession: "unknown-session"
    case .endedSession: "ended-session"
    case .replayedCounter: "replayed-counter"
    case .oldCounter: "old-counter"
    case .exhaustedCounter: "exhausted-counter"
    case .undecryptableData: "undecryptable-data"
    case .innerNotIP: "inner-not-ip"
    case .innerTooShort: "inner-too-short"
    }
  }
}

extension MessageRejection {
  /// - Parameter payload: what it means that this message's payload cannot be opened.
  init(_ failure: NoiseFailure, payload: MessageRejection) {
    switch failure {
    case .lowOrderPoint: self = .lowOrderPoint
    case .undecryptableStatic: self = .undecryptableStatic
    case .undecryptablePayload: self = payload
    }
  }
}

/// Why a packet that we were to send never left.
package enum PacketDrop: Hashable, Sendable {
  /// A younger packet took its place in the queue.
  case queueOverflow
  /// An empty message would be a keepalive.
  case empty
  /// Longer than a datagram can carry.
  case tooLong(Int)
  /// It waited for a handshake that nobody answered.
  case handshakeAbandoned
  /// It waited when the tunnel's last key material was forgotten.
  case tunnelExpired

  package var name: String {
    switch self {
    case .queueOverflow: "wireguard-queue-overflow"
    case .empty: "empty-packet"
    case .tooLong: "packet-too-long"
    case .handshakeAbandoned: "handshake-abandoned"
    case .tunnelExpired: "tunnel-expired"
    }
  }
}
