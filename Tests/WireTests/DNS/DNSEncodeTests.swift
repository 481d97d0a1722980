import Base
import Testing

@testable import Wire

@Suite struct DNSEncodeTests {
  @Test(arguments: [NameCompression.none, .owners, .standard])
  func `what is written reads back as it was`(_ compression: NameCompression) throws {
    var random = RandomMessages(chance: Chance(seed: 3))
    for _ in 0..<1500 {
      let message = random.message()
      let bytes = try message.encoded(compression)
      #expect(try DNSMessage(bytes) == message)
      #expect(try DNSMessage(bytes).answers.map(\.name.wire) == message.answers.map(\.name.wire), "the case is kept")
    }
  }

  private func message(_ names: [String]) throws -> DNSMessage {
    DNSMessage(
      DNSHeader(id: 0), answers: try names.map { DNSRecord(try DomainName($0), ttl: 0, .other(.any, [])) })
  }

  @Test func `the longest end that stands already becomes a pointer`() throws {
    let bytes = try message(["www.a.example", "a.example", "b.a.example", "A.example", "www.a.example", "."]).encoded()
    let owners = [
      "03777777 0161 076578616d706c65 00", "c010", "0162 c010", "0141 c012", "c00c", "00",
    ]
    let record = "00ff 0001 00000000 0000"
    #expect(bytes == Hex.bytes("0000 0000 0000 0006 0000 0000" + owners.map { $0 + record }.joined()))
  }

  @Test func `what may not be compressed is whole, and is pointed to where readers can follow`() throws {
    let target = try DomainName("www.example")
    let cases: [(data: DNSData, pointed: Bool)] = [
      (.srv(DNSService(priority: 1, weight: 1, port: 1, target: target)), true), (.dname(target), false),
      (.svcb(ServiceBinding(priority: 1, target: target)), false),
    ]
    for (data, pointed) in cases {
      var message = DNSMessage(DNSHeader(id: 0), answers: [DNSRecord(try DomainName("example"), ttl: 0, data)])
      let alone = try message.encoded()
      #expect(alone.suffix(13) == target.wire[...], "\(data)")
      message.additionals = [DNSRecord(target, ttl: 0, .a(IPv4Address(bits: 0)))]
      #expect(try message.encoded().count - alone.count == 14 + (pointed ? 2 : 6), "\(data)")
    }
  }

  @Test func `a pointer reaches 16 KiB and no further`() throws {
    let far = try DomainName("far.example")
    for (filling, pointed) in [(0x3fff - 12 - 11, true), (0x3fff - 12 - 10, false)] {
      var message = DNSMessage(DNSHeader(id: 0))
      message.answers = [
        DNSRecord(.root, ttl: 0, .other(.any, [UInt8](repeating: 0, count: filling))), DNSRecord(far, ttl: 0, .txt([])),
        DNSRecord(far, ttl: 0, .txt([])),
      ]
      let bytes = try message.encoded()
      #expect(bytes.count == 12 + 11 + filling + 13 + 10 + (pointed ? 2 : 13) + 10)
      #expect(try DNSMessage(bytes) == message)
    }
  }

  @Test func `thousands of names are written without looking at each pair`() throws {
    let names = (0..<3000).map { "n\($0).zone\($0 % 50).example" }
    let message = try message(names)
    #expect(try DNSMessage(message.encoded()) == message)
    let once = (0..<700).map { "n\($0).example" }
    let twice = try self.message(once + once).encoded().count
    #expect(try twice - self.message(once).encoded().count == 700 * 12)
  }

  @Test func `what does not fit is refused`() throws {
    let large = DNSRecord(.root, ttl: 0, .other(.any, [UInt8](repeating: 0, count: 65_535)))
    func encoded(_ data: DNSData) throws -> [UInt8] {
      try DNSMessage(DNSHeader(id: 0), answers: [DNSRecord(.root, ttl: 0, data)]).encoded()
    }
    #expect(throws: OversizedDNS.message(12 + 11 + 65_535)) {
      try DNSMessage(DNSHeader(id: 0), answers: [large]).encoded()
    }
    #expect(throws: OversizedDNS.data(65_536)) { try encoded(.other(.any, [UInt8](repeating: 0, count: 65_536))) }
    #expect(throws: OversizedDNS.string(256)) { try encoded(.txt([[UInt8](repeating: 0, count: 256)])) }
    #expect(throws: OversizedDNS.section(65_536)) {
      try DNSMessage(
        DNSHeader(id: 0), questions: [DNSQuestion](repeating: DNSQuestion(.root, .a), count: 65_536)
      ).encoded()
    }
    #expect(try encoded(.other(.any, [UInt8](repeating: 0, count: 65_512))).count == 65_535)
  }

  @Test func `every name in the registries leads to its number and back`() {
    for table in [NameTable.dnsTypes, .dnsClasses, .dnsOpcodes, .dnsRcodes, .serviceKeys, .ednsOptions] {
      for entry in table.entries { #expect(table.entry(named: entry.name)?.value == entry.value, "\(entry.name)") }
    }
  }
}
