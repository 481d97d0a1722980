import Base

/// A UDP datagram that a machine wants sent.
package struct Transmission: Hashable, Sendable {
  package var source: Endpoint
  package var destination: Endpoint
  package var payload: [UInt8]
  /// The packet that it carries, if any.
  package var packet: PacketID
  /// RFC 8656 §14: false where a client asked that nobody cuts it.
  package var mayFragment: Bool

  package init(
    _ payload: [UInt8], from source: Endpoint, to destination: Endpoint, _ packet: PacketID = .none,
    mayFragment: Bool = true
  ) {
    self.payload = payload
    self.source = source
    self.destination = destination
    self.packet = packet
    self.mayFragment = mayFragment
  }
}
