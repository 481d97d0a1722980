import Base
import Testing

@testable import Wire

@Suite struct DomainNameTests {
  @Test func `text becomes labels and text again`() throws {
    let cases: [(text: String, wire: String, printed: String)] = [
      ("", "00", "."), (".", "00", "."), ("a", "0161 00", "a"),
      ("a.example.", "0161 07 6578616d706c65 00", "a.example"),
      ("A.b", "0141 0162 00", "A.b"), (#"a\.b.c"#, "03 612e62 0163 00", #"a\.b.c"#),
      (#"a\\b"#, "03 615c62 00", #"a\\b"#), (#"\000\255\032"#, "03 00ff20 00", #"\000\255\032"#),
      (#"\097"#, "0161 00", "a"), ("ü", "02 c3bc 00", #"\195\188"#), ("*.a", "012a 0161 00", "*.a"),
      ("_sip._udp", "04 5f736970 04 5f756470 00", "_sip._udp"),
    ]
    for (text, wire, printed) in cases {
      let name = try DomainName(text)
      #expect(name.wire == Hex.bytes(wire), "\(text)")
      #expect(name.description == printed, "\(text)")
      #expect(try DomainName(name.absolute).wire == name.wire, "\(text)")
    }
  }

  @Test func `what is not a name is refused with the reason`() {
    let long = String(repeating: "a", count: 64)
    let cases: [(text: String, error: DomainNameError)] = [
      ("a..b", .emptyLabel), (".a", .emptyLabel), ("..", .emptyLabel), (long, .labelTooLong(64)),
      ("\(long).b", .labelTooLong(64)), (#"a\"#, .badEscape(at: 1)), (#"a\25"#, .badEscape(at: 1)),
      (#"\256"#, .badEscape(at: 0)), (#"\2x5"#, .badEscape(at: 0)),
    ]
    for (text, error) in cases { #expect(throws: error, "\(text)") { try DomainName(text) } }
    #expect(throws: DomainNameError.emptyLabel) { try DomainName(labels: [[UInt8]()]) }
    #expect(throws: DomainNameError.labelTooLong(64)) { try DomainName(labels: [[UInt8](repeating: 97, count: 64)]) }
  }

  @Test func `a label has at most 63 bytes and a name 255`() throws {
    let label = String(repeating: "a", count: 63)
    let most = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
    #expect(try DomainName(most).wire.count == 255)
    #expect(try DomainName(most + ".").wire.count == 255)
    #expect(throws: DomainNameError.nameTooLong(256)) { try DomainName(most + "b") }
    #expect(throws: DomainNameError.nameTooLong(257)) { try DomainName(most + ".b") }
    let labels = [[UInt8]](repeating: [97], count: 127)
    #expect(try DomainName(labels: labels).labels.count == 127)
    #expect(throws: DomainNameError.nameTooLong(257)) { try DomainName(labels: labels + [[97]]) }
  }

  @Test func `letters are equal without their case, and nothing else is`() throws {
    #expect(try DomainName("WWW.Example") == DomainName("www.eXAMPLE."))
    #expect(try DomainName("WWW.Example").hashValue == DomainName("www.example").hashValue)
    #expect(try DomainName("www.example") != DomainName("www.exampl"))
    #expect(try DomainName(#"a\.b"#) != DomainName("a.b"))
    for byte in UInt8.min...UInt8.max {
      for other in UInt8.min...UInt8.max {
        let equal = lower(byte) == lower(other)
        let names = try [byte, other].map { try DomainName(labels: [[0x71, 0x51, $0, 0x5b, 0xc1]]) }
        if (names[0] == names[1]) != equal { Issue.record("\(byte) and \(other)") }
        if equal, names[0].hashValue != names[1].hashValue { Issue.record("hashes of \(byte) and \(other)") }
      }
    }
  }

  private func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte + 0x20 : byte }

  @Test func `a name is within itself and what stands above it`() throws {
    let name = try DomainName("a.B.example")
    let cases: [(String, Bool)] = [
      (".", true), ("EXAMPLE", true), ("b.example", true), ("a.b.example", true), ("x.a.b.example", false),
      ("c.example", false), ("xample", false), (#"B\.example"#, false),
    ]
    for (zone, within) in cases { #expect(name.isWithin(try DomainName(zone)) == within, "\(zone)") }
    #expect(try !DomainName("ab.example").isWithin(DomainName("b.example")))
    #expect(name.parent?.description == "B.example")
    #expect(DomainName.root.parent == nil)
    #expect(try DomainName("*.example").isWildcard)
    #expect(try !DomainName("**.example").isWildcard && !DomainName(".").isWildcard && !DomainName("a*.b").isWildcard)
  }
}
