import Base
import Portal
import Wire

/// A client's access to one resource.
package struct Grant: Hashable, Sendable {
  package var resource: GatewayResource
  /// As the portal said; nil: until it is taken away.
  package var expiresAt: UnixTime? {
    didSet { (latest, earlier) = (nil, nil) }
  }
  /// Since when the client has it without a break.
  package let since: Instant
  /// When it ends by the clock that it was granted under; nil while that has not been set.
  fileprivate var latest: Instant?
  /// `latest` by the clock as it is now, or the portal's hour where that comes first.
  fileprivate var earlier: UnixTime?

  package init(resource: GatewayResource, expiresAt: UnixTime?, since: Instant) {
    (self.resource, self.expiresAt, self.since) = (resource, expiresAt, since)
  }

  /// When it ends here.
  fileprivate var end: UnixTime? { earlier ?? expiresAt }
}

/// What a client may reach: its accesses, and which of them an address counts for.
///
/// Access is additive: what any access allows is allowed, and the most specific network that allows it counts. An
/// access that refuses a packet hides no broader one. The Internet is the broadest of all, and holds addresses of the
/// Internet alone.
package struct GrantTable: Sendable {
  package private(set) var all = SortedTable<ResourceID, Grant>()
  private var networks = PrefixTable<[Ruling]>()
  private var internet: [ResourceID] = []
  private var ends: [End] = []

  /// What a packet asks of an access: beside the network that it is found by, so that few places in memory are looked at.
  private struct Ruling: Sendable {
    let resource: ResourceID
    let filters: FilterEngine
  }

  private struct End: Comparable, Sendable {
    let at: UnixTime
    let resource: ResourceID

    static func < (a: End, b: End) -> Bool { (a.at, a.resource) < (b.at, b.resource) }
  }

  package init() {}

  package subscript(id: ResourceID) -> Grant? { all[id] }
  package var isEmpty: Bool { all.isEmpty }
  /// When the first access runs out.
  package var nextEnd: UnixTime? { ends.first?.at }

  /// Adds an access or takes one away, or puts another in its place.
  ///
  /// Complexity: O(log count) to find the places, and moving what stands behind them.
  package mutating func put(_ grant: Grant?, for id: ResourceID) {
    if let old = all[id] { unlist(old) }
    all[id] = grant
    if let grant { list(grant) }
  }

  /// Takes away what has run out.
  package mutating func expire(at time: UnixTime) -> [ResourceID] {
    let expired = ends.prefix { $0.at <= time }.map(\.resource)
    for resource in expired { put(nil, for: resource) }
    return expired
  }

  /// An access ends by the clock as it is now, and no later than by the one that it was granted under: setting a clock
  /// back gives nobody more time.
  mutating func clockSet(from old: WallClock, to new: WallClock) {
    for (id, grant) in all {
      guard let end = grant.expiresAt else { continue }
      var grant = grant
      let latest = grant.latest ?? old.instant(of: end)
      (grant.latest, grant.earlier) = (latest, min(end, new.time(at: latest)))
      put(grant, for: id)
    }
  }

  private mutating func list(_ grant: Grant) {
    let id = grant.resource.id
    switch grant.resource.target {
    case .cidr(let network, _):
      var rulings = networks[network] ?? []
      let ruling = Ruling(resource: id, filters: FilterEngine(grant.resource.filters))
      rulings.insert(ruling, at: rulings.firstIndex { $0.resource > id } ?? rulings.count)
      networks[network] = rulings
    case .internet: internet.insert(id, at: internet.insertionIndex(of: id))
    case .dns: break
    }
    guard let end = grant.end.map({ End(at: $0, resource: id) }) else { return }
    ends.insert(end, at: ends.insertionIndex(of: end))
  }

  private mutating func unlist(_ grant: Grant) {
    let id = grant.resource.id
    switch grant.resource.target {
    case .cidr(let network, _):
      let rulings = networks[network]?.filter { $0.resource != id } ?? []
      networks[network] = rulings.isEmpty ? nil : rulings
    case .internet: internet.removeAll { $0 == id }
    case .dns: break
    }
    if let i = grant.end.flatMap({ ends.sortedIndex(of: End(at: $0, resource: id)) }) { ends.remove(at: i) }
  }
}

extension GrantTable {
  package enum Verdict: Hashable, Sendable {
    case permitted(ResourceID)
    case refused(Refusal.Reason, ResourceID?)
  }

  /// Which access lets this traffic with `address` pass.
  ///
  /// Complexity: O(lengths of networks in use × log accesses).
  package func judge(
    _ address: IPAddress, _ quirks: AccessQuirks, allows: (FilterEngine) -> Bool
  ) -> Verdict {
    let opensAll = quirks[.internetOpensAll]
    if opensAll, let internet = internet.first { return .permitted(internet) }
    if !opensAll, AddressPlan.isPeer(address) { return .refused(.peerAddress, nil) }
    var refusing: ResourceID?
    var network = networks.match(address)
    while let (prefix, rulings) = network {
      for ruling in rulings {
        if allows(ruling.filters) { return .permitted(ruling.resource) }
        refusing = refusing ?? ruling.resource
      }
      network = networks.match(address, shorterThan: prefix.length)
    }
    guard let internet = internet.first else { return .refused(refusing == nil ? .notAuthorized : .filter, refusing) }
    if InternetRange.contains(address) { return .permitted(internet) }
    return refusing.map { .refused(.filter, $0) } ?? .refused(.notOnInternet, internet)
  }

  /// Which of these accesses lets traffic pass: the first that is there and allows it.
  package func judge(among ids: some Sequence<ResourceID>, allows: (FilterEngine) -> Bool) -> Verdict {
    var refusing: ResourceID?
    for id in ids where all.contains(id) {
      if permits(id, allows) { return .permitted(id) }
      refusing = refusing ?? id
    }
    return .refused(refusing == nil ? .notAuthorized : .filter, refusing)
  }

  /// Whether any access speaks of the address, whatever its filters say.
  package func covers(_ address: IPAddress, _ quirks: AccessQuirks) -> Bool {
    if case .permitted = judge(address, quirks, allows: { _ in true }) { true } else { false }
  }

  private func permits(_ id: ResourceID, _ allows: (FilterEngine) -> Bool) -> Bool {
    all.read(id) { allows(FilterEngine($0.resource.filters)) } ?? false
  }
}

extension GatewayResource {
  package var networks: [IPPrefix] {
    switch target {
    case .cidr(let network, _): [network]
    case .internet: [IPPrefix("0.0.0.0/0"), IPPrefix("::/0")].compactMap(\.self)
    case .dns: []
    }
  }

  package var pattern: DomainPattern? {
    if case .dns(let pattern, _) = target { DomainPattern(pattern) } else { nil }
  }
}
