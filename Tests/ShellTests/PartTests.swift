import Script
import Testing

@testable import Shell

/// What `has` finds, what bytes are equal to, and what a packet may say but once.
@Suite struct PartTests {
  @Test(arguments: [
    ("p has udp(dport=53)", "true"), ("p has udp(dport=54)", "false"), ("p has udp/raw", "true"),
    ("p has udp(dport in {53, 80}, dst=1.2.0.0/16)", "true"), ("p has quoted", "false"), ("p has wg", "false"),
    ("e has quoted", "true"), ("e has icmp(type=unreachable)", "true"),
    ("p.payload == \"GET x\"", "true"), ("\"GET x\" == p.payload", "true"), ("p.payload == \"GET\"", "false"),
    ("p.payload has \"GET\"", "true"), ("p.payload has x\"4554\"", "true"), ("\"put\" in p.payload", "false"),
    ("p matches raw(data has \"ET\")", "true"), ("p matches raw(data has x\"4545\")", "false"),
    ("t.tcp.flags has S", "true"), ("t.tcp.flags has F", "false"), ("t matches tcp(flags has S)", "true"),
    ("t matches tcp(flags has SA)", "true"), ("t matches tcp(flags has F)", "false"),
    ("t matches tcp(flags has S, flags has A)", "true"), ("t matches ip(flags has df)", "false"),
    ("t matches tcp(options has mss(5))", "true"), ("t matches tcp(options has [mss(6)])", "false"),
    ("d matches dns(qname has \"example\")", "true"), ("d matches dns(qname has \"sample\")", "false"),
    ("u matches stun(software has \"c d\")", "true"), ("u matches stun(software has \"d c\")", "false"),
  ])
  func `has looks for a part`(_ line: String, _ expected: String) throws {
    let stand = try Stand()
    let lines = """
      let p = ip(dst=1.2.3.4)/udp(dport=53)/"GET x"
      let e = icmp(type=unreachable, code=prohibited, quote=p)
      let t = ip(dst=1.2.3.4)/tcp(flags=SA, mss=5)
      let d = udp(dst=1.2.3.4)/dns(qname="www.Example.com")
      let u = udp(dst=1.2.3.4)/stun(software="abc def")
      \(line)
      """
    #expect(stand.run(lines) == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.split(separator: "\n").last.map(String.init) == expected)
  }

  @Test func `patterns of the packets that were seen find parts too`() throws {
    let stand = try Stand()
    let lines = """
      curl http://172.20.0.100/
      check count(packets where tcp(flags has S)) == 2
      check count(packets where tcp(flags has S) and tcp(flags has A)) == 1
      check count(packets where raw(data has "GET /")) == 1
      check count(packets where payload has "GET /") == 1
      check count(messages where create_flow(resource_id has "MyCorp")) == 1
      """
    #expect(stand.run(lines) == 0, "\(stand.said.complaints)")
  }

  @Test(arguments: [
    ("let p = udp(); p has tpc", "a packet has no field `tpc`"),
    ("let p = udp(); p has udp(dprt=1)", "did you mean `dport`"),
    ("packets where tcp(dport has 5)", "not in `tcp.dport`"), ("packets where ip(dst has 1.1.1.1)", "not in `ip.dst`"),
    ("hex ip(ttl>5)", "`>` compares, in a pattern"), ("hex ip(ttl==5)", "write `ttl=…`"),
    ("hex ip(ttl=5, ttl=6)", "`ttl` is set twice"), ("hex tcp(checksum=5, chksum=6)", "`chksum` is set twice"),
    ("packet x\"45", "this string is not closed"), ("raw x\"45", "this string is not closed"),
    ("let p = udp(); packet p.bytes", "of a value: packet(VALUE)"),
    ("let p = udp() with dport=82", "a field is written with its layer: `udp.dport`"),
    ("fuzz(ip(dst=1.2.3.4)/tcp(), keep=dst)", "a field is written with its layer: `ip.dst`"),
    ("fields tcp.optons", "did you mean `options`"), ("fields dns.additional", "did you mean `additionals`"),
    ("hex ip()/turn(number=1)", "did you mean `turn.channel`?"), ("hex ip()/gre(x=1)", "ip(protocol=gre)/x\"…\""),
    ("hex IPv6()/ICMPv6EchoRequest()", "write: icmp6(type=echo-request)"), ("hex Ether(x=1)/IP()", "no Ethernet"),
    ("hex ip(dst=\"10.0.0.0/30\")", "without quotes: 10.0.0.0/30"), ("hex ip(ttl=\"64\")", "without quotes: 64"),
    ("hex ip(dst=httpbin)", "names are not looked up"), ("hex udp()/dns(qd=1)", "questions=[question("),
    ("hex icmp(type=redirect, gateway=1.2.3.4)", "it is a field of icmp4: icmp4(gateway=…)"),
    ("let p = ip(); p.ip[0].dst", "elements are counted from 1"), ("let p = tcp(); p.tcp has dprt", "no field `dprt`"),
    ("hex udp()/\"{}\"", "a brace that is text is written `\\{`"),
    ("hex udp()/\"{\\\"a\\\": 1}\"", "a brace that is text is written"),
    ("hex wg.transport(counter=18446744073709551615)", "0xffffffffffffffff"),
    ("write pcap ip()", "expected a file's name, found `ip()`"),
  ])
  func `what cannot be meant is told`(_ line: String, _ words: String) throws {
    let stand = try Stand()
    #expect(stand.run(line.replacing("; ", with: "\n")) == 2)
    #expect(stand.said.complaints.contains(words), "\(stand.said.complaints)")
  }

  /// The caret stands under the member, and not under the set.
  @Test(arguments: [
    ("hex ip(ttl={1, 2, 400})", "                  ^^^ 0-255"),
    ("hex ip(dst={10.0.0.1, ::1})", "                      ^^^\n"),
    ("break tcp(dport in {80, httpd}) at gateway.lan", "                        ^^^^^ did you mean `http`?"),
  ])
  func `the member that is wrong is marked`(_ line: String, _ caret: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains("| " + caret), "\(stand.said.complaints)")
  }

  @Test func `a packet without a layer is a statement too`() throws {
    let stand = try Stand()
    #expect(stand.run("let p = ip(dst=1.2.3.4)/udp()\np without udp") == 0, "\(stand.said.complaints)")
  }
}
