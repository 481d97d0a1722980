import Base
import Cipher
import HashTreeCollections
import HostStack
import Portal
import Wire
import WireGuard

/// A gateway: lets clients' packets through to the resources that the portal has authorized them for, translates those
/// to names of DNS resources, and answers every other packet with an ICMP error.
package struct AccessGateway: PortalParty, TunnelOwner {
  package enum Input: Sendable {
    /// Connects to the portal.
    case start
    case portal(PortalLink)
    /// A packet from the resources' side.
    case packet(IPPacket, PacketID)
    /// A datagram from the network, and the packet inside as far as the world knows it.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID, ecn: ECN = .notECT)
    /// What the system resolver said to `.resolve`. One that comes too late is not listened to.
    case resolved(LookupID, LookupAnswer)
    /// What a name server said to `.ask`.
    case answered(LookupID, UpstreamAnswer)
    /// The name servers of the gateway's own system, from now on.
    case systemResolvers([Endpoint])
    /// The machine's clock was set: what the portal says of hours is held against this one from now on. Handshakes keep the
    /// clock that they began with, so that their timestamps go on rising.
    case clockSet(WallClock)
    /// Says goodbye to everybody and leaves the portal.
    case shutDown
    case setFlag(FeatureFlag, Bool)
    case setQuirk(AccessQuirk, Bool)
    /// A fault of the channel to the portal.
    case setChannelQuirk(PortalQuirk, Bool)
  }

  package typealias Output = AccessOutput

  package enum Timer: Int, TimerName {
    case portal = 0
    case connections
    /// What an allocation at a relay waits for.
    case relays
    /// The next access to run out.
    case expiry
    /// The next translations that may be over.
    case translations
    /// The system resolver has had its time.
    case lookups
    /// A name server has had its time.
    case queries
    /// The name server's TCP connections.
    case nameStreams
  }

  private let localBox: Boxed<LocalNode>
  private var channelBox: Boxed<Channel<ToGateway, FromGateway>>
  package internal(set) var interface: GatewayInterface? {
    didSet { tunnelAddresses = interface.map { [.v4($0.ipv4), .v6($0.ipv6)] } ?? [] }
  }
  /// Looked at for every packet.
  package private(set) var tunnelAddresses: [IPAddress] = []
  package internal(set) var clients: ClientPeers
  private var relaysBox: Boxed<Relays>
  /// Names of DNS resources that are being looked up.
  package internal(set) var lookups = NameLookups()
  /// Other queries of clients, on their way to the gateway's own name servers.
  package internal(set) var names = NameForwarding()
  private var nameStreamsBox: Boxed<NameStreams>
  var questions = QuestionNumbers()
  var resourceErrors = ErrorLimit.resources
  package internal(set) var flags: FeatureFlags
  package internal(set) var quirks = AccessQuirks.none
  package internal(set) var timers = TimerTable<Timer>()

  package init(_ local: LocalNode, flags: FeatureFlags = FeatureFlags()) {
    localBox = Boxed(local)
    self.flags = flags
    channelBox = Boxed(Channel(chance: local.chance.stream("channel"), patience: ChannelConstants.servantsPatience))
    relaysBox = Boxed(Relays(local))
    nameStreamsBox = Boxed(NameStreams(local.chance.stream("names")))
    clients = ClientPeers(Demultiplexer(keys: local.keys, chance: local.chance), wall: local.wall)
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .start: drive(Channel.Input.connect, at: now, into: &out)
    case .portal(let link): drive(link, at: now, into: &out)
    case .packet(let packet, let id): forward(packet, id, at: now, into: &out)
    case .datagram(let bytes, let from, let to, let id, let ecn):
      receive(bytes, from, to, id, ecn, at: now, into: &out)
    case .resolved(let id, let answer): finish(id, answer, at: now, into: &out)
    case .answered(let id, let answer): hear(id, answer, at: now, into: &out)
    case .systemResolvers(let servers): names.servers.replace(with: servers)
    case .clockSet(let wall):
      clients.set(wall)
      for client in clients.ids { expire(client, at: now, into: &out) }
    case .shutDown: shutDown(at: now, into: &out)
    case .setFlag(let flag, let on): flags[flag] = on
    case .setQuirk(let quirk, let on):
      quirks[quirk] = on
      relays.retriesDead = !quirks[.forgetDeadRelays]
    case .setChannelQuirk(let quirk, let on): channel.quirks[quirk] = on
    }
    arm()
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if timers.fires(.portal, at: now) { wakeChannel(at: now, into: &out) }
    if timers.fires(.connections, at: now) {
      while let client = clients.popDueConnection(at: now) {
        withConnection(to: client, at: now, into: &out) { $0.wake(at: now, into: &$1) }
      }
    }
    if timers.fires(.relays, at: now) { withRelays(at: now, into: &out) { $0.wake(at: now, into: &$1) } }
    if timers.fires(.expiry, at: now) {
      while let client = clients.popDueExpiry(at: now) {
        expire(client, at: now, into: &out)
        _ = clients.update(client) { _ in }
      }
    }
    if timers.fires(.translations, at: now) {
      let quirks = quirks
      while let client = clients.popDueSweep(at: now) {
        change(client, into: &out) { $0.nat.sweep(quirks, at: now, &$1) }
      }
    }
    if timers.fires(.lookups, at: now) {
      while let id = lookups.overdue(at: now) { finish(id, nil, at: now, into: &out) }
    }
    if timers.fires(.queries, at: now) {
      while let id = names.overdue(at: now) { hear(id, .timedOut, at: now, into: &out) }
    }
    if timers.fires(.nameStreams, at: now) { wakeNames(at: now, into: &out) }
    arm()
  }

  private mutating func arm() {
    timers[.portal] = channel.timers.next
    timers[.connections] = clients.nextConnectionDeadline
    timers[.relays] = relays.nextDeadline
    timers[.expiry] = clients.nextExpiry
    timers[.translations] = clients.nextSweep
    timers[.lookups] = lookups.nextDeadline
    timers[.queries] = names.nextDeadline
    timers[.nameStreams] = nameStreams.host.timers.next
  }

  package var publicKey: PublicKey { local.keys.publicKey }
  /// How many ICMP errors may go to resources at once.
  package func resourceErrorsLeft(at now: Instant) -> Int { resourceErrors.left(at: now) }

  package var isJoined: Bool { channel.phase == .joined }
  package var portalConnection: PortalConnectionState { channel.state }
  package var channelQuirks: PortalQuirks { channel.quirks }
}

// What most packets do not touch stands apart from the machine (see `Boxed`).

extension AccessGateway {
  package var local: LocalNode { _read { yield localBox.value } }

  var channel: Channel<ToGateway, FromGateway> {
    _read { yield channelBox.value }
    _modify { yield &channelBox.value }
  }

  package internal(set) var relays: Relays {
    _read { yield relaysBox.value }
    _modify { yield &relaysBox.value }
  }

  var nameStreams: NameStreams {
    _read { yield nameStreamsBox.value }
    _modify { yield &nameStreamsBox.value }
  }
}
