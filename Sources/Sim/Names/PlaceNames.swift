import Access
import Base
import HostStack
import Lab
import Wire

/// What there is to be said of names at one place: a site with what lies in the open, or that alone.
struct PlaceNames: Sendable {
  let server: NameServer
  /// The addresses of each name, in lower case and without the root's dot.
  private var addresses = SortedTable<String, [IPAddress]>()
  private var failing: [String] = []

  init(hosts: [Topology.Server], records: [Topology.NameRecords]) {
    var all: [DNSRecord] = []
    func add(_ name: String, _ data: [DNSData]) {
      guard let domain = try? DomainName(name) else { return }
      all += data.map { DNSRecord(domain, ttl: Self.ttl, $0) }
    }
    for host in hosts {
      for name in [host.name] + host.names {
        addresses[name.lowercased()] = (addresses[name.lowercased()] ?? []) + host.addresses
        add(name, host.addresses.map(\.record))
      }
    }
    for name in records {
      if name.records.contains(.failure) { failing.append(name.name) }
      let own = name.records.compactMap { if case .address(let address) = $0 { address } else { nil } }
      addresses[name.name] = (addresses[name.name] ?? []) + own
      add(name.name, name.records.flatMap(\.data))
    }
    let zone = try? Zone(.root, all)
    server = NameServer(zone.map { [$0] } ?? [], isResolver: true)
  }

  private static let ttl: UInt32 = 300

  /// As a system's resolver answers.
  func addresses(of name: String) -> LookupAnswer {
    if failing.contains(name) { return .failed("SERVFAIL") }
    return addresses[name].map { .addresses($0) } ?? .failed("NXDOMAIN")
  }

  func knows(_ name: String) -> Bool { addresses.contains(name) || failing.contains(name) }

  /// As a name server answers a message; nil for what is no query.
  func answer(_ message: [UInt8]) -> [UInt8]? {
    guard let query = try? DNSMessage(message), let question = query.questions.first else { return nil }
    let name = question.name.description.lowercased()
    let answer = failing.contains(name) ? query.answered(.serverFailure) : server.answer(query)
    return try? answer.encoded()
  }
}

extension IPAddress {
  fileprivate var record: DNSData {
    switch self {
    case .v4(let address): .a(address)
    case .v6(let address): .aaaa(address)
    }
  }
}

extension Topology.Record {
  /// RFC 1035 §3.3: a character string has at most 255 bytes. A TXT record of one costs 12 bytes of header, its length
  /// byte and its text.
  private static let longestText = 255

  fileprivate var data: [DNSData] {
    switch self {
    case .address(let address): [address.record]
    case .text(let text): [.txt([Array(text.utf8)])]
    case .filler(let bytes):
      stride(from: 0, to: bytes, by: Self.longestText + 13).map { at in
        .txt([[UInt8](repeating: UInt8(ascii: "x"), count: min(Self.longestText, max(1, bytes - at - 13)))])
      }
    case .failure: []
    }
  }
}
