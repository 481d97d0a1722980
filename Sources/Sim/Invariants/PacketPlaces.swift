import Access
import Base
import Lab
import WireGuard

// Where each event leaves the packet that it is about; nil: where it was.

extension Happening {
  var place: PacketPlace? {
    switch self {
    case .seen, .wireSent, .wireDelivered: .handled
    case .wireLost: .lost
    case .ruled(let ruling):
      switch ruling.verdict {
      case .hold, .delay: .waiting
      case .drop, .duplicate, .corrupt, .edit: nil
      }
    default: nil
    }
  }
}

extension AccessReport {
  var place: PacketPlace? {
    switch event {
    case .buffered: .waiting
    case .refused: .answered
    case .dropped: .dropped
    case .taken, .asked, .noAuthorization: .delivered
    case .tunnel(_, .packetQueued(_)): .waiting
    case .tunnel(_, .packetDropped(_, _)), .tunnel(_, .messageRejected(_, _)): .dropped
    default: nil
    }
  }
}

extension World {
  /// What links, rules and machines really have at this moment.
  ///
  /// Complexity: O(what is going to happen + clients + gateways + what they keep).
  var heldPackets: [PacketID] {
    var held = rules.held.map(\.passing.id)
    for scheduled in queue.elements {
      switch scheduled.what {
      case .datagram(_, let id), .lan(_, let id, from: _, to: _): held.append(id)
      case .transit(let transit): held.append(transit.id)
      case .open(let transit): held.append(transit.id)
      case .released(let passing): held.append(passing.id)
      default: break
      }
    }
    for client in clients.values { held += client.access.heldPackets }
    for gateway in gateways.values { held += gateway.access.heldPackets }
    return held
  }
}
