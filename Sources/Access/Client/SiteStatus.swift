import Base
import Portal

/// Whether a site's gateways can be reached, as far as a client has found out.
package enum SiteStatus: String, Hashable, Sendable {
  case unknown, online, offline
}

/// The status of every site that a client has had to do with.
package struct SiteStatuses: Sendable {
  private var known = SortedTable<SiteID, SiteStatus>()

  package init() {}

  package subscript(site: SiteID) -> SiteStatus {
    get { known[site] ?? .unknown }
    set { known[site] = newValue == .unknown ? nil : newValue }
  }

  /// Online if any of its sites is, offline if all of them are.
  package func status(of resource: ClientResource) -> SiteStatus {
    let statuses = resource.sites.map { self[$0.id] }
    if statuses.contains(.online) { return .online }
    return !statuses.isEmpty && statuses.allSatisfy { $0 == .offline } ? .offline : .unknown
  }
}
