import Base
import Cipher

/// The portal: knows who may reach what, picks gateways and relays, and keeps every authorization as a row.
///
/// Sans-IO: text frames of its sockets and an operator's actions go in, text frames and facts come out.
package struct ControlPlane: Machine {
  package enum Input: Sendable {
    case opened(SocketID, Login)
    case closed(SocketID)
    case text(SocketID, String)
    case operate(OperatorAction)
    /// The machine's clock was set: tokens, conditions and ends are held against this one from now on.
    case clockSet(WallClock)
  }

  package enum Output: Hashable, Sendable {
    case text(SocketID, String)
    case close(SocketID)
    case event(PortalEvent)
  }

  package enum Timer: Int, TimerName {
    /// Every minute while a client is there: what may each one reach now?
    case recheck
    /// The end of the authorization that ends first.
    case expiry
    /// When a socket may have been silent for too long.
    case silence
    /// A gateway should have answered `authorize_flow` by now.
    case answer
    /// A relay that left has been gone for long enough to tell.
    case relayLeave
  }

  package internal(set) var timers = TimerTable<Timer>()
  package internal(set) var directory: Directory
  package internal(set) var presence = Presence()
  package internal(set) var authorizations = AuthorizationTable()
  /// Authorizations that their gateway has not confirmed yet.
  var unconfirmed = AwaitedAnswers()
  var relays: RelayDesk
  package internal(set) var quirks = PortalQuirks.none
  package internal(set) var wall: WallClock
  let flowRef: FlowRef
  /// What the texts of tokens are made with, for whoever hands them to nodes.
  package let tokenMint: TokenMint
  /// For the choice among gateways.
  var chance: Chance
  /// For rows that a login makes.
  var identities: Chance

  /// - Parameter start: how often a portal of this chance was begun before: none makes identities that another has made.
  package init(directory: Directory, wall: WallClock, chance: Chance, start: UInt64 = 0) {
    self.directory = directory
    self.wall = wall
    var secret = chance.stream("flow ref")
    flowRef = FlowRef(secret: secret.bytes(32))
    var mint = chance.stream("token")
    tokenMint = TokenMint(secret: mint.bytes(32))
    relays = RelayDesk(chance: chance.stream("relay choice"))
    let label = "identities"
    identities = chance.stream(start == 0 ? label : "\(label) of start \(start)")
    self.chance = chance.stream("gateway choice")
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .opened(let socket, let login): open(socket, login, at: now, into: &out)
    case .closed(let socket): closed(socket, at: now, into: &out)
    case .text(let socket, let text): receive(text, from: socket, at: now, into: &out)
    case .operate(let action):
      do { try operate(action, at: now, into: &out) } catch { out.put(.event(.actionRefused(action, error))) }
    case .clockSet(let wall): set(wall, at: now, into: &out)
    }
    arm()
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if timers.fires(.answer, at: now) { endUnanswered(at: now, into: &out) }
    if timers.fires(.expiry, at: now) { expire(at: now, into: &out) }
    if timers.fires(.recheck, at: now) { recheck(at: now, into: &out) }
    if timers.fires(.silence, at: now) { hangUpOnTheSilent(at: now, into: &out) }
    if timers.fires(.relayLeave, at: now) { announceLeaves(at: now, into: &out) }
    arm()
  }

  private mutating func arm() {
    timers[.expiry] = authorizations.nextExpiry.map { expiryInstant($0) }
    timers[.answer] = quirks[.waitForSilentGateway] ? nil : unconfirmed.nextDeadline
    timers[.relayLeave] = relays.nextLeave
  }

  /// Whether a revocation would leave the client nothing on that gateway, so that the tunnel between them goes too.
  package func wouldBeLastAuthorization(_ access: AccessPath) -> Bool {
    authorizations.live(.client(access.client)).allSatisfy {
      $0.gateway != access.gateway || $0.resource == access.resource
    }
  }
}

/// One WebSocket connection, numbered by whoever carries its bytes; never used again after it closed.
package struct SocketID: Hashable, Comparable, Sendable {
  package var number: UInt32

  package init(_ number: UInt32) { self.number = number }
  package static func < (a: SocketID, b: SocketID) -> Bool { a.number < b.number }
}
