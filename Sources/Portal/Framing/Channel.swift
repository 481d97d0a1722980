import Base

/// The client's side of a Phoenix channel (also a gateway's): joins, numbers, beats, and reconnects.
///
/// Sans-IO over text frames in order. Its owner opens and closes the socket when told to, and reports what became of it.
package struct Channel<Incoming: ControlMessage, Outgoing: ControlMessage>: Machine {
  package enum Input: Sendable {
    /// Opens the socket, or drops it and opens a new one: start-up, and a reset with a new key.
    case connect
    case opened
    /// The socket closed by itself, or could not be opened. Not said of a socket that the channel closed.
    case closed(reason: String)
    /// A frame of the socket that was opened last.
    case text(String)
    case send(Outgoing)
    /// The HTTP upgrade was answered with another status than 101.
    case upgradeRefused(status: Int)
    /// TLS: the portal's certificate is not accepted, and another attempt does not change it.
    case distrusted(reason: String)
  }

  package enum Output: Hashable, Sendable {
    case open
    case close
    case text(String)
    /// The portal has acknowledged the join; `init` follows.
    case joined
    case received(Incoming)
    /// A message went out, after any wait for the join.
    case sent(Outgoing)
    case ignored(ChannelIgnored)
    /// The socket is gone or given up; a new one opens by itself after `retry`.
    case lost(ChannelLoss, retry: Duration)
    /// The portal wants us no more, or is given up: no new attempt until `connect`.
    case refused(reason: String)
  }

  package enum Timer: Int, TimerName {
    case join, heartbeat, reconnect
    /// The socket should be open by now.
    case open
  }

  package internal(set) var timers = TimerTable<Timer>()
  package internal(set) var phase = Phase.idle
  var queue: [Outgoing] = []
  var nextRef = 0
  /// References of heartbeats that nobody has answered.
  var unanswered: [Int] = []
  var backoff = ReconnectBackoff()
  var chance: Chance
  /// What the topic is joined with: `.join`, or a relay's `.relayJoin`.
  let login: ChannelFrame<Outgoing>.Content
  /// How long a portal may be gone before it is given up; nil never.
  let patience: Duration?
  /// When the connection was lost, until the next join.
  var lostSince: Instant?
  /// When it was joined, until it is lost.
  var joinedSince: Instant?
  package var quirks = PortalQuirks.none

  package enum Phase: Hashable, Sendable {
    case idle
    case connecting
    case joining(ref: Int)
    case joined
    case waiting
  }

  package init(chance: Chance, login: ChannelFrame<Outgoing>.Content = .join, patience: Duration? = nil) {
    self.chance = chance
    self.login = login
    self.patience = patience
  }

  /// The same channel before anything happened, with the faults that are switched on.
  package func renewed(chance: Chance) -> Channel {
    var channel = Channel(chance: chance, login: login, patience: patience)
    channel.quirks = quirks
    return channel
  }
}

/// A frame that arrived and changed nothing.
package enum ChannelIgnored: Hashable, Sendable {
  case malformed(MalformedFrame)
  /// `phx_error`: the channel crashed; the next message finds out.
  case channelCrashed
  case reply(ChannelReply, ref: Int?)
  /// Frames that only a server receives, and frames while no socket is open.
  case unexpected(event: String)
  /// More than 32 messages were waiting: all of them were dropped.
  case queueOverflow(dropped: Int)
}

/// Why a channel gave its socket up.
package enum ChannelLoss: Hashable, Sendable {
  case socket(reason: String)
  case joinTimeout
  case heartbeatsUnanswered(Int)
  /// `phx_close`
  case closedByPortal
  /// The socket did not open in time.
  case connectTimeout
  /// An HTTP status that another attempt may change.
  case upgradeRefused(status: Int)
}

/// Numbers of the channel protocol.
package enum ChannelConstants {
  /// TCP, TLS and upgrade together.
  package static let connectTimeout: Duration = .seconds(15)
  /// Gateways and relays: a day of portal outage. The original gives up after 15 minutes.
  package static let servantsPatience: Duration = .seconds(24 * 3600)
  package static let servantsPatienceAtSeed: Duration = .seconds(15 * 60)
  /// A connection that ends sooner after its join does not end the backoff: a portal that lets everybody in and drops them
  /// again is not to be stormed, either.
  package static let settled: Duration = .seconds(5)
  /// From the join's sending to its acknowledgement.
  package static let joinTimeout: Duration = .seconds(5)
  /// The reason of a channel that has run out of patience.
  package static let maxRetries = "max retries reached"
  /// On a fixed schedule: other traffic does not postpone a beat.
  package static let heartbeat: Duration = .seconds(30)
  /// More unanswered beats than these end the connection.
  package static let unansweredHeartbeats = 3
  /// A send that finds more messages waiting than these clears them first.
  package static let queueBound = 32
}
