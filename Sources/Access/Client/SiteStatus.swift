import Base
import Portal

/// Whether a site's gateways can be reached, as far as a client has found out.
package enum SiteStatus: String, Hashable, Sendable {
  case unknown, online, offline
}

/// The status of every site that a client has had to do with.
package struct SiteStatuses: Sendable {
  /// That a site is back announces itself by nothing: what was offline is unknown after this time.
  package static let offlineMemory: Duration = .seconds(300)

  private enum Known: Sendable {
    case online
    case offline(until: Instant)
  }

  private var known = SortedTable<SiteID, Known>()
  /// When the first offline site is to be unknown again.
  private(set) var nextDeadline: Instant?

  package init() {}

  package subscript(site: SiteID) -> SiteStatus {
    switch known[site] {
    case .online: .online
    case .offline: .offline
    case nil: .unknown
    }
  }

  /// What is known of sites, and until when it counts.
  package var all: [(site: SiteID, status: SiteStatus, until: Instant?)] {
    known.map { entry in
      switch entry.value {
      case .online: (entry.key, .online, nil)
      case .offline(let end): (entry.key, .offline, end)
      }
    }
  }

  /// Each of these gives the sites whose status is another one now.
  mutating func markOnline(_ site: SiteID) -> [SiteID] { change(site) { $0[site] = .online } }
  mutating func markUnknown(_ site: SiteID) -> [SiteID] { change(site) { $0[site] = nil } }
  mutating func markOffline(_ site: SiteID, at now: Instant) -> [SiteID] {
    change(site) { $0[site] = .offline(until: now + Self.offlineMemory) }
  }

  private mutating func change(_ site: SiteID, _ body: (inout SortedTable<SiteID, Known>) -> Void) -> [SiteID] {
    let before = self[site]
    body(&known)
    settle()
    return self[site] == before ? [] : [site]
  }

  mutating func expire(at now: Instant) -> [SiteID] {
    let over = known.filter { if case .offline(let end) = $0.value { end <= now } else { false } }.map(\.key)
    for site in over { known[site] = nil }
    settle()
    return over
  }

  private mutating func settle() {
    nextDeadline = known.values.compactMap { if case .offline(let end) = $0 { end } else { nil } }.min()
  }

  /// Online if any of its sites is, offline if all of them are.
  package func status(of resource: ClientResource) -> SiteStatus {
    let statuses = resource.sites.map { self[$0.id] }
    if statuses.contains(.online) { return .online }
    return !statuses.isEmpty && statuses.allSatisfy { $0 == .offline } ? .offline : .unknown
  }
}

extension AccessClient {
  /// Changes what is known of sites, and says what has changed.
  mutating func changeSites(into out: inout Outbox<Output>, _ change: (inout SiteStatuses) -> [SiteID]) {
    let changed = change(&sites)
    for site in changed { out.put(.event(.site(site, sites[site]))) }
  }
}
