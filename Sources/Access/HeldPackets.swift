import Base

// Packets that a machine keeps until something comes: an answer, a translation, a session.

extension AccessClient {
  /// In no order that means anything. Complexity: O(gateways + what is kept).
  package var heldPackets: [PacketID] {
    asking.pending.packets + translations.packets + gateways.peers.values.flatMap(\.connection.unsent)
  }
}

extension AccessGateway {
  /// In no order that means anything. Complexity: O(clients + what is kept).
  package var heldPackets: [PacketID] { clients.ids.flatMap { clients[$0]?.connection.unsent ?? [] } }
}
