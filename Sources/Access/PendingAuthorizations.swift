import Base
import Portal
import Wire

/// Why a client asked for an authorization. Local knowledge: it is not on the wire.
package enum IntentTrigger: String, Hashable, Sendable {
  case packet
  /// A question that must be answered in the resource's site.
  case dnsQuery = "dns-query"
  /// The client is on another network, and its gateways must learn where.
  case roamed
  case icmpProhibited = "icmp-prohibited"
  /// The gateway's control message of that name.
  case noAuthorization = "no-authorization"
}

/// Requests for authorizations that are under way, with the packets and questions that wait for their answers.
package struct PendingAuthorizations: Sendable {
  /// A request for the same resource is not repeated before this time has passed.
  package static let interval: Duration = .seconds(2)
  package static let bufferCapacity = 128

  private struct Request: Sendable {
    var lastIntent: Instant
    /// The portal is away: the request is sent when it is back.
    var isHeld = false
    var packets = UniquePacketBuffer(capacity: PendingAuthorizations.bufferCapacity)
    var queries: [LookupID] = []

    var isWaitedFor: Bool { !packets.entries.isEmpty || !queries.isEmpty }
    func isOverdue(at now: Instant) -> Bool { now - lastIntent >= PendingAuthorizations.interval }
  }

  /// What waited for a request.
  package struct Waiting: Sendable {
    package var packets: [UniquePacketBuffer.Entry]
    package var queries: [LookupID]
  }

  private var requests = SortedTable<ResourceID, Request>()

  package init() {}

  package var resources: [ResourceID] { requests.keys }
  package func isPending(_ resource: ResourceID) -> Bool { requests.contains(resource) }
  /// How many packets and how many questions wait for it.
  package func waiting(for resource: ResourceID) -> (packets: Int, queries: Int) {
    requests[resource].map { ($0.packets.entries.count, $0.queries.count) } ?? (0, 0)
  }

  /// Whether an answer can still be expected: later, the request counts as lost.
  package func awaits(_ resource: ResourceID, at now: Instant) -> Bool {
    requests[resource].map { $0.isHeld || !$0.isOverdue(at: now) } ?? false
  }

  /// Whether a request is to be sent now; if so, it counts as sent.
  package mutating func ask(for resource: ResourceID, at now: Instant) -> Bool {
    guard let request = requests[resource] else {
      requests[resource] = Request(lastIntent: now)
      return true
    }
    guard !request.isHeld, request.isOverdue(at: now) else { return false }
    requests.update(resource) { $0.lastIntent = now }
    return true
  }

  /// The request cannot be sent before the portal is back.
  mutating func hold(_ resource: ResourceID) { requests.update(resource) { $0.isHeld = true } }

  /// None of the requests will be answered: all must be sent again.
  mutating func holdAll() { for resource in requests.keys { hold(resource) } }

  /// The portal is back: these are to be sent now, and count as sent.
  mutating func releaseHeld(at now: Instant) -> [ResourceID] {
    let held = requests.filter(\.value.isHeld).map(\.key)
    for resource in held {
      requests.update(resource) {
        $0.isHeld = false
        $0.lastIntent = now
      }
    }
    return held
  }

  /// Keeps a packet until the answer comes. There must be a request.
  package mutating func store(_ packet: IPPacket, _ id: PacketID, for resource: ResourceID)
    -> UniquePacketBuffer.Stored?
  {
    requests.update(resource) { $0.packets.store(packet, id) }
  }

  /// Keeps a question until the answer comes.
  ///
  /// - Returns: the question that had to go for it.
  mutating func store(_ query: LookupID, for resource: ResourceID) -> LookupID? {
    let displaced = requests.update(resource) { request -> LookupID? in
      request.queries.append(query)
      return request.queries.count > Self.bufferCapacity ? request.queries.removeFirst() : nil
    }
    return displaced ?? nil
  }

  /// Ends the request and hands out what waited for it.
  package mutating func resolve(_ resource: ResourceID) -> Waiting? {
    defer { requests[resource] = nil }
    return requests[resource].map { Waiting(packets: $0.packets.entries, queries: $0.queries) }
  }

  /// Requests that are waited for and whose answer is overdue: they are sent again without waiting for traffic.
  package func overdue(at now: Instant) -> [ResourceID] {
    requests.filter { !$0.value.isHeld && $0.value.isWaitedFor && $0.value.isOverdue(at: now) }.map(\.key)
  }

  package var nextRetry: Instant? {
    requests.values.lazy.filter { !$0.isHeld && $0.isWaitedFor }.map { $0.lastIntent + Self.interval }.min()
  }
}
