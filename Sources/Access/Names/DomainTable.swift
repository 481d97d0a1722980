import Base
import HashTreeCollections
import Portal
import Wire

/// The DNS resources by their patterns, and the names that were asked for with the addresses that stand for them.
///
/// A name keeps its addresses for good, whatever becomes of its resources; all resources whose patterns match it share
/// them, so that protocol and port can decide between them.
package struct DomainTable: Sendable {
  package struct Name: Sendable {
    package let domain: ResourceDomain
    var block4: Int?
    var block6: Int?
    /// The resources that the name belongs to, the most specific pattern first, then the lowest id.
    package internal(set) var resources: [ResourceID]

    /// IPv4 before IPv6.
    package var addresses: [IPAddress] { addresses(.v4) + addresses(.v6) }

    package func addresses(_ family: IPFamily) -> [IPAddress] {
      (family == .v4 ? block4 : block6).map { ProxyAddresses.addresses(family, block: $0) } ?? []
    }
  }

  struct Entry: Comparable, Sendable {
    let pattern: DomainPattern
    let id: ResourceID
    let stack: IPStack

    static func < (a: Entry, b: Entry) -> Bool { (a.pattern, a.id) < (b.pattern, b.id) }
  }

  /// The most specific first.
  private(set) var entries: [Entry] = []
  package private(set) var names: [Name] = []
  private var byDomain = TreeDictionary<DomainName, Int>()
  private var proxies: ProxyAddresses

  package init(_ proxies: ProxyAddresses = ProxyAddresses()) { self.proxies = proxies }

  /// - Returns: false if the pattern cannot be read; nothing matches it then.
  @discardableResult
  mutating func put(_ id: ResourceID, pattern: String, stack: IPStack) -> Bool {
    remove(id)
    guard let pattern = DomainPattern(pattern) else { return false }
    let entry = Entry(pattern: pattern, id: id, stack: stack)
    entries.insert(entry, at: entries.insertionIndex(of: entry))
    for i in names.indices where pattern.matches(names[i].domain.name) { refresh(i) }
    return true
  }

  mutating func remove(_ id: ResourceID) { remove { $0.id == id } }

  /// The original keeps one resource for a pattern: the others go with whichever is removed.
  mutating func removeTwins(of id: ResourceID) {
    let patterns = entries.filter { $0.id == id }.map(\.pattern)
    remove { patterns.contains($0.pattern) }
  }

  private mutating func remove(where goes: (Entry) -> Bool) {
    let gone = entries.filter(goes).map(\.id)
    guard !gone.isEmpty else { return }
    entries.removeAll(where: goes)
    for i in names.indices where names[i].resources.contains(where: gone.contains) {
      names[i].resources.removeAll(where: gone.contains)
    }
  }

  private mutating func refresh(_ i: Int) { names[i].resources = matching(names[i].domain.name).map(\.id) }

  func matching(_ name: DomainName) -> [Entry] { entries.filter { $0.pattern.matches(name) } }

  // Names.

  /// The number of the name that the address stands for.
  package func name(at address: IPAddress) -> Int? { proxies.owner(of: address) }
  package func number(of name: DomainName) -> Int? { byDomain[name] }

  /// Gives the name what it lacks of the families that its resources use.
  ///
  /// - Returns: the name's number, whether it got addresses, and the families that it gets none of because none are left.
  mutating func assign(_ name: DomainName, _ entries: [Entry]) -> (number: Int, isNew: Bool, exhausted: [IPFamily]) {
    let number = byDomain[name] ?? add(name, entries)
    var isNew = false
    var exhausted: [IPFamily] = []
    for family in IPFamily.allCases where entries.contains(where: { $0.stack.has(family) }) {
      let block: WritableKeyPath<Name, Int?> = family == .v4 ? \.block4 : \.block6
      guard names[number][keyPath: block] == nil else { continue }
      names[number][keyPath: block] = proxies.take(family, for: number)
      if names[number][keyPath: block] == nil { exhausted.append(family) } else { isNew = true }
    }
    return (number, isNew, exhausted)
  }

  private mutating func add(_ name: DomainName, _ entries: [Entry]) -> Int {
    names.append(Name(domain: ResourceDomain(name), block4: nil, block6: nil, resources: entries.map(\.id)))
    byDomain[name] = names.count - 1
    return names.count - 1
  }
}

extension IPStack {
  package func has(_ family: IPFamily) -> Bool {
    switch self {
    case .dual: true
    case .ipv4Only: family == .v4
    case .ipv6Only: family == .v6
    }
  }
}
