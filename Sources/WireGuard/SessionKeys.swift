import Cipher

/// What a handshake ends in: the transport keys of one end.
package struct SessionKeys: Hashable, Sendable {
  package let role: HandshakeRole
  /// Our index, which the peer's messages bear.
  package let local: UInt32
  package let remote: UInt32
  package let send: Bytes32
  package let receive: Bytes32

  /// The same session as the other end has it.
  package var ofOtherEnd: SessionKeys {
    SessionKeys(
      role: role == .initiator ? .responder : .initiator, local: remote, remote: local, send: receive, receive: send)
  }
}

extension SessionKeys: CustomStringConvertible, CustomReflectable {
  package var description: String { "(session keys)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
