import Testing

@testable import Base

@Suite struct AddressTests {
  @Test(arguments: ["0.0.0.0", "172.20.0.100", "255.255.255.255"])
  func `a dotted quad reads back as written`(text: String) {
    #expect(IPv4Address(text)?.description == text)
  }

  @Test(arguments: ["300.1.2.3", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1..2.3", "", "a.b.c.d", "1.2.3.4 "])
  func `what is no dotted quad is refused`(text: String) {
    #expect(IPv4Address(text) == nil)
  }

  @Test(arguments: [
    ("172:20:0:0:0:0:0:100", "172:20::100"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
    ("2001:DB8::A", "2001:db8::a"),
    ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("::ffff:192.0.2.1", "::ffff:c000:201"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
  ])
  func `an IPv6 address prints as RFC 5952 asks`(text: String, canonical: String) {
    #expect(IPv6Address(text)?.description == canonical)
    #expect(IPv6Address(canonical) == IPv6Address(text))
  }

  @Test(arguments: [
    ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "1::2::3", "g::", "1:", ":1", "::1:",
    "1:2:3:4:5:6:7:8::",
    "::1.2.3", "1.2.3.4::", "", "::%eth0",
  ])
  func `what is no IPv6 address is refused`(text: String) { #expect(IPv6Address(text) == nil) }

  @Test func `a prefix holds its addresses and no others`() throws {
    let net = try #require(IPPrefix("172.20.0.1/16"))
    #expect(net.description == "172.20.0.0/16")
    #expect(net.contains(try #require(IPAddress("172.20.255.255"))))
    #expect(!net.contains(try #require(IPAddress("172.21.0.0"))))
    #expect(!net.contains(try #require(IPAddress("172:20::1"))))
    let v6 = try #require(IPPrefix("172:20::/64"))
    #expect(v6.contains(try #require(IPAddress("172:20::100"))))
    #expect(!v6.contains(try #require(IPAddress("172:20:0:1::"))))
    #expect(IPPrefix("1.2.3.4/33") == nil)
    #expect(IPPrefix("::/0")?.contains(try #require(IPAddress("ff::"))) == true)
  }

  @Test func `endpoints bracket IPv6`() {
    #expect(Endpoint("[::1]:80")?.description == "[::1]:80")
    #expect(Endpoint("10.0.0.1:65535")?.port == 65535)
    #expect(Endpoint("::1:80") == nil)
    #expect(Endpoint("10.0.0.1:65536") == nil)
  }
}

@Suite struct TableTests {
  @Test func `the longest prefix wins`() throws {
    var table = PrefixTable<String>()
    for text in ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "::/0"] {
      table[try #require(IPPrefix(text))] = text
    }
    func match(_ text: String) -> String? { IPAddress(text).flatMap { table.match($0)?.value } }
    #expect(match("10.1.2.3") == "10.1.2.3/32")
    #expect(match("10.1.2.4") == "10.1.0.0/16")
    #expect(match("10.2.0.0") == "10.0.0.0/8")
    #expect(match("11.0.0.0") == "0.0.0.0/0")
    #expect(match("1::") == "::/0")
    table[try #require(IPPrefix("10.1.0.0/16"))] = nil
    #expect(match("10.1.2.4") == "10.0.0.0/8")
    #expect(table.entries.map(\.value) == ["0.0.0.0/0", "10.0.0.0/8", "10.1.2.3/32", "::/0"])
  }

  @Test func `a sorted table keeps its order through inserts, updates and removals`() {
    var table = SortedTable<Int, String>()
    for key in [5, 1, 3, 2, 4] { table[key] = "\(key)" }
    table[3] = nil
    table[9] = nil
    table[4]? += "!"
    table.update(1) { $0 = "one" }
    #expect(table.keys == [1, 2, 4, 5])
    #expect(table.values == ["one", "2", "4!", "5"])
  }
}
