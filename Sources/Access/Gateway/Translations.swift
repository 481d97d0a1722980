import Base
import HashTreeCollections
import Portal

/// What a client's proxy addresses stand for.
///
/// Each name of a resource has four of them, or four of each family. A proxy address belongs to one name, and to every
/// resource that the client has assigned it for: which of them lets a packet pass is for their filters to say. What a
/// revoked resource left behind stays, so that its addresses work at once when it is granted again.
package struct Translations: Sendable {
  /// Our own: names of one client. Beyond it the name that was assigned longest ago is forgotten.
  package static let capacity = 1024

  /// One name of one resource.
  package struct Name: Hashable, Sendable {
    package let key: Key
    /// In ascending order.
    package let proxies: [IPAddress]
    /// In ascending order; nil: not known yet.
    package internal(set) var addresses: [IPAddress]?
    package let since: Instant
  }

  package struct Key: Hashable, Sendable {
    package let resource: ResourceID
    package let domain: ResourceDomain

    package init(resource: ResourceID, domain: ResourceDomain) {
      self.resource = resource
      self.domain = domain
    }
  }

  package struct Proxy: Hashable, Sendable {
    package let domain: ResourceDomain
    /// In ascending order.
    package internal(set) var resources: [ResourceID]
    /// The one that was assigned last.
    package internal(set) var latest: ResourceID
    /// nil: the name has no address of this family, or none is known yet.
    package internal(set) var real: IPAddress?
  }

  private var byProxy = TreeDictionary<IPAddress, Proxy>()
  private var numbers = TreeDictionary<Key, UInt64>()
  private var names = SortedTable<UInt64, Name>()
  private var lastNumber: UInt64 = 0

  package init() {}

  package subscript(proxy: IPAddress) -> Proxy? { byProxy[proxy] }
  package subscript(key: Key) -> Name? { numbers[key].flatMap { names[$0] } }
  /// In the order in which they were last assigned.
  package var all: [Name] { names.values }

  /// Takes in what the client says its proxy addresses stand for.
  ///
  /// - Parameter wipesAll: an address that changes hands makes all that is known void, not its former name alone.
  /// - Returns: addresses that stand for something else now, or for nothing.
  package mutating func assign(_ key: Key, _ proxies: [IPAddress], wipesAll: Bool, at now: Instant) -> [IPAddress] {
    var void: [IPAddress] = []
    if wipesAll {
      let moved = proxies.contains { byProxy[$0].map { $0.domain != key.domain || $0.latest != key.resource } ?? false }
      if moved {
        void = names.values.flatMap(\.proxies)
        self = Translations()
      }
    } else {
      for former in formerNames(of: proxies, not: key.domain) { forget(former, &void) }
    }
    let old = numbers[key].flatMap { names[$0] }
    if let old, old.proxies != proxies { forget(key, keeping: proxies, &void) }
    if let number = numbers[key] { names[number] = nil }
    if names.count == Self.capacity, let oldest = names.values.first { forget(oldest.key, &void) }
    enter(Name(key: key, proxies: proxies, addresses: old?.addresses, since: old?.since ?? now))
    return void
  }

  /// Pairs the name's proxy addresses with its real ones, inside each family and in turn.
  package mutating func resolve(_ key: Key, to addresses: [IPAddress]) {
    guard let number = numbers[key] else { return }
    let addresses = addresses.sorted()
    let proxies = names.update(number) { name in
      name.addresses = addresses
      return name.proxies
    }
    for family in IPFamily.allCases {
      let real = addresses.filter { $0.family == family }
      for (i, proxy) in (proxies ?? []).filter({ $0.family == family }).enumerated() {
        byProxy[proxy]?.real = real.isEmpty ? nil : real[i % real.count]
      }
    }
  }

  private mutating func enter(_ name: Name) {
    lastNumber += 1
    numbers[name.key] = lastNumber
    names[lastNumber] = name
    let resource = name.key.resource
    for proxy in name.proxies {
      var entry = byProxy[proxy] ?? Proxy(domain: name.key.domain, resources: [], latest: resource)
      if !entry.resources.contains(resource) {
        entry.resources.insert(resource, at: entry.resources.insertionIndex(of: resource))
      }
      entry.latest = resource
      byProxy[proxy] = entry
    }
  }

  private func formerNames(of proxies: [IPAddress], not domain: ResourceDomain) -> [Key] {
    var keys: [Key] = []
    for case let proxy? in proxies.map({ byProxy[$0] }) where proxy.domain != domain {
      let former = proxy.resources.map { Key(resource: $0, domain: proxy.domain) }
      keys += former.filter { !keys.contains($0) }
    }
    return keys
  }

  private mutating func forget(_ key: Key, keeping kept: [IPAddress] = [], _ void: inout [IPAddress]) {
    guard let number = numbers.removeValue(forKey: key), let name = names[number] else { return }
    names[number] = nil
    for proxy in name.proxies where !kept.contains(proxy) {
      byProxy[proxy]?.resources.removeAll { $0 == key.resource }
      guard let rest = byProxy[proxy]?.resources else { continue }
      if let last = rest.last {
        byProxy[proxy]?.latest = last
      } else {
        byProxy[proxy] = nil
        void.append(proxy)
      }
    }
  }
}
