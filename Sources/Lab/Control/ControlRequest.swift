import Base
import Portal
import Wire

/// What the shell asks of a live node over its control socket: a line of JSON, with a number that the answer bears.
package struct ControlRequest: Codable, Hashable, Sendable {
  package let id: UInt32
  package let wish: ControlWish

  package init(id: UInt32, _ wish: ControlWish) { (self.id, self.wish) = (id, wish) }
}

/// What can be wished: a part of the state, a deed, to be told of what happens.
package enum ControlWish: Codable, Hashable, Sendable {
  /// A part of the node's state, by the path below its name.
  case state(path: [String])
  /// What the node calls the objects that it knows by identifiers.
  case names
  /// Why the portal would refuse a client a resource now.
  case refusal(client: String, resource: String)
  /// From here on every event is told; the first are those that the node still remembers.
  ///
  /// - packets: what becomes of single packets as well, with their bytes.
  case listen(packets: Bool)
  /// What opens the sessions that began while somebody was told of packets: secrets, for whoever asks by this name alone.
  case keys
  /// Answered when all that happened before has been told.
  case sync
  case flag(name: String, on: Bool)
  case internetResource(on: Bool)
  case revoke(resource: String, client: String, gateway: String)
  case filters(resource: String, [Filter])
  case change(AccessChange)
  /// Puts a packet on one of the node's taps.
  ///
  /// - claims: what answers it comes back over this connection, and the node's own system does not see it.
  case inject(IPPacket, at: Tap.Face, claims: Bool)
}

extension Tap.Face: Codable {}

extension ControlRequest {
  /// Our own: far beyond the largest packet in hexadecimal digits.
  package static let longest = 256 << 10
}
