import Base
import Script
import Testing
import Wire

@testable import Shell

/// Packets as scripts change, compare and print them.
@Suite struct PacketWordTests {
  static let expressions: [(String, String)] = [
    ("let p = udp(dst=1.2.3.4) with udp.dport=81, ip.ttl=3; p.ip.ttl + p.udp.dport", "84"),
    ("let p = udp(dst=1.2.3.4) with (udp.dport=81, ip.ttl=3,); p.ip.ttl", "3"),
    ("fuzz(udp(dst=1.2.3.4) with udp.dport=81, keep={ip, udp}).udp.dport", "81"),
    ("let p = ip(dst=1.2.3.4)/ip(dst=5.6.7.8)/udp(); p.ip[2].dst", "5.6.7.8"),
    ("let p = ip(dst=1.2.3.4)/ip(dst=5.6.7.8)/udp(); p.ip[2].dst = 9.9.9.9; p.ip[2].dst", "9.9.9.9"),
    ("let p = ip(dst=1.2.3.4)/ip(dst=5.6.7.8)/udp() with ip[2].ttl=9; p.ip[2].ttl - p.ip.ttl", "-55"),
    ("let p = icmp(dst=1.2.3.4, type=unreachable); p.icmp.code = prohibited; p.icmp.code", "13"),
    ("let p = tcp(dst=1.2.3.4); p.tcp.flags = SA; p.tcp.flags", "18"),
    ("let p = tcp(dst=1.2.3.4); p.ip.protocol = udp; p.ip.protocol", "17"),
    ("let p = tcp(dst=1.2.3.4)/\"ab\"; p.payload", "x\"6162\""),
    ("let p = tcp(dst=1.2.3.4)/\"ab\"; p.tcp.payload", "x\"6162\""),
    ("let p = tcp(dst=1.2.3.4)/\"ab\"; (p / \"more\").payload", "x\"61626d6f7265\""),
    ("let p = tcp(dst=1.2.3.4)/\"ab\"; \"to {p.ip.dst} port {p.tcp.dport}\"", "to 1.2.3.4 port 80"),
    ("let p = ip6(dst=fd00::1)/hbh()/destopts()/fragment(id=7)/udp(); p.frag6.id", "7"),
    ("let p = tcp(dst=1.2.3.4, options=[ts(1, 2)]); p.tcp.data_offset", "8"),
    ("count(udp(dst=10.0.0.1..10.0.0.9))", "9"), ("udp(dst=10.0.0.1..10.0.0.9)[8].ip.dst", "10.0.0.9"),
    ("count(udp(dst={10.0.0.1..10.0.0.9, 10.1.0.0/30, 10.2.0.1}, sport={1..3, 9}))", "56"),
    ("count(ip6(dst=fc00::1..fc00::1:0))", "65536"), ("10.0.0.5 in 10.0.0.1..10.0.0.9", "true"),
    ("10.0.0.10 in 10.0.0.1..10.0.0.9", "false"), ("let r = fc00::1..fc00::9; r", "fc00::1..fc00::9"),
    ("let n = 0; for a in 10.0.0.6..10.0.0.9 { n = n + 1 }; n", "4"),
    ("let l = none; for a in 10.0.0.0/30 { l = a }; l", "10.0.0.3"),
    ("let p = udp(dst=1.2.3.4); p matches ip(dst in 1.2.3.1..1.2.3.9)", "true"),
    ("ping 172.20.0.100; count(events where packet == 1) > 0", "true"),
    ("ping 172.20.0.100; count(events where cause == 0) > 0", "true"),
    ("ping 172.20.0.100; count(events where packet in 1..1) > 0", "true"),
    ("fn more() { x\"6d\" }; (udp(dst=1.2.3.4)/more()).payload", "x\"6d\""),
    ("let p = udp(dst=1.2.3.4); p with ip.src=1.1.1.1; p.ip.src", "0.0.0.0"),
    ("let p = udp(dst=1.2.3.4) with ip.ttl=3 with udp.dport=5; p.ip.ttl + p.udp.dport", "8"),
    ("tcp(dst=1.2.3.4, flags=none).tcp.flags", "0"), ("tcp(dst=1.2.3.4, flags=syn+ack).tcp.flags", "18"),
    ("tcp(dst=1.2.3.4, flags=S|A).tcp.flags", "18"), ("tcp(dst=1.2.3.4, flags=\"SA\").tcp.flags", "18"),
    ("tcp(dst=1.2.3.4, flags=syn|A).tcp.flags", "18"),
    ("let p = tcp(dst=1.2.3.4); p matches tcp(flags=S) and not (p matches tcp(flags=S|A))", "true"),
    ("let p = tcp(dst=1.2.3.4); TCP in p and udp not in p", "true"),
    ("let p = tcp(dst=1.2.3.4); udp in p", "false"), ("raw(data=\"ab\").source", "raw(data=\"ab\")"),
  ]

  @Test(arguments: expressions) func `an expression gives its value`(_ line: String, _ expected: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    #expect(try stand.value(String(line.split(separator: "; ").last ?? "")).text == expected)
  }

  @Test func `show prints what was typed, built what is sent`() throws {
    let stand = try Stand()
    stand.run("show udp(dst=172.20.0.100, dport=53, checksum=5)")
    #expect(
      stand.said.text == """
        0.0.0.0 > 172.20.0.100 udp 53 > 53 length 0
        udp  User Datagram Protocol
          dport    = 53
          checksum = 0x5 (!) would be 0x52fc
          dst = 172.20.0.100  (for the IP layer below)

        """)
    stand.said.text = ""
    stand.run("show udp(dst=172.20.0.100, dport=53, checksum=5) built")
    #expect(stand.said.text.contains("  total_length = 28  (computed)"))
    #expect(stand.said.text.contains("  checksum = 0x5 (!) would be 0x52fc"))
    #expect(stand.run("show udp(dst=172.20.0.0/30) built") == 2 && stand.run("show 5 built") == 2)
  }

  @Test func `a packet seen is shown with all that was found`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100\nshow p1")
    #expect(stand.said.text.contains("total_length ="))
  }

  @Test(arguments: [
    "show udp(dst=1.2.3.4, checksum=5) --format json", "udp(dst=1.2.3.4, checksum=5) to json",
    "let p = udp(dst=1.2.3.4, checksum=5); p to json", "let p = udp(dst=1.2.3.4, checksum=5); p | to json",
  ])
  func `a packet is one object of JSON`(_ line: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    let text = stand.said.text
    #expect(
      text.hasPrefix("{\"schema\":\"fzsh.packet/1\",\"packet\":null,\"length\":28,\"summary\":\"0.0.0.0 > 1.2.3.4"))
    #expect(text.contains("\"checksum\":{\"value\":5,\"text\":\"0x5\",\"origin\":\"set\",\"right\":\"0x"))
    #expect(text.hasSuffix("}}]}\n"))
  }

  @Test func `several packets are an array, or a line each`() throws {
    let stand = try Stand()
    #expect(stand.run("udp(dst=1.2.3.4, dport={1, 2}) to ndjson") == 0)
    #expect(stand.said.text.split(separator: "\n").count == 2)
    stand.said.text = ""
    #expect(stand.run("udp(dst=1.2.3.4, dport={1, 2}) to json") == 0)
    #expect(stand.said.text.hasPrefix("[\n  {") && stand.said.text.hasSuffix("}\n]\n"))
  }

  @Test func `diff marks the bytes and names the fields`() throws {
    let stand = try Stand()
    stand.run("let a = udp(dst=172.20.0.100, dport=53); diff a (a with udp.dport=54)")
    #expect(
      stand.said.text == """
        - 0010  ac 14 00 64 00 35 00 35 00 08 52 fc
        + 0010  ac 14 00 64 00 35 00 36 00 08 52 fb
                                     ^^          ^^
        field         left    right
        udp.dport     53      54
        udp.checksum  0x52fc  0x52fb

        """)
    stand.said.text = ""
    stand.run("diff a a")
    #expect(stand.said.text.hasPrefix("the same 28 bytes"))
    stand.said.text = ""
    stand.run("diff a (a with udp.dport=54) | select field | to ndjson")
    #expect(stand.said.text == "{\"field\":\"udp.dport\"}\n{\"field\":\"udp.checksum\"}\n")
  }

  @Test(arguments: ["ip(dst=172.20.0.100, id=7)", "ip6(dst=172:20::100)"])
  func `what is cut comes together again, in any order`(_ ip: String) throws {
    let stand = try Stand()
    let code = stand.run(
      """
      let p = \(ip)/udp(dport=53)/rand(bytes=3000)
      let parts = fragment p to 1280 id 9
      check count(parts) == 3 and parts[0].length <= 1280
      reassemble [parts[2], parts[0], parts[1]] as whole
      check whole == p
      reassemble [parts[2], parts[0]] as none_of_them[]
      check count(none_of_them) == 0
      """)
    #expect(code == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("not whole: ") && stand.said.text.contains("bytes missing: "))
    #expect(stand.run("fragment ip(dst=172.20.0.100, flags=df)/rand(bytes=900) to 576") == 2)
    #expect(stand.said.complaints.contains("and DF is set"))
  }

  @Test(arguments: [
    ("packets where udp(dprt=53)", "FZ0104"), ("packets where icmp or udp(dport=70000)", "FZ0302"),
    ("packets where not ipx(dst=1.2.3.4)", "FZ0202"), ("packets | where udp(dprt=53)", "FZ0104"),
    ("events where packet matches tcp(flgs=S)", "FZ0104"), ("expect udp(dprt=1) or icmp at client.tun", "FZ0104"),
    ("let p = udp(dst=1.2.3.4); let q = p with udp.dprt=5", "FZ0104"),
    ("let p = udp(dst=1.2.3.4); p.udp.dport = 70000", "FZ0302"),
    ("let p = udp(dst=1.2.3.4); p.ip.dst = fc00::1", "FZ0303"),
    ("fuzz(udp(dst=1.2.3.4), keep=ip.dts)", "FZ0104"), ("fuzz(udp(dst=1.2.3.4), kep=ip)", "FZ0210"),
    ("packet x\"45000054\"", "FZ0311"), ("packet x\"\"", "FZ0308"), ("packet x\"00\"", "FZ0308"),
  ]) func `check finds it without running`(_ line: String, _ code: String) throws {
    let stand = try Stand()
    #expect(stand.console.check(line, name: "test.fzs") == 2)
    #expect(stand.said.complaints.split(separator: "\n").filter { $0.hasPrefix("error") }.count == 1)
    #expect(stand.said.complaints.contains("error[\(code)]"), "\(stand.said.complaints)")
  }

  @Test(arguments: [
    "packets where udp(dport=53) and not icmp", "events where kind == \"drop\" and count > 2",
    "break create_flow(resource_id=\"MyCorp Network\")", "let p = udp(dst=1.2.3.4); p.icmp.code = prohibited",
    "let r = {1, 2}; let p = udp(dst=1.2.3.4, dport=r) with ip.ttl=r", "events | where packet == p1 | count",
  ]) func `check leaves alone what may be right`(_ line: String) throws {
    let stand = try Stand()
    #expect(stand.console.check(line, name: "test.fzs") == 0, "\(stand.said.complaints)")
  }
}
