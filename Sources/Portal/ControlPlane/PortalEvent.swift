import Base

/// What happened at the portal.
package enum PortalEvent: Hashable, Sendable {
  case connected(SocketID, Participant)
  case disconnected(SocketID, Participant)
  /// The socket is closed at once.
  case loginRefused(SocketID, Participant, LoginRefusal)
  /// A newer socket of the same participant took over.
  case replaced(SocketID, Participant, by: SocketID)
  case joined(Participant)
  case sent(Participant, PortalMessage)
  case received(Participant, PortalMessage)
  case ignored(Participant, PortalIgnored)
  case gatewayChosen(GatewayID, ClientID, ResourceID, GatewayPreference)
  case authorizationCreated(Authorization)
  /// Its gateway lets the client in.
  case authorizationConfirmed(Authorization)
  /// It lasts until another hour now.
  case authorizationChanged(Authorization)
  case authorizationEnded(Authorization)
  /// The operator's action had nothing to act on or was not allowed.
  case actionRefused(OperatorAction, DirectoryError)
}

/// Why one gateway was taken of several.
package enum GatewayPreference: Hashable, Sendable {
  /// It is the first that is online of those that the client named.
  case connected
  /// The client named none that serves; one of so many by chance.
  case chance(of: Int)
  /// The same, and of all these only so many stand nearest to the client in their newest version.
  case nearest(Int, of: Int)
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
  /// `flow_authorized` of an operator's doing: nobody asked, so nobody is told.
  case nobodyAsked(AuthorizationID)
  /// Candidates for somebody who is not online.
  case notOnline(Participant)
  /// Candidates for somebody with whom the sender has no access in common.
  case stranger(Participant)
  /// Frames come faster than any honest participant's.
  case flood
  /// A relay's join without what its credentials are derived from.
  case noStampSecret
  /// Frames that only a participant receives, from a participant.
  case unexpected(event: String)
}
