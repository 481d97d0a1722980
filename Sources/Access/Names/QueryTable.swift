import Base
import HashTreeCollections
import Portal
import Wire

/// A question that an application waits for.
struct PendingQuery: Sendable {
  /// Who asked, and how long an answer may be.
  enum Asker: Hashable, Sendable {
    /// A datagram from the application to a sentinel.
    case datagram(application: Endpoint, sentinel: Endpoint, limit: Int)
    case stream(StreamAsker)

    /// The number of the connection.
    var number: UInt32? { if case .stream(let stream) = self { stream.number } else { nil } }

    var sentinel: IPAddress {
      switch self {
      case .datagram(_, let sentinel, _): sentinel.address
      case .stream(let stream): stream.sentinel
      }
    }
  }

  let asker: Asker
  /// The question as it was asked, with the application's id.
  let message: DNSMessage
  let route: QueryRoute
  let deadline: Instant
  /// Our id, on whatever way the question goes.
  var id: UInt16
  /// Where a datagram within the tunnel went, or over which connection of ours.
  var flow: TunnelFlow?
  var connection: UInt32?

  var question: DNSQuestion { message.questions[0] }
}

/// What tells the answers to our questions within the tunnel apart: both ends and our id.
struct TunnelFlow: Hashable, Sendable {
  let local: Endpoint
  let server: Endpoint
  var id: UInt16
}

/// Questions on their way. Two applications may use the same id, and one of them may use it twice: on the way out each
/// question has an id of our own.
package struct QueryTable: Sendable {
  /// Data plane §4.8: so many questions at a time.
  package static let capacity = 1000
  /// Data plane §4.8. The application gives up at about the same time.
  package static let timeout: Duration = .seconds(5)
  /// Data plane §4.8: how long an answer within the tunnel is known to be one of ours.
  package static let memory: Duration = .seconds(60)

  private var live = SortedTable<LookupID, PendingQuery>()
  /// Questions within the tunnel that were given up: their answers are for nobody.
  private var over = SortedTable<LookupID, (flow: TunnelFlow, until: Instant)>()
  private var byFlow = TreeDictionary<TunnelFlow, LookupID>()
  private var lastID: UInt32 = 0
  private var chance: Chance

  init(chance: Chance) { self.chance = chance }

  package var count: Int { live.count }
  package var questions: [(DNSQuestion, QueryRoute)] { live.values.map { ($0.question, $0.route) } }
  subscript(id: LookupID) -> PendingQuery? { live[id] }

  /// nil when as many questions wait as may.
  mutating func add(
    _ message: DNSMessage, _ asker: PendingQuery.Asker, _ route: QueryRoute, at now: Instant
  ) -> LookupID? {
    guard live.count < Self.capacity else { return nil }
    lastID += 1
    live[LookupID(lastID)] = PendingQuery(
      asker: asker, message: message, route: route, deadline: now + Self.timeout,
      id: UInt16(truncatingIfNeeded: chance.nextUInt32()))
    return LookupID(lastID)
  }

  /// The question goes out between these ends.
  mutating func send(_ id: LookupID, from local: Endpoint, to server: Endpoint) -> TunnelFlow? {
    guard let query = live[id] else { return nil }
    if let old = query.flow { byFlow[old] = nil }
    var flow = TunnelFlow(local: local, server: server, id: query.id)
    while byFlow[flow] != nil { flow.id &+= 1 }
    live.update(id) {
      $0.flow = flow
      $0.id = flow.id
    }
    byFlow[flow] = id
    return flow
  }

  /// The question goes out over a connection of ours, where no other may have its id.
  mutating func note(_ id: LookupID, over connection: UInt32) {
    guard var own = live[id]?.id else { return }
    while live.values.contains(where: { $0.connection == connection && $0.id == own }) { own &+= 1 }
    live.update(id) {
      $0.connection = connection
      $0.id = own
    }
  }

  func hasQuestions(from stream: UInt32) -> Bool { live.values.contains { $0.asker.number == stream } }

  /// Whether a datagram within the tunnel belongs to a question of ours, live or given up.
  func owner(of flow: TunnelFlow) -> LookupID? { byFlow[flow] }
  var isEmpty: Bool { byFlow.isEmpty }

  /// Ends the question. What comes back later finds nobody waiting.
  mutating func end(_ id: LookupID) -> PendingQuery? {
    guard let query = live[id] else { return nil }
    live[id] = nil
    guard let flow = query.flow else { return query }
    if over.count >= Self.capacity, let oldest = over.keys.first { forget(oldest) }
    // An answer may come twice as well as late.
    over[id] = (flow, query.deadline + Self.memory)
    return query
  }

  private mutating func forget(_ id: LookupID) {
    if let flow = over[id]?.flow, byFlow[flow] == id { byFlow[flow] = nil }
    over[id] = nil
  }

  /// Questions whose time is over. Their numbers ascend as their deadlines do.
  mutating func expired(at now: Instant) -> [LookupID] {
    while let first = over.values.first, first.until <= now, let id = over.keys.first { forget(id) }
    return live.prefix { $0.value.deadline <= now }.map(\.key)
  }

  var nextDeadline: Instant? { Instant.earlier(live.values.first?.deadline, over.values.first?.until) }

  /// The questions whose packets an ICMP error is about: with its ends alone where the id is not quoted.
  func asked(from local: Endpoint, to server: Endpoint) -> [LookupID] {
    live.filter { $0.value.flow?.local == local && $0.value.flow?.server == server }.map(\.key)
  }

  mutating func clear(where goes: (PendingQuery) -> Bool = { _ in true }) {
    for (id, query) in live where goes(query) {
      if let flow = query.flow { byFlow[flow] = nil }
      live[id] = nil
    }
  }
}

/// A connection of an application to a sentinel, by its number.
struct StreamAsker: Hashable, Sendable {
  let number: UInt32
  let sentinel: IPAddress
}

extension PendingQuery {
  /// Whether it is on its way, and not waiting for a gateway.
  var isOnItsWay: Bool { if case .outside = route { true } else { flow != nil || connection != nil } }
}
