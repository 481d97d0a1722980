import Base
import Cipher
import Portal
import Wire
import WireGuard

/// A client: knows its resources, answers for their names, asks for access to them on the first packet, and keeps
/// tunnels to their gateways.
package struct AccessClient: PortalParty, TunnelOwner {
  package enum Input: Sendable {
    /// Connects to the portal.
    case start
    case portal(PortalLink)
    /// A packet that an application sent into the tunnel device.
    case packet(IPPacket, PacketID)
    /// A datagram from the network, and the packet inside as far as the world knows it.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID, ecn: ECN = .notECT)
    /// What came of an `AccessOutput.ask`.
    case answered(LookupID, UpstreamAnswer)
    /// The name servers that the system would use without us, in its order.
    case systemResolvers([Endpoint])
    /// The client is on another network, where these are its sockets.
    case roam(sockets: [Endpoint])
    /// Whether the Internet resource is used, if there is one.
    case setInternetResource(Bool)
    /// Says goodbye to every gateway and leaves the portal; `start` begins again.
    case shutDown
    case setFlag(FeatureFlag, Bool)
    case setQuirk(AccessQuirk, Bool)
    /// A fault of the channel to the portal.
    case setChannelQuirk(PortalQuirk, Bool)
  }

  package typealias Output = AccessOutput

  package enum Timer: Int, TimerName {
    case portal = 0
    /// A request with waiting packets is overdue.
    case requests
    case connections
    /// What an allocation at a relay waits for.
    case relays
    /// A site that was offline may be back.
    case sites
    /// A question has waited too long.
    case queries
    /// DNS over TCP: what a connection waits for.
    case streams
    /// A gateway has not said what became of a name.
    case translations
  }

  private var localBox: Boxed<LocalNode>
  private var channelBox: Boxed<Channel<ToClient, FromClient>>
  package internal(set) var device = TunnelDevice()
  package internal(set) var resources = ResourceTable()
  package internal(set) var sites = SiteStatuses()
  package internal(set) var gateways: GatewayRoutes
  package internal(set) var asking = Asking()
  private var namesBox: Boxed<NameService>
  package internal(set) var translations = DomainTranslations()
  private var relaysBox: Boxed<Relays>
  package internal(set) var life = ClientLife.running
  package internal(set) var flags: FeatureFlags
  package internal(set) var quirks = AccessQuirks.none
  package internal(set) var timers = TimerTable<Timer>()

  package init(_ local: LocalNode, flags: FeatureFlags) {
    localBox = Boxed(local)
    self.flags = flags
    channelBox = Boxed(Channel(chance: local.chance.stream("channel")))
    relaysBox = Boxed(Relays(local))
    gateways = GatewayRoutes(Demultiplexer(keys: local.keys, chance: local.chance))
    namesBox = Boxed(NameService(chance: local.chance.stream("names")))
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    if life == .stopped, case .start = input { life = .running }
    if life == .running || input.countsAlways { obey(input, at: now, into: &out) } else { ignore(input, into: &out) }
    arm()
  }

  private mutating func obey(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .start: drive(Channel.Input.connect, at: now, into: &out)
    case .portal(let link): drive(link, at: now, into: &out)
    case .packet(let packet, let id): route(packet, id, at: now, into: &out)
    case .datagram(let bytes, let from, let to, let id, let ecn):
      receive(bytes, from, to, id, ecn, at: now, into: &out)
    case .answered(let id, let answer): take(answer, to: id, at: now, into: &out)
    case .systemResolvers(let servers):
      names.resolvers.system = servers
      chooseResolvers(at: now, into: &out)
    case .roam(let sockets): roam(to: sockets, at: now, into: &out)
    case .setInternetResource(let on): setInternetResource(on, at: now, into: &out)
    case .shutDown: shutDown(at: now, into: &out)
    case .setFlag(let flag, let on): flags[flag] = on
    case .setQuirk(let quirk, let on):
      quirks[quirk] = on
      relays.retriesDead = !quirks[.forgetDeadRelays]
    case .setChannelQuirk(let quirk, let on): channel.quirks[quirk] = on
    }
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if timers.fires(.portal, at: now) { wakeChannel(at: now, into: &out) }
    if timers.fires(.requests, at: now) { retryRequests(at: now, into: &out) }
    if timers.fires(.connections, at: now) {
      while let gateway = gateways.popDue(at: now) {
        withConnection(to: gateway, at: now, into: &out) { $0.wake(at: now, into: &$1) }
      }
    }
    if timers.fires(.relays, at: now) { withRelays(at: now, into: &out) { $0.wake(at: now, into: &$1) } }
    if timers.fires(.sites, at: now) { changeSites(into: &out) { $0.expire(at: now) } }
    if timers.fires(.queries, at: now) { expireQueries(at: now, into: &out) }
    if timers.fires(.streams, at: now) { wakeStreams(at: now, into: &out) }
    if timers.fires(.translations, at: now) { retryTranslations(at: now, into: &out) }
    arm()
  }

  private mutating func arm() {
    guard life == .running else {
      timers.cancelAll()
      return
    }
    let byTrafficOnly = quirks[.retryByTrafficOnly]
    // In place: to read what stands apart is to copy it.
    let (queries, streams) = namesBox.update { ($0.queries.nextDeadline, $0.streams.nextDeadline) }
    timers[.portal] = channel.timers.next
    timers[.requests] = byTrafficOnly ? nil : asking.pending.nextRetry
    timers[.connections] = gateways.nextDeadline
    timers[.relays] = relays.nextDeadline
    timers[.sites] = sites.nextDeadline
    timers[.queries] = queries
    timers[.streams] = streams
    timers[.translations] = byTrafficOnly ? nil : translations.nextRetry
  }

  package var publicKey: PublicKey { local.keys.publicKey }
  package var interface: ClientInterface? { device.interface }
  /// What the client is asking for at the moment.
  package var pendingResources: [ResourceID] { asking.pending.resources }

  package var isJoined: Bool { channel.phase == .joined }
  package var portalConnection: PortalConnectionState { channel.state }
  package var channelQuirks: PortalQuirks { channel.quirks }
  package var tunnelAddresses: [IPAddress] { device.addresses }
}

// What most packets do not touch stands apart from the machine (see `Boxed`).

extension AccessClient {
  package internal(set) var local: LocalNode {
    _read { yield localBox.value }
    _modify { yield &localBox.value }
  }

  var channel: Channel<ToClient, FromClient> {
    _read { yield channelBox.value }
    _modify { yield &channelBox.value }
  }

  package internal(set) var names: NameService {
    _read { yield namesBox.value }
    _modify { yield &namesBox.value }
  }

  package internal(set) var relays: Relays {
    _read { yield relaysBox.value }
    _modify { yield &relaysBox.value }
  }
}
