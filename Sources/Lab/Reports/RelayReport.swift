import Base
import Traversal
import Wire

/// What happened at a relay, with the names of its clients.
package struct RelayReport: Described {
  package let event: RelayEvent
  /// The node that the client's address belongs to, where one does.
  package let client: String

  /// nil for the steps of what is told in one event: challenges, answers that are sent again, permissions,
  /// ports that were occupied.
  package init?(_ event: RelayEvent, clients: SortedTable<IPAddress, String>) {
    guard let client = event.client, event.isTold else { return nil }
    self.event = event
    self.client = clients[client.address] ?? "\(client)"
  }

  package var kind: String {
    switch event {
    case .allocated: "turn.allocated"
    case .refreshed: "turn.refreshed"
    case .deallocated: "turn.ended"
    case .permitted, .channelBound, .channelEnded, .answeredAgain, .occupied: "turn.bound"
    case .refused: "turn.failed"
    case .dropped: "drop"
    }
  }

  package var packet: PacketID { if case .dropped(_, _, let id) = event { id } else { .none } }

  package var fields: [Field] {
    let peer = [Field("client", client)]
    switch event {
    case .allocated(_, let relayed, _, let lifetime):
      return peer + [
        Field("relayed", .list(relayed.all.map { .endpoint($0) })), Field("lifetime", .duration(lifetime)),
      ]
    case .refreshed(_, let lifetime): return peer + [Field("lifetime", .duration(lifetime))]
    case .deallocated(_, let relayed, let reason):
      return peer + [Field("relayed", .list(relayed.all.map { .endpoint($0) })), Field("reason", reason.rawValue)]
    case .channelBound(_, let number, let remote, _), .channelEnded(_, let number, let remote):
      return peer + [Field("channel", .text(number.words)), Field("remote", .endpoint(remote))]
    case .refused(_, let method, let refusal):
      return peer + [Field("request", method.words), Field("reason", refusal.name)]
    case .dropped(let drop, let source, _): return [Field("reason", drop.name), Field("src", .endpoint(source))]
    case .permitted, .answeredAgain, .occupied: return peer
    }
  }

  var isUpkeep: Bool {
    switch event {
    case .refreshed, .channelBound: true
    // Checks go to a peer's relay before the peer has asked for a channel to us.
    case .dropped(.noPermission, _, let id): id == .none
    default: false
    }
  }
}

extension RelayEvent {
  fileprivate var client: Endpoint? {
    switch self {
    case .allocated(let tuple, _, _, _), .refreshed(let tuple, _), .deallocated(let tuple, _, _),
      .permitted(let tuple, _), .channelBound(let tuple, _, _, _), .channelEnded(let tuple, _, _),
      .refused(let tuple, _, _), .answeredAgain(let tuple, _), .occupied(let tuple, _):
      tuple.client
    case .dropped(_, let source, _): source
    }
  }

  fileprivate var isTold: Bool {
    switch self {
    case .allocated, .refreshed, .deallocated, .dropped: true
    case .permitted, .channelEnded, .answeredAgain, .occupied: false
    case .channelBound(_, _, _, let isNew): isNew
    // How a client learns the nonce (RFC 8489 §9.2.3).
    case .refused(_, _, let refusal): ![.noIntegrity, .noUsername, .noNonce, .staleNonce].contains(refusal)
    }
  }
}

extension ChannelNumber {
  var words: String { "0x" + String(rawValue, radix: 16) }
}

extension STUNError {
  var words: String { "\(code.rawValue)" }
}

extension STUNMethod {
  fileprivate var words: String {
    switch self {
    case .allocate: "allocate"
    case .refresh: "refresh"
    case .channelBind: "channel-bind"
    case .createPermission: "create-permission"
    default: "method \(rawValue)"
    }
  }
}
