import Base
import Lab
import Script
import Testing

@testable import Shell

@Suite struct RuleVerbTests {
  private func run(_ text: String) throws -> Stand {
    let stand = try Stand()
    #expect(stand.run(text) == 0, "\(text)\n\(stand.said.complaints)")
    return stand
  }

  @Test func `rules are listed as they were written, with what they did`() throws {
    let stand = try run(
      """
      on icmp(type=echo-request) and bpf "dst host 172.20.0.100" at client.tun: delay 10ms times 3
      on create_flow from client to portal at portal.ws : hold
      on udp at gateway.wire : edit { ip.ttl = 9, udp.sport = 1000 }
      ping 172.20.0.100
      """)
    stand.said.text = ""
    #expect(stand.run("rules --format csv") == 0)
    #expect(
      stand.said.text.replacing("\r\n", with: "\n") == #"""
        rule,at,pattern,verdict,applied,left,held
        1,client.tun,"icmp(type=echo-request) and bpf ""dst host 172.20.0.100""",delay 10ms,1,2,0
        2,portal.ws,create_flow,hold,1,,1
        3,gateway.wire,udp,"edit { ip.ttl = 9, udp.sport = 1000 }",0,,0

        """#)
    #expect(stand.run("lab reset; check count(rules) == 0") == 0)
  }

  @Test func `why names the rule, and the command that made it`() throws {
    let stand = try run("ping 172.20.0.100\non icmp at gateway.lan : drop\nping 172.20.0.100")
    let dropped = try #require(stand.trace.last { $0.text("reason") == "rule" })
    stand.said.text = ""
    #expect(stand.run("why p\(dropped.packet.number)") == 0)
    for phrase in [
      "at gateway.lan, rule 1: drop", "discarded by rule 1\n", "fate: discarded by rule 1 at gateway.lan",
      "rule 1 was made by:", "command: on icmp at gateway.lan : drop", "command: ping 172.20.0.100",
    ] { #expect(stand.said.text.contains(phrase), "\(phrase)\n\(stand.said.text)") }
  }

  @Test func `what is held is released one at a time or all at once`() throws {
    let stand = try run(
      """
      on udp(dport={7, 9}) at client.tun : hold
      ping 172.20.0.100
      send udp(dst=172.20.0.100, dport={7, 8, 9}, sport=4000)/"a" from client
      check count(held) == 2
      release 2
      delete rule 1
      check count(held where held == 1) == 1
      run 1s
      check count(events where kind == "lan.out" and protocol == "udp") == 2
      release
      run 1s
      check count(events where kind == "lan.out" and protocol == "udp") == 3
      release all
      """)
    #expect(stand.said.text.contains("nothing is held"))
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  @Test func `a breakpoint stops at what a rule did, and a rule made then acts on what goes on`() throws {
    let stand = try run(
      """
      ping 172.20.0.100
      on icmp(type=echo-request) at gateway.tun : delay 100ms
      break rule where verdict == "delay 100ms"
      ping 172.20.0.100 as r
      on icmp(type=echo-reply) at client.tun : delay 200ms
      delete break 1
      continue
      check r.succeeded
      check r.rtt > 300ms
      """)
    #expect(stand.session.parked.isEmpty)
  }

  @Test func `the same seed gives the same trace under rules`() throws {
    let text = """
      on tcp at gateway.lan : corrupt 2 bytes times 3
      on udp at client.wire : duplicate 2 times 5
      on icmp or bpf "tcp[tcpflags] & tcp-fin != 0" at client.tun : delay 5ms
      curl http://172.20.0.100/
      ping 172.20.0.100
      """
    let (a, b) = (try run(text), try run(text))
    #expect(a.trace.ndjson == b.trace.ndjson)
    #expect(a.trace.contains { $0.kind == "rule" && $0.text("verdict").hasPrefix("corrupt") })
  }

  @Test func `changed packets are seen at the tap where they were changed`() throws {
    let stand = try run(
      """
      ping 172.20.0.100
      on icmp(type=echo-request) at client.tun : edit { id = 4711 } once
      send icmp(dst=172.20.0.100, type=echo-request, id=1) from client
      expect icmp(type=echo-request, id=4711) at client.tun
      expect icmp(type=echo-reply, id=4711) at client.tun
      """)
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  @Test func `messages are edited and filtered by names`() throws {
    _ = try run(
      """
      on create_flow(resource_id="MyCorp Network") at portal.ws : edit { resource_id = "MyCorp Downloads" } once
      send icmp(dst=172.20.0.100, type=echo-request) from client
      expect create_flow at portal.ws
      run 1s
      check count(messages where create_flow(resource_id="MyCorp Network")) >= 1
      check count(messages where authorize_flow or flow_created) >= 1
      check count(messages where create_flow and from == "gateway") == 0
      """)
  }

  @Test(arguments: [
    (
      "send udp(dst=172.20.0.100, dport=7, sport=4000)/\"x\" from client",
      "udp(dport=7, src=100.64.0.0/10) at client.tun"
    ),
    ("send udp(dst=172.20.0.100, dport=7, sport=4000)/\"x\" from client at client.app", "udp(dport=7) at client.tun"),
    (
      "send udp(dst=203.0.113.31, dport=52625)/\"junk\" from client at client.wire",
      "udp(src=203.0.113.30, sport=52625)/\"junk\" at gateway.wire"
    ),
    (
      "send udp(dst=203.0.113.30, dport=52625)/\"junk\" at gateway.wire",
      "udp(src=203.0.113.31, sport=52625)/\"junk\" at client.wire"
    ),
    ("send icmp(src=172.20.0.100, dst=100.64.0.1, type=echo-request) at gateway.lan", "icmp at gateway.tun"),
    ("send icmp(src=172.20.0.100, dst=100.64.0.1, type=echo-request) from gateway", "icmp at gateway.tun"),
  ])
  func `packets are put on every tap`(_ line: String, _ seen: String) throws {
    _ = try run("ping 172.20.0.100\n\(line)\nexpect \(seen)\nrequire invariants")
  }

  @Test func `a series takes its time, and a breakpoint suspends it`() throws {
    let stand = try run(
      """
      ping 172.20.0.100
      let start = clock
      break tun.out where node == "gateway" and protocol == "icmp"
      send icmp(dst=172.20.0.100, type=echo-request, id=9) from client every 100ms times 3 as ps[]
      check clock - start < 100ms
      delete break 1
      continue
      check clock - start == 200ms
      check count(ps) == 3
      """)
    #expect(stand.said.text.contains("is suspended; `continue` resumes it"))
  }

  @Test(arguments: [
    ("send icmp(dst=172.20.0.100) from client at gateway.lan", "`gateway.lan` is no tap of `client`"),
    ("send icmp(dst=172.20.0.100) from client at relay-1.wire", "`relay-1.wire` is no tap of `client`"),
    ("ask icmp(dst=172.20.0.100) from client at relay-1.wire", "does not work"),
    ("send icmp(dst=203.0.113.31) from client at client.wire", "only UDP crosses the wire"),
    ("send icmp(dst=172.20.0.100) from client every 1s", "`every` needs to know how often"),
    ("send icmp(dst=172.20.0.100) from client times 0", "0 times is out of range"),
    ("send icmp(dst=172.20.0.100) from client times 2 as p", "`as p` keeps one packet, and this sends 2"),
    ("send icmp(dst=172.20.0.100) from httpbin", "unknown tap `httpbin.tun`"),
    ("on icmp at client.tun : dorp", "did you mean `drop`?"),
    ("on icmp at client.tun drop", "a colon stands before what is to be done"),
    ("on icmp at client.tun : corrupt", "`corrupt` must say how many bytes"),
    ("on icmp at client.tun : corrupt 0 bytes", "1 to 65535"), ("on icmp at client.tun : delay", "must say how long"),
    ("on icmp at client.tun : delay 5", "a duration needs a unit"), ("on icmp at client.tun : edit", "which fields"),
    ("on icmp at client.tun : edit {}", "no field is named"), ("on icmp at client.tun : duplicate 101", "1 to 100"),
    ("on icmp at client.tun : drop times 0", "1 at least"),
    ("on icmp at client.tn : drop", "did you mean `client.tun`?"),
    ("on icmp at client.tun : edit { ttl = 300 }", "0-255"),
    ("on tcp at client.tun : edit { dprt = 1 }", "did you mean `dport`"),
    ("on tcp at client.tun : edit { dport = {1, 2} }", "one packet of one"),
    ("on imcp() at client.tun : drop", "did you mean `icmp`?"), ("on 5 at client.tun : drop", "this is no pattern"),
    ("on icmp and kind == \"drop\" at client.tun : drop", "this is no pattern"),
    ("on create_flow at client.tun : drop", "portal messages pass portal.ws"),
    ("on icmp at portal.ws : drop", "portal messages pass there"),
    ("on icmp from client at client.tun : drop", "packets have src and dst"),
    ("on create_flow from cleint at portal.ws : drop", "did you mean `client`?"),
    ("on create_flow(resource_id) at portal.ws : drop", "written name=value"),
  ])
  func `a mistake is answered with what is right`(_ line: String, _ words: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains(words), "\(stand.said.complaints)")
    #expect(stand.trace.allSatisfy { !$0.kind.hasPrefix("rule") })
  }
}
