import Base
import Lab
import Script
import Testing
import Wire

@testable import Shell

@Suite struct ValueTests {
  static let facts: [Fact] = [
    .none, .flag(true), .number(-5), .text("a b"), .duration(.milliseconds(5)), .bytes([1, 2]), .packet(PacketID(7)),
    .list([.number(1), .text("x")]),
  ]

  @Test(arguments: facts) func `a fact survives the way through a value`(_ fact: Fact) {
    #expect(Value(fact).fact == fact)
  }

  static let expressions: [(String, String)] = [
    ("udp(dst=172.20.0.100, dport=53).udp.dport", "53"),
    ("let p = ip(dst=172.20.0.100)/udp(dport=53)/\"abc\"; p.ip.dst", "172.20.0.100"),
    ("let p = udp(dst=172.20.0.100); p has udp", "true"), ("let p = udp(dst=172.20.0.100); p has tcp", "false"),
    ("let p = udp(dst=172.20.0.100); let q = p with udp.dport=81; q.udp.dport", "81"),
    ("let p = udp(dst=172.20.0.100); p.udp.dport = 54; p.udp.dport", "54"),
    ("let p = udp(dst=172.20.0.100, checksum=5); p.udp.checksum = auto; p.udp.checksum != 5", "true"),
    ("count(ip(dst=172.20.0.0/30)/udp(dport={53, 80, 443}))", "12"),
    ("let p = ip(dst=172.20.0.100)/UDP(); p.source", "ip(dst=172.20.0.100)/udp()"),
    (
      "let q = icmp(type=unreachable, code=prohibited, quote=udp(dst=172.20.0.100, dport=81)); q.quoted.udp.dport", "81"
    ),
    ("let q = ip6(dst=172:20::100)/icmp(type=unreachable, code=prohibited); q.icmp6.code", "1"),
    ("let p = tcp(dst=172.20.0.100, dport=443, flags=S); p matches tcp(dport in {80, 443})", "true"),
    ("let p = tcp(dst=172.20.0.100, dport=443); p matches tcp(dport<443)", "false"),
    ("client.resources[\"MyCorp Network\"].status", "unknown"), ("client.resources has \"MyCorp Network\"", "true"),
    ("count(portal.authorizations)", "0"), ("count(events where kind == \"portal.sent\") > 5", "true"),
  ]

  @Test(arguments: expressions) func `an expression gives its value`(_ text: String, _ expected: String) throws {
    let stand = try Stand()
    #expect(stand.run(text) == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.split(separator: "\n").last.map(String.init) == expected)
  }

  @Test func `a packet that was sent has a number and can be quoted`() throws {
    let stand = try Stand()
    let code = stand.run(
      """
      let q = send udp(dst=172.20.0.100, dport=53) from client
      check q.ip.src == 100.64.0.2
      check p1.udp.dport == 53
      let e = icmp(type=unreachable, code=prohibited, quote=p1)
      check e.quoted.udp.dport == 53
      check e.ip.src == 172.20.0.100
      """)
    #expect(code == 0, "\(stand.said.complaints)")
  }

  @Test(arguments: [
    ("show p.udp", "udp  User Datagram Protocol\n  sport    = 53\n  dport    = 9\n"),
    ("p.udp", "length   = 9 (!) would be 11"), ("show p.udp", "checksum = 0x"), ("show p.udp", "(computed)"),
    ("hex p.udp", "0014  00 35 00 09 00 09"), ("hex p.udp map", "udp.dport    = 9"),
  ]) func `a layer shows its fields, and its bytes where they stand`(_ line: String, _ wanted: String) throws {
    let stand = try Stand()
    #expect(stand.run("let p = udp(dst=172.20.0.100, dport=9, length=9)/\"abc\"\n\(line)") == 0)
    #expect(stand.said.text.contains(wanted), "\(stand.said.text)")
    #expect(!stand.said.text.contains("ip  "), "only this layer")
  }

  @Test func `asking pairs answers and names what is missing`() throws {
    let stand = try Stand()
    let code = stand.run(
      "ask icmp(dst={172.20.0.100, 172.20.0.7}, type=echo-request, id=7, seq=1) from client within 1s as t")
    #expect(code == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("1 of 2 answered"))
  }

  @Test(arguments: [
    ("http://172.20.0.100/", "172.20.0.100", UInt16(80), "/"),
    ("http://[172:20::100]:81/a?b", "[172:20::100]", 81, "/a?b"),
    ("httpbin", "httpbin", 80, "/"), ("http://httpbin?x", "httpbin", 80, "/?x"),
  ]) func `a URL is taken apart`(_ url: String, _ host: String, _ port: UInt16, _ path: String) throws {
    let address = try #require(HTTPAddress(url))
    #expect((address.host, address.port, address.path) == (host, port, path))
  }

  @Test(arguments: ["ftp://x/", "http://", "http://x:0/", "http://x:99999/", "http://[/", "https://x/"])
  func `what is no HTTP URL is refused`(_ url: String) { #expect(HTTPAddress(url) == nil) }

  @Test func `tables come in four formats`() throws {
    for (format, start) in [("json", "[\n"), ("ndjson", "{"), ("csv", "resource,"), ("text", "resource")] {
      let stand = try Stand()
      stand.run("beliefs --format \(format)")
      #expect(stand.said.text.hasPrefix(start), "\(stand.said.text)")
    }
  }

  @Test func `beliefs say since when, by what, and which command led to it`() throws {
    let stand = try Stand()
    stand.run(
      """
      ping 172.20.0.100
      ping 172.21.0.101
      revoke "MyCorp Network"
      run 1s
      beliefs "MyCorp Network" --format csv
      """)
    let row = stand.said.text.split(separator: "\n").last.map(String.init) ?? ""
    #expect(row.contains("desync"), "\(row)")
    let shape = /\d+(\.\d+)?m?s, #\d+ authorization\.removed ← reject_access ← revoke/
    #expect(row.firstMatch(of: shape) != nil, "\(row)")
  }

  @Test func `a list goes through a pipe as rows`() throws {
    let stand = try Stand()
    stand.run("let x = [1, 2]; x | to ndjson")
    #expect(stand.said.text == "{\"value\":1}\n{\"value\":2}\n")
  }

  @Test func `a diagram goes to a file`() throws {
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100\ndiagram as mermaid > out/d.mmd") == 0)
    #expect(stand.disk.text("out/d.mmd").hasPrefix("sequenceDiagram"))
  }
}
