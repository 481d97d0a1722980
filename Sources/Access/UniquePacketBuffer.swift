import Base
import Wire

/// Packets that wait for a tunnel: the newest `capacity`, without the copies that an impatient sender makes.
///
/// A packet with the same bytes is not kept twice. A retransmitted SYN replaces the one that is kept (its timestamps are
/// newer), so that the answering host does not see the same connection attempt several times.
package struct UniquePacketBuffer: Sendable {
  package struct Entry: Hashable, Sendable {
    package let packet: IPPacket
    package let id: PacketID
  }

  package enum Stored: Hashable, Sendable {
    case kept
    case duplicate
    case replaced(PacketID)
    /// Full: the oldest had to go.
    case displaced(PacketID)
  }

  private let capacity: Int
  package private(set) var entries: [Entry] = []

  package init(capacity: Int) { self.capacity = capacity }

  package mutating func store(_ packet: IPPacket, _ id: PacketID) -> Stored {
    if entries.contains(where: { $0.packet == packet }) { return .duplicate }
    if let syn = SYN(packet), let i = entries.firstIndex(where: { SYN($0.packet) == syn }) {
      let old = entries[i].id
      entries[i] = Entry(packet: packet, id: id)
      return .replaced(old)
    }
    entries.append(Entry(packet: packet, id: id))
    guard entries.count > capacity else { return .kept }
    return .displaced(entries.removeFirst().id)
  }

  /// What makes two SYN segments attempts at the same connection.
  private struct SYN: Equatable {
    let source: Endpoint
    let destination: Endpoint
    let sequence: UInt32

    init?(_ packet: IPPacket) {
      guard case .tcp(let tcp) = packet.transport, tcp.flags.contains(.syn), !tcp.flags.contains(.ack) else {
        return nil
      }
      source = Endpoint(packet.source, tcp.sourcePort)
      destination = Endpoint(packet.destination, tcp.destinationPort)
      sequence = tcp.sequence
    }
  }
}
