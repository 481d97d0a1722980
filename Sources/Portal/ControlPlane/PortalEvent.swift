import Base

/// What happened at the portal.
package enum PortalEvent: Hashable, Sendable {
  case connected(SocketID, Participant)
  case disconnected(SocketID, Participant)
  /// Somebody whom the directory does not know; the socket is closed.
  case loginRefused(SocketID, Participant)
  /// A newer socket of the same participant took over.
  case replaced(SocketID, Participant, by: SocketID)
  case joined(Participant)
  case sent(Participant, PortalMessage)
  case received(Participant, PortalMessage)
  case ignored(Participant, PortalIgnored)
  case gatewayChosen(GatewayID, ClientID, ResourceID, GatewayPreference)
  case authorizationCreated(Authorization)
  case authorizationEnded(Authorization)
  /// The operator's action had nothing to act on or was not allowed.
  case actionRefused(OperatorAction, DirectoryError)
}

/// The far end of a socket.
package enum Participant: Hashable, Comparable, Sendable {
  case client(ClientID)
  case gateway(GatewayID)
}

/// Why one gateway was taken of several.
package enum GatewayPreference: Hashable, Sendable {
  /// It is the first that is online of those that the client named.
  case connected
  /// The client named none that serves; one of so many by chance.
  case chance(of: Int)
}

/// Why a frame had no effect.
package enum PortalIgnored: Hashable, Sendable {
  case malformed(MalformedFrame)
  /// A message of a topic that has not been joined on this socket.
  case notJoined(event: String)
  /// `flow_authorized` with a `ref` that this portal did not sign for this gateway.
  case invalidRef
  /// `flow_authorized` for a second time.
  case alreadyAuthorized(AuthorizationID)
  /// `flow_authorized` after the authorization ended.
  case authorizationEnded(AuthorizationID)
  /// `flow_authorized` whose client has left or opened another channel since it asked.
  case clientGone(ClientID)
  /// `flow_authorized` of a gateway that has changed its key since it was asked: the derived secrets are stale.
  case gatewayKeyChanged(GatewayID)
  /// Candidates for somebody who is not online.
  case notOnline(Participant)
  /// Frames that only a participant receives, from a participant.
  case unexpected(event: String)
}
