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
    let packet = try stacked(answered)
    return [
      Measure("write a DNS query", count: 500_000) { count in for _ in 0..<count { use(try query.encoded()) } },
      Measure("read a DNS query", count: 500_000) { count in for _ in 0..<count { use(try DNSMessage(asked)) } },
      Measure("write a DNS response of four addresses", count: 200_000) { count in
        for _ in 0..<count { use(try response.encoded()) }
      },
      Measure("read a DNS response of four addresses", count: 200_000) { count in
        for _ in 0..<count { use(try DNSMessage(answered)) }
      },
      Measure("craft ip()/udp()/dns() by names, to bytes", count: 20_000) { count in
        for _ in 0..<count { use(try crafted().build()) }
      },
      Measure("dissect ip/udp/dns, a response of four addresses", count: 50_000) { count in
        for _ in 0..<count { use(Packet(dissecting: packet)) }
      },
    ]
  }

  private static func crafted() throws -> CraftedPacket {
    CraftedPacket([try Layer("ip"), try Layer("udp"), try Layer("dns", [("qname", .text("download.httpbin.example"))])])
  }

  private static func stacked(_ message: [UInt8]) throws -> [UInt8] {
    try (CraftedPacket([try Layer("ip"), try Layer("udp")]) / message).build().bytes
  }
}
