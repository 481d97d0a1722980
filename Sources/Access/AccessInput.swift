import Base
import Portal
import Wire

/// What clients and gateways are told alike, for whoever drives either: the lab and the live nodes.
package protocol AccessInput: Sendable {
  static var start: Self { get }
  static func portal(_ link: PortalLink) -> Self
  static func packet(_ packet: IPPacket, _ id: PacketID) -> Self
  static func datagram(_ bytes: [UInt8], from: Endpoint, to: Endpoint, _ id: PacketID, ecn: ECN) -> Self
  static func answered(_ id: LookupID, _ answer: UpstreamAnswer) -> Self
  static func systemResolvers(_ servers: [Endpoint]) -> Self
  /// Goodbye to everybody.
  static var shutDown: Self { get }
  static func setFlag(_ flag: FeatureFlag, _ on: Bool) -> Self
  static func setQuirk(_ quirk: AccessQuirk, _ on: Bool) -> Self
  static func setChannelQuirk(_ quirk: PortalQuirk, _ on: Bool) -> Self
}

extension AccessClient.Input: AccessInput {}
extension AccessGateway.Input: AccessInput {}
