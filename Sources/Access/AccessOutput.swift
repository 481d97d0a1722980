import Base
import Wire
import WireGuard

/// What a client or gateway wants done.
package enum AccessOutput: Sendable {
  case portal(PortalWish)
  /// A packet for the applications (client) or for the resources' side (gateway).
  case deliver(IPPacket, PacketID)
  case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID)
  /// The addresses of the tunnel device from now on.
  case interface([IPAddress])
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
  case closed(reason: String)
  case text(String)
}
