import Base

/// Packets that wait for a session, oldest first.
struct PacketQueue: Sendable {
  private let limit: Int
  private var packets: [(bytes: [UInt8], id: PacketID)] = []

  init(limit: Int) { self.limit = limit }

  /// Gives the packet that had to go.
  mutating func append(_ bytes: [UInt8], _ id: PacketID) -> PacketID? {
    guard limit > 0 else { return id }
    packets.append((bytes, id))
    return packets.count > limit ? packets.removeFirst().id : nil
  }

  mutating func takeAll() -> [(bytes: [UInt8], id: PacketID)] {
    defer { packets = [] }
    return packets
  }
}
