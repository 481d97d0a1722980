import Base
import Cipher

/// The portal's end of one socket.
package struct PortalSession: Sendable {
  package let participant: Participant
  package let publicKey: PublicKey
  package internal(set) var isJoined = false
  /// When anything last arrived.
  var lastHeard: Instant
  /// What a client was last told that it may reach.
  var connectable = SortedTable<ResourceID, ClientResource>()

  init(_ login: Login, at now: Instant) {
    (participant, publicKey) =
      switch login {
      case .client(let id, let key): (.client(id), key)
      case .gateway(let id, let key): (.gateway(id), key)
      }
    lastHeard = now
  }

  /// The portal hangs up on a participant that has been silent for longer.
  var silenceAllowed: Duration {
    switch participant {
    case .client: .seconds(307)
    case .gateway: .seconds(37)
    }
  }

  var topic: String {
    switch participant {
    case .client: ToClient.topic
    case .gateway: ToGateway.topic
    }
  }
}

/// The open sockets, and who is behind which: at most one for each participant.
package struct Presence: Sendable {
  package private(set) var sessions = SortedTable<SocketID, PortalSession>()
  private var sockets = SortedTable<Participant, SocketID>()

  package subscript(socket: SocketID) -> PortalSession? { sessions[socket] }

  mutating func update(_ socket: SocketID, _ body: (inout PortalSession) -> Void) { sessions.update(socket, body) }

  /// Complexity: O(log participants).
  package func socket(of participant: Participant) -> SocketID? { sockets[participant] }

  /// The socket of a participant whose channel is joined, and with which key.
  package func joined(_ participant: Participant) -> (socket: SocketID, key: PublicKey)? {
    guard let socket = sockets[participant], let session = sessions[socket], session.isJoined else { return nil }
    return (socket, session.publicKey)
  }

  /// In ascending order.
  package var joinedClients: [ClientID] {
    sockets.keys.compactMap { if case .client(let id) = $0, joined($0) != nil { id } else { nil } }
  }

  /// In ascending order.
  package var joinedGateways: [GatewayID] {
    sockets.keys.compactMap { if case .gateway(let id) = $0, joined($0) != nil { id } else { nil } }
  }

  mutating func add(_ session: PortalSession, _ socket: SocketID) {
    sessions[socket] = session
    sockets[session.participant] = socket
  }

  mutating func remove(_ socket: SocketID) -> PortalSession? {
    guard let session = sessions[socket] else { return nil }
    sessions[socket] = nil
    if sockets[session.participant] == socket { sockets[session.participant] = nil }
    return session
  }
}
