import Base
import Wire

/// A name server: authoritative for its zones, or a resolver that knows nothing besides them.
package struct NameServer: Hashable, Sendable {
  /// Ascending by origin.
  private let zones: [Zone]
  private let origins: [ZoneName]
  /// Whether it answers as a resolver does: recursion available, not authoritative, and a name of no zone does not exist.
  /// A server that is not refuses such names.
  package let isResolver: Bool

  /// - Parameter zones: of several with one origin, the first counts.
  package init(_ zones: [Zone], isResolver: Bool = false) {
    var table: [(origin: ZoneName, zone: Zone)] = []
    for (origin, zone) in zones.map({ (origin: ZoneName($0.origin), zone: $0) }).sorted(by: { $0.origin < $1.origin }) {
      if table.last?.origin != origin { table.append((origin, zone)) }
    }
    origins = table.map(\.origin)
    self.zones = table.map(\.zone)
    self.isResolver = isResolver
  }

  /// Longer chains of aliases are cut off; BIND's bound.
  static let greatestChain = 16

  /// The answer to a message that came in, whole.
  package func answer(_ query: DNSMessage) -> DNSMessage {
    var answer = judge(query)
    answer.header.ra = isResolver
    if query.edns != nil {
      var edns = EDNS()
      if query.edns?.version != 0 {
        answer = query.answered()
        edns.extendedRcode = UInt8(DNSRcode.badVersion.rawValue >> 4)
      }
      answer.edns = edns
    }
    return answer
  }

  private func judge(_ query: DNSMessage) -> DNSMessage {
    guard query.header.opcode == .query else { return query.answered(.notImplemented) }
    guard query.questions.count == 1 else { return query.answered(.formatError) }
    let question = query.questions[0]
    guard question.class == .in, !Self.transfers.contains(question.type.rawValue) else {
      return query.answered(.refused)
    }
    return resolve(question, for: query)
  }

  /// IXFR, AXFR, MAILB, MAILA.
  private static let transfers: ClosedRange<UInt16> = 251...254

  /// RFC 1034 §4.3.2, aliases followed from zone to zone.
  private func resolve(_ question: DNSQuestion, for query: DNSMessage) -> DNSMessage {
    guard isResolver || zone(of: question.name) != nil else { return query.answered(.refused) }
    var answers: [DNSRecord] = []
    var name = question.name
    var rcode = DNSRcode.noError
    var authority: DNSRecord?
    chain: for _ in 0..<Self.greatestChain {
      guard let zone = zone(of: name) else {
        if isResolver { rcode = .nonExistentDomain }
        break
      }
      switch zone.find(name, question.type) {
      case .records(let found):
        answers += found
        break chain
      case .alias(let record, let target):
        answers.append(record)
        name = target
      case .noData:
        authority = zone.negative
        break chain
      case .nonExistent:
        rcode = .nonExistentDomain
        authority = zone.negative
        break chain
      }
    }
    var answer = query.answered(rcode, answers)
    answer.header.aa = !isResolver
    if let authority { answer.authorities = [authority] }
    return answer
  }

  /// The innermost zone that a name is in. Complexity: O(labels × log zones).
  private func zone(of name: DomainName) -> Zone? {
    var ancestor: DomainName? = name
    while let origin = ancestor {
      if let at = origins.sortedIndex(of: ZoneName(origin)) { return zones[at] }
      ancestor = origin.parent
    }
    return nil
  }
}

extension Zone {
  /// RFC 2308 §3: the SOA of a negative answer lives as long as that may.
  fileprivate var negative: DNSRecord {
    guard case .soa(let soa) = authority.data else { return authority }
    return DNSRecord(authority.name, authority.class, ttl: min(authority.ttl, soa.minimum), authority.data)
  }
}
