import Base
import Portal
import Traversal

/// A relay as a node: what it lends, and its own connection to the portal.
package struct AccessRelay: Machine {
  package enum Input: Sendable {
    /// Connects: of a relay that a portal is to know of.
    case start
    case portal(PortalLink)
    // As `RelayServer.Input` has them.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID)
    case opened(Endpoint)
    case occupied(Endpoint)
    /// The machine's clock was set: the ends of credentials are held against this one from now on.
    case clockSet(WallClock)
  }

  package enum Output: Sendable {
    case portal(PortalWish)
    case datagram(Transmission)
    /// A relayed address is reached from here on, or no more.
    case open(Endpoint)
    case close(Endpoint)
    case event(RelayEvent)
    case channel(ChannelFact)
  }

  /// What a relay waits for.
  package enum Wait: Int, TimerName {
    /// The end of something that was lent.
    case lent = 0
    case portal
  }

  package private(set) var server: RelayServer
  private var channel: Channel<ToRelay, FromRelay>

  package init(_ local: LocalRelay) {
    server = RelayServer(local.policy, secret: local.secret, chance: local.chance.stream("server"), wall: local.wall)
    channel = Channel(
      chance: local.chance.stream("channel"), login: .relayJoin(stampSecret: local.secret.revealed),
      patience: local.patience)
  }

  package var isJoined: Bool { channel.phase == .joined }
  package var nextDeadline: Instant? { Instant.earlier(server.timers.next, channel.timers.next) }

  package var timers: TimerTable<Wait> {
    var timers = TimerTable<Wait>()
    (timers[.lent], timers[.portal]) = (server.timers.next, channel.timers.next)
    return timers
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .start: drive(.connect, at: now, into: &out)
    case .portal(let link): drive(Channel.Input(link), at: now, into: &out)
    case .datagram(let bytes, let source, let destination, let id):
      serve(.datagram(bytes, from: source, to: destination, id), at: now, into: &out)
    case .opened(let relayed): serve(.opened(relayed), at: now, into: &out)
    case .occupied(let relayed): serve(.occupied(relayed), at: now, into: &out)
    case .clockSet(let wall): serve(.clockSet(wall), at: now, into: &out)
    }
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    follow(out.nested { server.wake(at: now, into: &$0) }, into: &out)
    follow(out.nested { channel.wake(at: now, into: &$0) }, into: &out)
  }

  private mutating func serve(_ input: RelayServer.Input, at now: Instant, into out: inout Outbox<Output>) {
    follow(out.nested { server.handle(input, at: now, into: &$0) }, into: &out)
  }

  private mutating func drive(
    _ input: Channel<ToRelay, FromRelay>.Input, at now: Instant, into out: inout Outbox<Output>
  ) {
    follow(out.nested { channel.handle(input, at: now, into: &$0) }, into: &out)
  }

  private func follow(_ outputs: [RelayServer.Output], into out: inout Outbox<Output>) {
    for output in outputs {
      switch output {
      case .send(let datagram): out.put(.datagram(datagram))
      case .open(let relayed): out.put(.open(relayed))
      case .close(let relayed): out.put(.close(relayed))
      case .event(let event): out.put(.event(event))
      }
    }
  }

  /// The portal tells a relay nothing that it would have to do.
  private func follow(_ outputs: [Channel<ToRelay, FromRelay>.Output], into out: inout Outbox<Output>) {
    for output in outputs {
      switch output {
      case .open: out.put(.portal(.open))
      case .close: out.put(.portal(.close))
      case .text(let text): out.put(.portal(.text(text)))
      case .received, .sent: break
      case .joined: out.put(.channel(.joined))
      case .ignored(let why): out.put(.channel(.ignored(why)))
      case .lost(let loss, _): out.put(.channel(.lost(loss)))
      case .refused(let reason): out.put(.channel(.refused(reason: reason)))
      }
    }
  }
}

/// What a relay is to itself: its rules, what its credentials are made with, its clock's place in the calendar and its
/// chance.
package struct LocalRelay: Sendable {
  package let policy: RelayPolicy
  package let secret: StampSecret
  package let wall: WallClock
  package let chance: Chance
  /// How long the portal may be gone before the relay gives up; nil: it goes on.
  package let patience: Duration?

  package init(_ policy: RelayPolicy, secret: StampSecret, wall: WallClock, chance: Chance, patience: Duration?) {
    (self.policy, self.secret, self.wall) = (policy, secret, wall)
    (self.chance, self.patience) = (chance, patience)
  }
}
