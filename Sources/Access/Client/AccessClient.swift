import Base
import Cipher
import Portal
import Wire
import WireGuard

/// A client: knows its resources, asks for access to them on the first packet, and keeps tunnels to their gateways.
package struct AccessClient: PortalParty, TunnelOwner {
  package enum Input: Sendable {
    /// Connects to the portal.
    case start
    case portal(PortalLink)
    /// A packet that an application sent into the tunnel device.
    case packet(IPPacket, PacketID)
    /// A datagram from the network, and the packet inside as far as the world knows it.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID)
    case setFlag(FeatureFlag, Bool)
    case setQuirk(AccessQuirk, Bool)
  }

  package typealias Output = AccessOutput

  package enum Timer: Int, TimerName {
    case portal = 0
    /// A request with waiting packets is overdue.
    case requests
    case connections
  }

  package let local: LocalNode
  var channel: Channel<ToClient, FromClient>
  package internal(set) var interface: ClientInterface?
  package internal(set) var resources = ResourceTable()
  package internal(set) var sites = SiteStatuses()
  package internal(set) var gateways: GatewayRoutes
  var asking = Asking()
  package internal(set) var flags: FeatureFlags
  package internal(set) var quirks = AccessQuirks.none
  package internal(set) var timers = TimerTable<Timer>()

  package init(_ local: LocalNode, flags: FeatureFlags) {
    self.local = local
    self.flags = flags
    channel = Channel(chance: local.chance.stream("channel"))
    gateways = GatewayRoutes(Demultiplexer(keys: local.keys, chance: local.chance))
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .start: drive(Channel.Input.connect, at: now, into: &out)
    case .portal(let link): drive(link, at: now, into: &out)
    case .packet(let packet, let id): route(packet, id, at: now, into: &out)
    case .datagram(let bytes, let from, let to, let id): receive(bytes, from, to, id, at: now, into: &out)
    case .setFlag(let flag, let on): flags[flag] = on
    case .setQuirk(let quirk, let on): quirks[quirk] = on
    }
    arm()
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if timers.fires(.portal, at: now) { wakeChannel(at: now, into: &out) }
    if timers.fires(.requests, at: now) { retryRequests(at: now, into: &out) }
    if timers.fires(.connections, at: now) {
      while let gateway = gateways.popDue(at: now) {
        withConnection(to: gateway, at: now, into: &out) { $0.wake(at: now, into: &$1) }
      }
    }
    arm()
  }

  private mutating func arm() {
    timers[.portal] = channel.timers.next
    timers[.requests] = asking.pending.nextRetry
    timers[.connections] = gateways.nextDeadline
  }

  package var publicKey: PublicKey { local.keys.publicKey }
  /// What the client is asking for at the moment.
  package var pendingResources: [ResourceID] { asking.pending.resources }

  package var isJoined: Bool { channel.phase == .joined }
  package var tunnelAddresses: [IPAddress] { interface.map { [.v4($0.ipv4), .v6($0.ipv6)] } ?? [] }
}
