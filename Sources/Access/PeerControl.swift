import Base
import Wire

/// What client and gateway tell each other inside the tunnel.
///
/// An IPv6 packet from `::` to `::` with next header 255 and hop limit 0; its payload begins with eight bytes, the first
/// of which is the kind:
/// ```
/// | kind (1) | zero (7) | body … |
/// ```
package enum PeerControl: Hashable, Sendable {
  /// No authorization is left, or the sender goes away: forget the connection.
  case goodbye
  case unknown(kind: UInt8)

  private static let goodbyeKind: UInt8 = 2
  private static let headerCount = 8

  /// nil if the packet is no control packet, by all three of its marks.
  package init?(_ packet: IPPacket) {
    guard packet.family == .v6, packet.proto == .peerControl, packet.source.isUnspecified,
      packet.destination.isUnspecified
    else { return nil }
    let kind = packet.payload.first ?? .max
    self = kind == Self.goodbyeKind && packet.payload.count >= Self.headerCount ? .goodbye : .unknown(kind: kind)
  }

  package var packet: IPPacket? {
    let kind =
      switch self {
      case .goodbye: Self.goodbyeKind
      case .unknown(let kind): kind
      }
    return IPPacket.make(
      from: .v6(.unspecified), to: .v6(.unspecified), .peerControl, hopLimit: 0,
      carrying: [kind] + [UInt8](repeating: 0, count: Self.headerCount - 1))
  }
}
