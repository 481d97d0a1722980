import Base
import Cipher
import HashTreeCollections
import Portal
import Wire
import WireGuard

/// A gateway: lets clients' packets through to the resources that the portal has authorized them for, and answers
/// every other packet with an ICMP error "prohibited".
package struct AccessGateway: PortalParty, TunnelOwner {
  package enum Input: Sendable {
    /// Connects to the portal.
    case start
    case portal(PortalLink)
    /// A packet from the resources' side.
    case packet(IPPacket, PacketID)
    /// A datagram from the network, and the packet inside as far as the world knows it.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID)
    case setFlag(FeatureFlag, Bool)
    case setQuirk(AccessQuirk, Bool)
  }

  package typealias Output = AccessOutput

  package enum Timer: Int, TimerName {
    case portal = 0
    case connections
    /// The next access to run out.
    case expiry
  }

  package let local: LocalNode
  var channel: Channel<ToGateway, FromGateway>
  package internal(set) var interface: GatewayInterface?
  package internal(set) var clients: ClientPeers
  package internal(set) var flags: FeatureFlags
  package internal(set) var quirks = AccessQuirks.none
  package internal(set) var timers = TimerTable<Timer>()

  package init(_ local: LocalNode, flags: FeatureFlags = FeatureFlags()) {
    self.local = local
    self.flags = flags
    channel = Channel(chance: local.chance.stream("channel"))
    clients = ClientPeers(Demultiplexer(keys: local.keys, chance: local.chance), wall: local.wall)
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .start: drive(Channel.Input.connect, at: now, into: &out)
    case .portal(let link): drive(link, at: now, into: &out)
    case .packet(let packet, let id): forward(packet, id, at: now, into: &out)
    case .datagram(let bytes, let from, let to, let id): receive(bytes, from, to, id, at: now, into: &out)
    case .setFlag(let flag, let on): flags[flag] = on
    case .setQuirk(let quirk, let on): quirks[quirk] = on
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
    if timers.fires(.expiry, at: now) {
      while let client = clients.popDueExpiry(at: now) { expire(client, at: now, into: &out) }
    }
    arm()
  }

  private mutating func arm() {
    timers[.portal] = channel.timers.next
    timers[.connections] = clients.nextConnectionDeadline
    timers[.expiry] = clients.nextExpiry
  }

  package var publicKey: PublicKey { local.keys.publicKey }

  package var isJoined: Bool { channel.phase == .joined }
  package var tunnelAddresses: [IPAddress] { interface.map { [.v4($0.ipv4), .v6($0.ipv6)] } ?? [] }
}
