import Base
import Testing

@testable import Wire

@Suite struct DNSDecodeTests {
  private func message(_ name: String) throws -> DNSMessage { try DNSMessage(KnownMessage[name]) }

  @Test func `every message of real programs reads, and is written with the same bytes`() throws {
    for known in KnownMessage.all {
      let message = try DNSMessage(known.message)
      let compression: NameCompression = known.name.hasPrefix("dnsmasq") ? .owners : .standard
      #expect(try message.encoded(compression) == known.message, "\(known.name)")
      if known.name.contains("tcp") { #expect(try message.framed() == known.bytes) }
    }
    #expect(KnownMessage.all.count == 33)
  }

  @Test func `every truncation of every message is refused`() throws {
    for known in KnownMessage.all {
      for count in 0..<known.message.count {
        #expect(throws: MalformedDNS.self) { try DNSMessage(Array(known.message.prefix(count))) }
      }
      let behind = known.message + [0]
      #expect(throws: MalformedDNS.trailing(at: known.message.count, count: 1)) { try DNSMessage(behind) }
    }
  }

  @Test func `a message reads the same wherever it stands`() throws {
    for known in KnownMessage.all {
      let bytes = [UInt8](repeating: 0xc0, count: 7) + known.message + [0xff, 0xff]
      #expect(try DNSMessage(bytes, in: 7..<bytes.count - 2) == DNSMessage(known.message), "\(known.name)")
    }
  }

  @Test func `the header's bits are where the RFC has them`() throws {
    let query = try message("knot aaaa,nsid query").header
    #expect(!query.qr && query.rd && query.ad && !query.aa && !query.tc && !query.ra && !query.cd && !query.z)
    let answer = try message("knot mx response").header
    #expect(answer.id == 0x5630 && answer.qr && answer.aa && answer.rd && !answer.ra)
    #expect(try message("knot truncated response").header.tc)
    #expect(try message("unbound a response").header.ra)
    var header = DNSHeader(id: 1)
    let bits: [(WritableKeyPath<DNSHeader, Bool>, UInt16)] = [
      (\.qr, 0x8000), (\.aa, 0x400), (\.tc, 0x200), (\.rd, 0x100), (\.ra, 0x80), (\.z, 0x40), (\.ad, 0x20),
      (\.cd, 0x10),
    ]
    for (bit, value) in bits {
      header[keyPath: bit] = true
      #expect(header.bits == value)
      header[keyPath: bit] = false
      #expect(header.bits == 0)
    }
    header.opcode = .update
    header.rcode = .refused
    #expect(header.bits == 0x2805 && header.opcode == .update && header.rcode == .refused)
  }

  @Test func `records say what dig printed`() throws {
    let cases: [(name: String, text: [String])] = [
      (
        "knot cname response",
        ["alias.example.test. 60 IN CNAME www.example.test.", "www.example.test. 60 IN A 192.0.2.80"]
      ),
      (
        "knot mx response",
        ["example.test. 60 IN MX 10 mail.example.test.", "example.test. 60 IN MX 20 mail2.example.test."]
      ),
      ("knot ns response", ["example.test. 60 IN NS ns.example.test.", "example.test. 60 IN NS ns2.other.test."]),
      (
        "knot soa response",
        ["example.test. 60 IN SOA ns.example.test. hostmaster.example.test. 1 3600 600 86400 30"]
      ),
      ("knot caa response", [#"example.test. 60 IN CAA 0 issue "ca.example.net""#]),
      (
        "knot srv response",
        [
          "_sip._udp.example.test. 60 IN SRV 1 2 5060 www.example.test.",
          "_sip._udp.example.test. 60 IN SRV 3 4 5061 ns.example.test.",
        ]
      ),
      ("knot txt response", [#"txt.example.test. 60 IN TXT "hello" "world \"quoted\"" """#]),
      (
        "knot https response",
        [
          #"web.example.test. 60 IN HTTPS 1 . alpn="h2,h3" port=8443 ipv4hint=192.0.2.80,192.0.2.81 ech=AEX+DQBB "#
            + "ipv6hint=2001:db8::80"
        ]
      ),
      (
        "knot svcb response",
        [
          #"svc.example.test. 60 IN SVCB 1 www.example.test. mandatory=alpn,port alpn="dot" no-default-alpn port=853 "#
            + #"key65280="abc""#
        ]
      ),
      ("knot https-alias response", ["svcalias.example.test. 60 IN HTTPS 0 www.example.test."]),
      ("knot unknown response", ["own.example.test. 60 IN TYPE65280 \\# 4 deadbeef"]),
      ("knot escaped response", [#"dot\.ted.example.test. 60 IN A 192.0.2.46"#]),
      ("knot ptr,ecs,cookie,padding response", ["host.example.test. 60 IN PTR www.example.test."]),
    ]
    for (name, text) in cases { #expect(try message(name).answers.map(\.description) == text, "\(name)") }
    #expect(
      try message("knot dname response").answers.first?.description
        == "old.example.test. 60 IN DNAME www.example.test.")
    #expect(
      try message("knot aaaa,nsid response").answers.first?.description
        == "WwW.eXample.TEST. 60 IN AAAA 2001:db8::80")
  }

  @Test func `response codes are found in header and OPT`() throws {
    #expect(try message("knot nxdomain response").rcode == .nonExistentDomain)
    #expect(try message("knot refused response").rcode == .refused)
    var message = DNSMessage(DNSHeader(id: 1, bits: 0x8000))
    message.edns = EDNS(extendedRcode: 1)
    #expect(message.rcode == .badVersion)
    #expect(
      "\(message.rcode) \(DNSRcode(rawValue: 77)) \(DNSType(rawValue: 999)) \(DNSClass(rawValue: 7))"
        == "BADVERS RCODE77 TYPE999 CLASS7")
  }

  @Test func `EDNS is read with its options`() throws {
    let query = try #require(try message("knot ptr,ecs,cookie,padding query").edns)
    #expect(query.payloadSize == 1232 && query.version == 0 && !query.dnssecOK)
    let subnet = try #require(IPPrefix("198.51.100.0/24"))
    #expect(query.options.first == .clientSubnet(ClientSubnet(subnet)))
    guard case .cookie(let client, []) = query.options[1], case .padding(let zeros) = query.options[2] else {
      Issue.record("\(query.options)")
      return
    }
    #expect(client.count == 8 && zeros == [UInt8](repeating: 0, count: 55))
    #expect(try message("knot aaaa,nsid query").edns?.dnssecOK == true)
    #expect(try message("knot aaaa,nsid response").edns?.options == [.nsid(Array("ns-one".utf8))])
    #expect(try message("knot refused response").edns?.options == [.extendedError(20, [])])
    #expect(try message("knot a query").edns == nil)
  }
}
