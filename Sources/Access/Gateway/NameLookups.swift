import Base
import HashTreeCollections
import Portal

/// The names that a gateway has its system resolver look up: each once, however many clients wait for it.
package struct NameLookups: Sendable {
  static let timeout: Duration = .seconds(10)
  /// Under way at once.
  package static let capacity = 1000
  /// Our own: begun by one client, so that it leaves room for the others.
  package static let share = 128
  /// How long a success is good for; a failure is good for nothing.
  static let memory: Duration = .seconds(30)
  /// Our own; the oldest goes first.
  static let memories = 1024

  package struct Pending: Hashable, Sendable {
    package let domain: ResourceDomain
    /// Who began it.
    package let client: ClientID
    package let since: Instant
    package internal(set) var waiting: [Waiter]
  }

  /// A client that wants to know, for one of its resources.
  package struct Waiter: Hashable, Sendable {
    package let client: ClientID
    package let resource: ResourceID
  }

  /// In the order in which they were begun.
  package private(set) var pending = SortedTable<LookupID, Pending>()
  private var byDomain = TreeDictionary<ResourceDomain, LookupID>()
  private var begun = SortedTable<ClientID, Int>()
  private var known = TreeDictionary<ResourceDomain, Known>()
  private var order: [ResourceDomain] = []

  private struct Known: Sendable {
    let addresses: [IPAddress]
    let until: Instant
  }

  package init() {}

  enum Request: Hashable, Sendable {
    case known([IPAddress])
    /// Somebody else waits for the same.
    case joined
    case begun
    /// As many are under way as may be, of all or of this client.
    case full
  }

  /// - Parameter id: the number that a new lookup gets.
  mutating func request(_ domain: ResourceDomain, for waiter: Waiter, id: LookupID, at now: Instant) -> Request {
    if let known = known[domain], known.until > now { return .known(known.addresses) }
    if let id = byDomain[domain] {
      pending.update(id) { if !$0.waiting.contains(waiter) { $0.waiting.append(waiter) } }
      return .joined
    }
    let client = waiter.client
    guard pending.count < Self.capacity, begun[client] ?? 0 < Self.share else { return .full }
    pending[id] = Pending(domain: domain, client: client, since: now, waiting: [waiter])
    byDomain[domain] = id
    begun[client] = (begun[client] ?? 0) + 1
    return .begun
  }

  /// Ends a lookup. Gives nil for one that is not under way.
  mutating func finish(_ id: LookupID, _ answer: LookupAnswer?, at now: Instant) -> Pending? {
    guard let lookup = pending[id] else { return nil }
    pending[id] = nil
    byDomain[lookup.domain] = nil
    let left = (begun[lookup.client] ?? 1) - 1
    begun[lookup.client] = left > 0 ? left : nil
    if case .addresses(let addresses) = answer { remember(lookup.domain, addresses, at: now) }
    return lookup
  }

  /// A lookup that has waited too long.
  func overdue(at now: Instant) -> LookupID? { nextDeadline.map { $0 <= now } == true ? pending.keys.first : nil }

  package var nextDeadline: Instant? { pending.values.first.map { $0.since + Self.timeout } }

  private mutating func remember(_ domain: ResourceDomain, _ addresses: [IPAddress], at now: Instant) {
    let due = order.prefix { (known[$0]?.until ?? now) <= now }
    for domain in due { known[domain] = nil }
    order.removeFirst(due.count)
    if order.count == Self.memories { known[order.removeFirst()] = nil }
    if known[domain] == nil { order.append(domain) }
    known[domain] = Known(addresses: addresses, until: now + Self.memory)
  }
}

/// How a lookup ended.
package enum LookupEnd: Hashable, Sendable {
  case addresses([IPAddress])
  case failed(String)
  case timedOut
}

/// Why the proxy addresses of a name lead nowhere.
package enum DomainFault: Hashable, Sendable {
  /// The client may not reach the resource.
  case notAuthorized
  /// The resource has no names.
  case notADNSResource
  /// The name is none of the resource's.
  case foreignDomain
  /// Neither four addresses of one family nor four of each, or one that is not for names.
  case badProxies
  /// Too many lookups are under way.
  case tooManyLookups
  case lookup(LookupEnd)

  /// The stable name in traces.
  package var name: String {
    switch self {
    case .notAuthorized: "not-authorized"
    case .notADNSResource: "not-a-dns-resource"
    case .foreignDomain: "foreign-domain"
    case .badProxies: "bad-proxies"
    case .tooManyLookups: "too-many-lookups"
    case .lookup(.timedOut): "lookup-timed-out"
    case .lookup: "lookup-failed"
    }
  }
}
