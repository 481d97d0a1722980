import Base
import Wire
import WireGuard

/// What a client or gateway wants done.
package enum AccessOutput: Sendable {
  case portal(PortalWish)
  /// A packet for the applications (client) or for the resources' side (gateway).
  case deliver(IPPacket, PacketID)
  case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID, ecn: ECN = .notECT)
  /// What the operating system is told of the tunnel device from now on.
  case interface(TunConfiguration)
  /// A gateway wants to know the addresses of a DNS resource's name, as its own system resolves it.
  case resolve(NameLookup)
  /// A client wants a name server outside the tunnel to be asked.
  case ask(UpstreamQuery)
  case secret(TunnelSecret)
  case event(AccessEvent)
}

/// What a node wants of its portal socket.
package enum PortalWish: Hashable, Sendable {
  case open
  case close
  case text(String)
}

/// What the owner of a portal socket reports.
package enum PortalLink: Sendable {
  case opened
  /// The HTTP upgrade was answered with another status than 101.
  case refused(status: Int)
  /// Nobody who is trusted vouches for the portal's certificate, and waiting does not change it.
  case distrusted(reason: String)
  case closed(reason: String)
  case text(String)
}
