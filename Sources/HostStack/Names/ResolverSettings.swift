import Base
import Wire

/// Where a host looks up names: what resolv.conf(5) says.
package struct ResolverSettings: Hashable, Sendable {
  /// In the order in which they are asked; the first three count.
  package var servers: [Endpoint]
  /// What names are completed with; the first six count.
  package var search: [DomainName]

  package init(servers: [Endpoint] = [], search: [DomainName] = []) {
    self.servers = Array(servers.prefix(ResolverLimits.servers))
    self.search = Array(search.prefix(ResolverLimits.searchDomains))
  }

  /// The names to ask for, in order (res_search of glibc with `ndots:1`): one with a dot first as it is, one without
  /// first with the search list; one with a dot at the end is asked as it is alone.
  func candidates(_ text: String) throws(DomainNameError) -> [DomainName] {
    let name = try DomainName(text)
    guard !name.isRoot, !text.hasSuffix(".") else { return [name] }
    let completed = search.compactMap { try? DomainName(labels: name.labels + $0.labels) }
    return name.labels.count > 1 ? [name] + completed : completed + [name]
  }

  /// As dig completes: only a name without a dot, and then itself last.
  func digCandidates(_ dig: Dig) throws(DomainNameError) -> [DomainName] {
    let name = try DomainName(dig.name)
    return dig.search && name.labels.count == 1 ? try candidates(dig.name) : [name]
  }
}

/// The limits of glibc's resolver (resolv.conf(5)).
enum ResolverLimits {
  /// MAXNS.
  static let servers = 3
  /// MAXDNSRCH of older versions; a bound that nobody meets.
  static let searchDomains = 6
  /// RES_TIMEOUT.
  static let patience: Duration = .seconds(5)
  /// RES_DFLRETRY: how often the list of servers is gone through.
  static let rounds = 2
  static let longestLookup: Duration = patience * (2 * rounds * servers * (searchDomains + 1))
}
