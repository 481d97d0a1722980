import Base
import Portal
import Wire

/// Why a client asked for an authorization. Local knowledge: it is not on the wire.
package enum IntentTrigger: String, Hashable, Sendable {
  case packet
  case icmpProhibited = "icmp-prohibited"
}

/// Requests for authorizations that are under way, and the packets that wait for their answers.
package struct PendingAuthorizations: Sendable {
  /// A request for the same resource is not repeated before this time has passed.
  package static let interval: Duration = .seconds(2)
  package static let bufferCapacity = 128

  private struct Request: Sendable {
    var lastIntent: Instant
    var packets = UniquePacketBuffer(capacity: PendingAuthorizations.bufferCapacity)
  }

  private var requests = SortedTable<ResourceID, Request>()

  package init() {}

  package var resources: [ResourceID] { requests.keys }
  package func isPending(_ resource: ResourceID) -> Bool { requests[resource] != nil }

  /// Whether an answer can still be expected: later, the request counts as lost.
  package func awaits(_ resource: ResourceID, at now: Instant) -> Bool {
    requests[resource].map { now - $0.lastIntent < Self.interval } ?? false
  }

  /// Whether a request is to be sent now; if so, it counts as sent.
  package mutating func ask(for resource: ResourceID, at now: Instant) -> Bool {
    guard let request = requests[resource] else {
      requests[resource] = Request(lastIntent: now)
      return true
    }
    guard now - request.lastIntent >= Self.interval else { return false }
    requests.update(resource) { $0.lastIntent = now }
    return true
  }

  /// Keeps a packet until the answer comes. There must be a request.
  package mutating func store(_ packet: IPPacket, _ id: PacketID, for resource: ResourceID)
    -> UniquePacketBuffer.Stored?
  {
    requests.update(resource) { $0.packets.store(packet, id) }
  }

  /// Ends the request and hands out what waited for it.
  package mutating func resolve(_ resource: ResourceID) -> [UniquePacketBuffer.Entry]? {
    defer { requests[resource] = nil }
    return requests[resource]?.packets.entries
  }

  /// Requests with waiting packets whose answer is overdue: they are asked again without waiting for the next packet.
  package func overdue(at now: Instant) -> [ResourceID] {
    requests.filter { !$0.value.packets.entries.isEmpty && now - $0.value.lastIntent >= Self.interval }.map(\.key)
  }

  package var nextRetry: Instant? {
    requests.filter { !$0.value.packets.entries.isEmpty }.map { $0.value.lastIntent + Self.interval }.min()
  }
}
