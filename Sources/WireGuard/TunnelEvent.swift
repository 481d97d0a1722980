import Base
import Cipher

/// Who began the handshake that a session comes from.
package enum HandshakeRole: Hashable, Sendable {
  case initiator
  case responder
}

/// What happened in a tunnel. Indices are those of sessions as they stand on the wire.
package enum TunnelEvent: Hashable, Sendable {
  /// - attempt: 1 for the first of a series.
  case initiationSent(local: UInt32, attempt: Int)
  case initiationReceived(remote: UInt32)
  case responseSent(local: UInt32, remote: UInt32)
  case responseReceived(local: UInt32, remote: UInt32)
  /// Both sides have shown that they hold the keys.
  case sessionEstablished(local: UInt32, remote: UInt32, HandshakeRole)
  case sessionEnded(local: UInt32)
  case keepaliveSent(local: UInt32)
  case keepaliveReceived(local: UInt32)
  case cookieReceived(local: UInt32)
  /// Nobody answered for as long as the policy allows. The owner decides whether that ends the connection.
  case handshakeAbandoned(attempts: Int)
  /// No session for three lifetimes: all key material is forgotten.
  case tunnelExpired
  case messageRejected(MessageRejection, PacketID)
  case packetQueued(PacketID)
  case packetDropped(PacketDrop, PacketID)
}

extension TunnelEvent {
  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .initiationSent: "initiation-sent"
    case .initiationReceived: "initiation-received"
    case .responseSent: "response-sent"
    case .responseReceived: "response-received"
    case .sessionEstablished: "session-established"
    case .sessionEnded: "session-ended"
    case .keepaliveSent: "keepalive-sent"
    case .keepaliveReceived: "keepalive-received"
    case .cookieReceived: "cookie-received"
    case .handshakeAbandoned: "handshake-abandoned"
    case .tunnelExpired: "tunnel-expired"
    case .messageRejected: "message-rejected"
    case .packetQueued: "packet-queued"
    case .packetDropped: "packet-dropped"
    }
  }
}
