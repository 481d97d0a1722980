import Access
import Base
import Portal
import Traversal

/// What a relay lends, and to whom.
extension AccessRelay {
  /// - Parameter process: what the machine does not know of the process that it runs in.
  package func parts(_ look: StateLook, _ process: ProcessState) -> [StatePart] {
    [
      StatePart("kind", text: "relay"), StatePart("location", fact: process.location),
      StatePart("life", text: process.life), StatePart("addresses", fact: .addresses(server.addresses)),
      StatePart("portal", text: isJoined ? "connected" : "disconnected"),
      StatePart("allocations") { allocations(look) },
    ]
  }

  private func allocations(_ look: StateLook) -> State {
    .table(
      columns: ["client", "relayed", "ends", "permissions", "channels"],
      rows: server.allocations.all(at: look.now).map { allocation in
        [
          .endpoint(allocation.tuple.client), .list(allocation.relayed.all.map { .endpoint($0) }),
          .instant(allocation.end), .addresses(allocation.permissions.all(at: look.now)),
          .list(allocation.channels.all(at: look.now).map { .text("\($0.number.words) to \($0.peer)") }),
        ]
      })
  }
}
