import Base
import Portal
import Wire

/// What a client believes that a gateway knows of a name's proxy addresses.
///
/// | status | packets to the name | the next step |
/// | --- | --- | --- |
/// | pending | wait | the gateway says active or inactive; the addresses are sent again every 2 s |
/// | recreating | pass | the same; the gateway resolves the name once more |
/// | confirmed | pass | a question for the name: recreating |
/// | failed | pass, and the gateway answers them with errors | a question for the name: pending |
package enum TranslationStatus: String, Hashable, Sendable {
  case pending, recreating, confirmed, failed
}

/// The client's half of the translation of DNS resources, for each gateway, resource and name.
package struct DomainTranslations: Sendable {
  /// Control plane §3.9: packets that wait for one name.
  package static let bufferCapacity = 32
  /// Control plane §3.9: an unanswered message is repeated.
  package static let interval: Duration = .seconds(2)
  /// Our own: a gateway resolves within 10 s; one that says nothing for so long never will.
  package static let patience: Duration = .seconds(30)
  /// Our own: with answers that live for a second, applications ask all the time. A gateway remembers a name for 30 s.
  package static let refreshInterval: Duration = .seconds(30)
  /// Our own bound. Names that no packet waits for make room.
  package static let capacity = 1 << 16

  package struct Key: Hashable, Comparable, Sendable {
    package let gateway: GatewayID
    package let resource: ResourceID
    /// The name's number in the `DomainTable`.
    package let name: Int

    package static func < (a: Key, b: Key) -> Bool {
      (a.gateway, a.resource, a.name) < (b.gateway, b.resource, b.name)
    }
  }

  struct Entry: Sendable {
    var status: TranslationStatus
    /// When the present attempt began, and when its last message was sent.
    var since: Instant
    var sent: Instant
    var buffer = UniquePacketBuffer(capacity: DomainTranslations.bufferCapacity)

    var isAwaited: Bool { status == .pending || status == .recreating }
  }

  private var entries = SortedTable<Key, Entry>()
  private var deadlines = DeadlineQueue<Key>()
  /// Names that were in use when the client roamed, by resource: to be told as soon as a gateway serves that again.
  private var owed = SortedTable<ResourceID, [Int]>()

  package init() {}

  package var all: [(key: Key, status: TranslationStatus, waiting: Int)] {
    entries.map { ($0.key, $0.value.status, $0.value.buffer.entries.count) }
  }
  package func status(of key: Key) -> TranslationStatus? { entries[key]?.status }

  /// What a packet to the name meets. A name that the gateway has not heard of begins to be pending.
  ///
  /// - Returns: whether the packet must wait, and whether the gateway must be told now.
  mutating func meet(_ key: Key, byTraffic: Bool, at now: Instant) -> (waits: Bool, tells: Bool) {
    guard let entry = entries[key] else {
      begin(key, .pending, at: now)
      return (true, true)
    }
    let isOverdue = byTraffic && entry.isAwaited && now - entry.sent >= Self.interval
    if isOverdue { noteSent(key, at: now) }
    return (entry.status == .pending, isOverdue)
  }

  mutating func store(_ packet: IPPacket, _ id: PacketID, for key: Key) -> UniquePacketBuffer.Stored? {
    entries.update(key) { $0.buffer.store(packet, id) }
  }

  /// An application asked for the name: whether the gateway is to resolve it (again).
  mutating func refresh(_ key: Key, at now: Instant) -> Bool {
    guard let entry = entries[key] else {
      begin(key, .pending, at: now)
      return true
    }
    switch entry.status {
    case .confirmed where now - entry.since >= Self.refreshInterval: begin(key, .recreating, at: now)
    case .failed where now - entry.since >= Self.interval: begin(key, .pending, at: now)
    default: return false
    }
    return true
  }

  private mutating func begin(_ key: Key, _ status: TranslationStatus, at now: Instant) {
    if entries.count >= Self.capacity, let spare = entries.first(where: { !$0.value.isAwaited })?.key {
      entries[spare] = nil
    }
    entries[key] = Entry(status: status, since: now, sent: now)
    deadlines.arm(key, at: now + Self.interval)
  }

  private mutating func noteSent(_ key: Key, at now: Instant) { entries.update(key) { $0.sent = now } }

  /// The gateway's answer; hands out what waited. nil if nothing is known of the name there.
  mutating func settle(_ key: Key, isActive: Bool, at now: Instant) -> [UniquePacketBuffer.Entry]? {
    guard let entry = entries[key] else { return nil }
    entries[key] = Entry(status: isActive ? .confirmed : .failed, since: now, sent: entry.sent)
    return entry.buffer.entries
  }

  enum Overdue: Sendable {
    case tell(Key)
    /// The gateway stays silent: the name counts as failed.
    case giveUp(Key)
  }

  mutating func overdue(at now: Instant) -> [Overdue] {
    var overdue: [Overdue] = []
    while let key = deadlines.popDue(at: now) {
      guard let entry = entries[key], entry.isAwaited else { continue }
      if now - entry.since >= Self.patience {
        overdue.append(.giveUp(key))
      } else if now - entry.sent >= Self.interval {
        noteSent(key, at: now)
        deadlines.arm(key, at: now + Self.interval)
        overdue.append(.tell(key))
      } else {
        deadlines.arm(key, at: entry.sent + Self.interval)
      }
    }
    return overdue
  }

  var nextRetry: Instant? { deadlines.next }

  /// Everything that waits.
  var packets: [PacketID] { entries.values.flatMap { $0.buffer.entries.map(\.id) } }

  /// The connection is a new one, and who knows what the gateway kept: names that nothing waits for are told again with
  /// the next packet, the others when they are overdue.
  mutating func distrust(_ gateway: GatewayID) {
    for (key, entry) in entries where key.gateway == gateway && entry.status != .pending { entries[key] = nil }
  }

  /// The gateway knows of the access again: names that it had refused to set up are told anew with the next packet.
  mutating func forgetFailed(of gateway: GatewayID, _ resource: ResourceID) {
    for (key, entry) in entries where key.gateway == gateway && key.resource == resource && entry.status == .failed {
      entries[key] = nil
    }
  }

  /// Forgets what gateways knew, as `clear`, and remembers what they will have to hear without a packet that asks for it.
  mutating func roam() -> [PacketID] {
    for (key, entry) in entries where entry.status != .failed {
      var names = owed[key.resource] ?? []
      if !names.contains(key.name) { names.append(key.name) }
      owed[key.resource] = names
    }
    return clear()
  }

  /// Names of a resource that its gateway has to hear of now, each beginning to be pending.
  mutating func takeOwed(of resource: ResourceID, by gateway: GatewayID, at now: Instant) -> [Key] {
    let names = owed[resource] ?? []
    owed[resource] = nil
    return names.map { Key(gateway: gateway, resource: resource, name: $0) }.filter { refresh($0, at: now) }
  }

  /// Forgets what a gateway knew, what it knew for a resource, or everything; hands out the packets that waited.
  mutating func clear(of gateway: GatewayID? = nil, _ resource: ResourceID? = nil) -> [PacketID] {
    let gone = entries.keys.filter {
      (gateway == nil || $0.gateway == gateway) && (resource == nil || $0.resource == resource)
    }
    return gone.flatMap { key in
      defer { entries[key] = nil }
      return entries[key]?.buffer.entries.map(\.id) ?? []
    }
  }
}
