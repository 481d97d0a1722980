import Base
import Wire

/// The records of one zone, sorted so that a query costs O(log names) (RFC 1034 §4.3.2, RFC 4592).
///
/// Without delegations and DNAME: NS records below the origin are records like others.
package struct Zone: Hashable, Sendable {
  package let origin: DomainName
  /// The one given, or one made up.
  package let authority: DNSRecord
  private let names: [ZoneName]
  /// The records of each name.
  private let records: [[DNSRecord]]

  /// - Parameter records: in any order; without an SOA record one is made up.
  package init(_ origin: DomainName, _ records: [DNSRecord]) throws(ZoneError) {
    if let stray = records.first(where: { !$0.name.isWithin(origin) }) { throw .outside(stray.name, origin) }
    let given = records.first { $0.type == .soa && $0.name == origin }
    let authority = given ?? Self.authority(of: origin)
    let all = given == nil ? [authority] + records : records
    let sorted = all.enumerated().map { (name: ZoneName($1.name), place: $0, record: $1) }
      .sorted { ($0.name, $0.place) < ($1.name, $1.place) }
    var names: [ZoneName] = []
    var sets: [[DNSRecord]] = []
    for (name, _, record) in sorted {
      if names.last == name {
        sets[sets.count - 1].append(record)
      } else {
        names.append(name)
        sets.append([record])
      }
    }
    // RFC 1034 §3.6.2.
    if let mixed = sets.first(where: { set in set.count > 1 && set.contains { $0.type == .cname } }) {
      throw .aliasWithOthers(mixed[0].name)
    }
    self.origin = origin
    self.authority = authority
    self.names = names
    self.records = sets
  }

  /// Primary `ns`, mailbox `hostmaster`, where names of that length fit.
  private static func authority(of origin: DomainName) -> DNSRecord {
    func below(_ label: String) -> DomainName {
      (try? DomainName(labels: [Array(label.utf8)[...]] + origin.labels)) ?? origin
    }
    return DNSRecord(
      origin, ttl: 300,
      .soa(
        StartOfAuthority(
          mname: below("ns"), rname: below("hostmaster"), serial: 1, refresh: 3600, retry: 600, expire: 86_400,
          minimum: 60)))
  }

  enum Finding {
    case records([DNSRecord])
    case alias(DNSRecord, to: DomainName)
    case noData, nonExistent
  }

  /// What the zone has for a name within it.
  func find(_ name: DomainName, _ type: DNSType) -> Finding {
    let key = ZoneName(name)
    if let at = names.sortedIndex(of: key) { return select(records[at], type, as: name) }
    if hasBelow(key) { return .noData }
    guard let wildcard = wildcard(for: name) else { return .nonExistent }
    return select(wildcard, type, as: name)
  }

  private func select(_ set: [DNSRecord], _ type: DNSType, as name: DomainName) -> Finding {
    let found = type == .any ? set : set.filter { $0.type == type }
    if !found.isEmpty { return .records(found.map { $0.named(name) }) }
    guard let alias = set.first, case .cname(let target) = alias.data else { return .noData }
    return .alias(alias.named(name), to: target)
  }

  /// RFC 4592 §3.3.1: the asterisk below the closest name that exists.
  private func wildcard(for name: DomainName) -> [DNSRecord]? {
    var ancestor = name.parent
    while let encloser = ancestor, encloser.isWithin(origin) {
      let key = ZoneName(encloser)
      if names.sortedIndex(of: key) != nil || hasBelow(key) {
        return names.sortedIndex(of: key.wildcard).map { records[$0] }
      }
      ancestor = encloser.parent
    }
    return nil
  }

  /// Whether there are names below one: it exists, be it without records (RFC 4592 §2.2.2).
  private func hasBelow(_ key: ZoneName) -> Bool {
    let i = names.insertionIndex(of: key)
    return i < names.count && names[i].bytes.starts(with: key.bytes)
  }
}

/// A name such that those below it follow it in order: its labels from the right, each behind its length, in lower case.
struct ZoneName: Hashable, Comparable, Sendable {
  let bytes: [UInt8]

  private init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ name: DomainName) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(name.wire.count)
    for label in name.labels.reversed() {
      bytes.append(UInt8(label.count))
      bytes += label.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }
    self.bytes = bytes
  }

  var wildcard: ZoneName { ZoneName(bytes: bytes + [1, UInt8(ascii: "*")]) }

  static func < (a: ZoneName, b: ZoneName) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

/// Why records make no zone.
package enum ZoneError: Error, Hashable, Sendable {
  case outside(DomainName, DomainName)
  /// A name with an alias has other records as well.
  case aliasWithOthers(DomainName)
}

extension ZoneError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .outside(let name, let origin): "\(name.absolute) is not within \(origin.absolute)"
    case .aliasWithOthers(let name): "\(name.absolute) has a CNAME record and others"
    }
  }
}

extension DNSRecord {
  /// The record as the answer for a name, spelled as in the question.
  fileprivate func named(_ name: DomainName) -> DNSRecord {
    var record = self
    record.name = name
    return record
  }
}
