import Base
import Portal
import Wire

/// What a client needs to answer for names: name servers, sentinels and the questions on their way.
package struct NameService: Sendable {
  package internal(set) var resolvers = Resolvers()
  package internal(set) var queries: QueryTable
  var streams: ResolverStreams

  init(chance: Chance) {
    queries = QueryTable(chance: chance.stream("ids"))
    streams = ResolverStreams(chance: chance.stream("streams"))
  }

  /// Connections of applications to sentinels, and of ours through the tunnel.
  package var connections: (accepted: Int, opened: Int) { (streams.accepted.count, streams.opened.count) }

  /// RFC 1035 §4.2.1: what an application without EDNS takes.
  static let plainLimit = 512
  /// Data plane §0.2: the longest UDP payload that fits into the tunnel with any IP header.
  static let longestAnswer = 1212
  /// Local answers live so long, in seconds: a resource may go at any time.
  static let ttl: UInt32 = 1
  /// Where a gateway answers questions for its site.
  package static let gatewayPort: UInt16 = 53535
  static let port: UInt16 = 53
  /// Firefox asks for it before it resolves names by itself; NXDOMAIN keeps it from doing so.
  static let canary = try? DomainName("use-application-dns.net")
}

/// Link-local multicast name resolution (RFC 4795 §2.1).
enum LLMNR {
  static let groups = [IPAddress("224.0.0.252"), IPAddress("ff02::1:3")].compactMap(\.self)
  static let port: UInt16 = 5355
}

/// What the client's own resolver makes of a question.
enum StubAnswer: Hashable, Sendable {
  case records([DNSData])
  case nonExistent
  /// The resource's gateway must ask in its site.
  case site(ResourceID)
  /// Nothing of ours: the name servers know.
  case upstream
}

extension DomainTable {
  /// The first pattern that matches decides.
  ///
  /// | question | answer |
  /// | --- | --- |
  /// | anything about the canary | NXDOMAIN |
  /// | A, AAAA of a resource's name | its proxy addresses, none of a family that its stack leaves out |
  /// | HTTPS of a resource's name | nothing, so that A or AAAA is asked |
  /// | SRV, TXT of a resource's name | the site's |
  /// | PTR of a proxy address | the name |
  /// | everything else | the name servers' |
  func answer(_ question: DNSQuestion) -> StubAnswer {
    guard question.class == .in else { return .upstream }
    if let canary = NameService.canary, question.name == canary { return .nonExistent }
    if question.type == .ptr, let number = question.name.reverseAddress.flatMap(name(at:)) {
      return .records([.ptr(names[number].domain.name)])
    }
    guard let first = matching(question.name).first else { return .upstream }
    switch question.type {
    case .a, .aaaa: return .records(addresses(question))
    case .https: return .records([])
    case .srv, .txt: return .site(first.id)
    default: return .upstream
    }
  }

  private func addresses(_ question: DNSQuestion) -> [DNSData] {
    let family: IPFamily = question.type == .a ? .v4 : .v6
    guard let number = number(of: question.name), matching(question.name).contains(where: { $0.stack.has(family) })
    else { return [] }
    return names[number].addresses(family).map { address in
      switch address {
      case .v4(let v4): .a(v4)
      case .v6(let v6): .aaaa(v6)
      }
    }
  }
}

extension DomainName {
  /// The address that a reverse name stands for: `4.3.2.1.in-addr.arpa` (RFC 1035 §3.5), or 32 nibbles below
  /// `ip6.arpa` (RFC 3596 §2.5).
  var reverseAddress: IPAddress? {
    let labels = labels.map { String(decoding: $0, as: UTF8.self).lowercased() }
    guard labels.last == "arpa" else { return nil }
    switch (labels.count, labels.dropLast().last) {
    case (6, "in-addr"): return IPv4Address(labels.prefix(4).reversed().joined(separator: ".")).map { .v4($0) }
    case (34, "ip6"):
      let nibbles = labels.prefix(32).reversed().compactMap { $0.count == 1 ? UInt8($0, radix: 16) : nil }
      guard nibbles.count == 32 else { return nil }
      return IPAddress(bits: nibbles.reduce(0) { $0 << 4 | UInt128($1) }, .v6)
    default: return nil
    }
  }
}
