import Base
import Wire

/// DNS messages as a stub resolver reads and writes them.
enum DNSMeasures {
  static func all() throws -> [Measure] {
    let query = DNSMessage.query(id: 7, DNSQuestion(try DomainName("download.httpbin.example"), .a))
    let response = query.answered(
      .noError,
      try (1...4).map {
        DNSRecord(try DomainName("download.httpbin.example"), ttl: 1, .a(IPv4Address(bits: 0x6460_0000 + $0)))
      })
    let asked = try query.encoded()
    let answered = try response.encoded()
    return [
      Measure("write a DNS query", count: 500_000) { count in for _ in 0..<count { use(try query.encoded()) } },
      Measure("read a DNS query", count: 500_000) { count in for _ in 0..<count { use(try DNSMessage(asked)) } },
      Measure("write a DNS response of four addresses", count: 200_000) { count in
        for _ in 0..<count { use(try response.encoded()) }
      },
      Measure("read a DNS response of four addresses", count: 200_000) { count in
        for _ in 0..<count { use(try DNSMessage(answered)) }
      },
    ]
  }
}
