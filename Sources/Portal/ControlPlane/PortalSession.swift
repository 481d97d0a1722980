import Base
import Cipher

/// The portal's end of one socket.
package struct PortalSession: Sendable {
  package let participant: Participant
  /// A relay has none.
  package let publicKey: PublicKey?
  package let origin: Origin
  package internal(set) var isJoined = false
  /// What a relay's credentials are derived from.
  package internal(set) var stampSecret: String?
  /// The relays that the participant was told to use, each with its secret of that time.
  package internal(set) var relays = SortedTable<RelayID, String>()
  /// What a client was last told that it may reach.
  package internal(set) var connectable = SortedTable<ResourceID, ClientResource>()
  /// When anything last arrived.
  var lastHeard: Instant
  var budget: FrameBudget

  init(_ login: Login, at now: Instant) {
    participant = login.participant
    publicKey = login.publicKey
    origin = login.origin
    lastHeard = now
    budget = FrameBudget(at: now)
  }

  /// The portal hangs up on a participant that has been silent for longer.
  var silenceAllowed: Duration {
    switch participant {
    case .client: .seconds(307)
    case .gateway: .seconds(37)
    case .relay: .seconds(41)
    }
  }

  var topic: String {
    switch participant {
    case .client: ToClient.topic
    case .gateway: ToGateway.topic
    case .relay: ToRelay.topic
    }
  }
}

/// How many frames one socket may send: far beyond what any honest participant does (our own bound).
struct FrameBudget: Hashable, Sendable {
  static let burst = 10_000
  static let perSecond = 1000

  private var left = burst
  private var since: Instant

  init(at now: Instant) { since = now }

  /// False when the frame is one too many.
  mutating func spend(at now: Instant) -> Bool {
    let seconds = (now - since).nanoseconds / 1_000_000_000
    if seconds > 0 {
      left = Int(min(Int64(Self.burst), Int64(left) + min(seconds, 1000) * Int64(Self.perSecond)))
      since = since + .seconds(seconds)
    }
    guard left > 0 else { return false }
    left -= 1
    return true
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

  package func session(of participant: Participant) -> PortalSession? { sockets[participant].flatMap { sessions[$0] } }

  /// The socket of a client or gateway whose channel is joined, and with which key.
  package func joined(_ participant: Participant) -> (socket: SocketID, key: PublicKey)? {
    guard let socket = sockets[participant], let session = sessions[socket], session.isJoined,
      let key = session.publicKey
    else { return nil }
    return (socket, key)
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
