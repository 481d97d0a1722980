import Base
import Lab
import Report
import Script
import Testing

@testable import Shell

/// `edit`: the packet or message at which a breakpoint stopped goes on as another.
@Suite struct EditTests {
  @Test(arguments: [
    (
      "break icmp(type=echo-request) at client.tun; ping 172.20.0.100 as r", "ttl = 9",
      "expect ip(ttl=9)/icmp(type=echo-request) at gateway.tun; continue; check r.succeeded"
    ),
    (
      "break icmp(type=echo-reply) at gateway.lan; ping 172.20.0.100 as r", "icmp.checksum = 1",
      "expect event drop where reason == \"bad-checksum\" within 5s; continue; check not r.succeeded"
    ),
    (
      "break udp at client.tun; udp 172.20.0.100 9999 \"x\" as r", "dport = 7",
      "expect udp(dport=7) at gateway.lan; continue; check r.errno != \"ECONNREFUSED\""
    ),
    (
      "break create_flow from client to portal; ping 172.20.0.100 as r", "resource_id = \"MyCorp Downloads\"",
      "expect create_flow(resource_id=\"MyCorp Downloads\") at portal.ws; continue; check not r.succeeded"
    ),
    (
      "break flow_created at portal.ws; ping 172.20.0.100 as r", "gateway_ipv4 = 100.64.0.77",
      "expect event portal.received where message == \"flow_created\" and gateway_ipv4 == \"100.64.0.77\""
    ),
    (
      "break wire.delivered where packet == p1; ping 172.20.0.100 as r", "udp.dport = 9",
      "expect event edited where tap == \"gateway.wire\""
    ),
  ])
  func `what stopped goes on as if it had come so`(_ stop: String, _ edit: String, _ then: String) throws {
    let stand = try Stand()
    let code = stand.run("\(stop); edit { \(edit) }; delete break 1; \(then)")
    #expect(code == 0, "\(stand.said.complaints)\n\(stand.said.text)")
    #expect(stand.trace.count { $0.kind == "edited" } == 1)
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  @Test func `a packet is found by what it was made, and by nothing that it was`() throws {
    let stand = try Stand()
    let edited = "break icmp at gateway.tun; ping 172.20.0.100; edit { ttl = 9 }; delete break 1; continue"
    #expect(stand.run(edited) == 0, "\(stand.said.complaints)")
    let made = "let made = (packets where ip(ttl=9)).count"
    let was = "let was = (packets where ip(ttl=64)/icmp(type=echo-request)).count"
    #expect(stand.run("\(made); \(was); check made == 1; check was == 0") == 0, "\(stand.said.complaints)")
  }

  @Test func `a line may use what the suspended command of another line will bind`() throws {
    let stand = try Stand()
    #expect(stand.run("break icmp at gateway.tun; ping 172.20.0.100 as r") == 0)
    #expect(stand.run("delete break 1; continue; check r.succeeded") == 0, "\(stand.said.complaints)")
    #expect(stand.run("break icmp at gateway.tun; let s = ping 172.20.0.100") == 0)
    #expect(stand.run("delete break 2; continue; check s.succeeded") == 0, "\(stand.said.complaints)")
    // Before it goes on nobody has it.
    #expect(stand.run("break icmp at gateway.tun; ping 172.20.0.100 as t") == 0)
    #expect(stand.run("check t.succeeded") != 0)
  }

  static let commands = [
    "break icmp at gateway.lan", "ping 172.20.0.100 as r", "edit { ttl = 9 }", "edit { dscp = 8 }", "continue",
    "edit ttl=3", "delete break 1", "continue", "break udp at client.tun",
    "send udp(dst=172.20.0.100, dport=9)/\"a\" from client", "run 1s", "edit { dport = 10 }", "continue",
    "revoke \"MyCorp Network\"", "run 2s",
  ]

  @Test func `going back and forward again gives the same bytes, and so do the same commands`() throws {
    let (stand, other) = (try Stand(), try Stand())
    let beginning = stand.trace.count
    for stand in [stand, other] {
      for command in Self.commands { #expect(stand.run(command) == 0, "\(command)\n\(stand.said.complaints)") }
    }
    #expect(stand.trace.count { $0.kind == "edited" } == 4)
    let whole = stand.trace.ndjson
    #expect(whole == other.trace.ndjson)
    var chance = Chance(seed: 5)
    for _ in 0..<40 {
      let end = stand.session.stage.lab.end.events
      #expect(stand.run("goto #\(beginning + 1 + Int(chance.below(UInt32(end - beginning))))") == 0)
      let bytes = stand.trace.ndjson
      #expect(bytes == Array(whole.prefix(bytes.count)))
    }
    stand.run("goto end")
    #expect(stand.trace.ndjson == whole)
  }

  @Test func `steps over known ground lead through an edit`() throws {
    let stand = try Stand()
    stand.run("break icmp at gateway.lan; ping 172.20.0.100; edit { ttl = 9 }; delete break 1; continue")
    let whole = stand.trace.ndjson
    let edited = try #require(stand.trace.first { $0.kind == "edited" })
    #expect(stand.run("goto #\(edited.text("command")); step; run 5ms") == 0, "\(stand.said.complaints)")
    #expect(stand.trace.contains { $0.kind == "edited" } && stand.session.stage.lab.end.events > stand.trace.count)
    stand.run("goto end")
    #expect(stand.trace.ndjson == whole)
  }

  @Test func `every command of a session with edits is taken back one by one`() throws {
    let stand = try Stand()
    // A command that stops before anything has happened has done nothing.
    let deeds = Self.commands.filter { !$0.contains("break") && $0 != "run 1s" }
    var states: [[UInt8]] = []
    for command in Self.commands {
      if deeds.contains(command) { states.append(stand.trace.ndjson) }
      stand.run(command)
    }
    for state in states.reversed() {
      #expect(stand.run("undo") == 0, "\(stand.said.complaints)")
      #expect(stand.trace.ndjson == state)
    }
    #expect(stand.run("undo") == 2)
  }

  @Test(arguments: [1, 2, 3, 5, 8, 11]) func `several are taken back at once`(_ count: Int) throws {
    let stand = try Stand()
    // A command that stops before anything has happened has done nothing.
    let deeds = Self.commands.filter { !$0.contains("break") && $0 != "run 1s" }
    var states: [[UInt8]] = []
    for command in Self.commands {
      if deeds.contains(command) { states.append(stand.trace.ndjson) }
      stand.run(command)
    }
    #expect(stand.run("undo \(count)") == 0, "\(stand.said.complaints)")
    #expect(stand.trace.ndjson == states[states.count - count])
  }

  @Test func `an edit that was taken back can be given otherwise`() throws {
    let stand = try Stand()
    stand.run("break icmp at client.tun; ping 172.20.0.100 as r; edit ttl=1; undo; edit ttl=33; delete break 1")
    #expect(stand.run("expect ip(ttl=33)/icmp at gateway.tun; continue") == 0, "\(stand.said.complaints)")
    #expect(stand.run("check r.succeeded") == 0, "\(stand.said.complaints)")
    #expect(stand.trace.count { $0.kind == "edited" } == 1)
  }

  @Test func `what was done since the stop is done again`() throws {
    let stand = try Stand()
    let flag = "icmp-error-unreachable-prohibited-create-new-flow"
    stand.run(
      "ping 172.20.0.100; break udp at client.tun; send udp(dst=172.20.0.100, dport=9) from client; flag client \(flag) on"
    )
    #expect(
      stand.run("run 1s; edit dport=10; continue; check client.flags[\"\(flag)\"]") == 0, "\(stand.said.complaints)")
    #expect(stand.trace.contains { $0.seen.map { $0.packet.summary.contains("> 172.20.0.100:10") } ?? false })
    #expect(stand.session.stage.done.map(\.text).suffix(2) == ["edit dport=10", "continue"])
  }

  @Test func `the hand comes before the rules, and a world may hold either future`() throws {
    let stand = try Stand()
    stand.run(
      "on ip(ttl=9)/icmp at client.tun : drop; break icmp at client.tun; ping 172.20.0.100 as r; fork other; edit ttl=9"
    )
    #expect(stand.trace.last { $0.kind == "drop" }?.text("reason") == "rule")
    #expect(stand.run("delete break 1; restore main; continue") == 0, "\(stand.said.complaints)")
    #expect(stand.run("check r.succeeded") == 0, "\(stand.said.complaints)")
    #expect(!stand.trace.contains { $0.kind == "edited" })
    #expect(stand.run("restore other; check count(events where kind == \"edited\") == 1") == 0)
  }

  @Test func `what no network carries is dropped, for a reason`() throws {
    let stand = try Stand()
    #expect(
      stand.run("break icmp at client.tun; ping 172.20.0.100; edit { total_length = 9 }") == 0,
      "\(stand.said.complaints)")
    let drop = try #require(stand.trace.last { $0.kind == "drop" })
    #expect(drop.text("reason") == "malformed" && drop["rule"] == nil)
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  @Test func `why tells the hand that did it, watches see what goes on`() throws {
    let stand = try Stand()
    stand.run(
      "watch ip(ttl=9)/icmp at client.tun; break icmp at client.tun; ping 172.20.0.100; edit ttl=9; edit dscp=8")
    #expect(stand.run("delete break 1; continue; why p1; watched 1") == 0, "\(stand.said.complaints)")
    for part in [
      "at client.tun, by the operator's hand: edit { ip.ttl = 9 }", "it was edited by:", "command: edit ttl=9",
      "command: edit dscp=8",
    ] {
      #expect(stand.said.text.contains(part), "\(part)")
    }
    #expect(stand.session.stage.lookouts.first?.met.count == 2)
  }

  private static let stopped = "break icmp at client.tun; ping 172.20.0.100"

  @Test(arguments: [
    ("edit { ttl = 1 }", "FZ0465", "no breakpoint has stopped the world"),
    ("\(stopped); step; edit { ttl = 1 }", "FZ0465", "the world has moved on since breakpoint 1 stopped it"),
    ("\(stopped); back; edit { ttl = 1 }", "FZ0465", "the world has moved on"),
    ("\(stopped); lab reset; edit { ttl = 1 }", "FZ0465", "no breakpoint has stopped the world"),
    (
      "break filtered; udp 10.9.9.9 9 x\"00\"; edit { ttl = 1 }", "FZ0465",
      "is `filtered`, and no packet or message at a tap"
    ),
    ("\(stopped); edit { dport = 1 }", "FZ0104", "has no field `dport`"),
    ("\(stopped); edit { tcp.dport = 1 }", "FZ0310", "the packet has no `tcp`"),
    ("\(stopped); edit { ttl = 300 }", "FZ0302", "300 does not fit"),
    ("\(stopped); edit { ttl = {1, 2} }", "FZ0305", "an edit makes one packet of one"),
    ("\(stopped); edit { }", "FZ0432", "no field is named"),
    ("\(stopped); edit p1 { ttl = 1 }", "FZ0111", "expected"),
    ("break create_flow; ping 172.20.0.100; edit { foo = 1 }", "FZ0413", "`create_flow` has no field `foo`"),
  ])
  func `what cannot be edited is one error, and the world stays`(_ line: String, _ code: String, _ part: String) throws
  {
    let (stand, without) = (try Stand(), try Stand())
    let before = line[..<(line.range(of: "edit") ?? line.startIndex)]
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains("error[\(code)]"), "\(stand.said.complaints)")
    #expect(stand.said.complaints.contains(part), "\(stand.said.complaints)")
    // A line that does not parse does nothing at all.
    if code == "FZ0111" { return }
    without.run(String(before))
    #expect(stand.trace.ndjson == without.trace.ndjson)
  }

  @Test func `a field that no layer has is told before anything runs`() throws {
    let stand = try Stand()
    #expect(stand.run("break icmp at client.tun; ping 172.20.0.100; edit { ip.tll = 1 }") == 2)
    #expect(stand.said.complaints.contains("did you mean `ttl`"))
    #expect(!stand.trace.contains { $0.kind == "command" })
  }

  @Test func `fields of what is stopped are completed`() throws {
    let stand = try Stand()
    stand.run(Self.stopped)
    let names = { (line: String) in stand.console.completions(line, cursor: line.utf8.count).map(\.text) }
    #expect(names("ed") == ["edit"])
    #expect(names("edit { tt").contains("ttl"))
    #expect(names("edit { icmp4.co").contains("icmp4.code"))
    #expect(!names("edit { ").contains("dport"))
    stand.run("delete break 1; continue; break create_flow; ping 172.21.0.101")
    #expect(names("edit { res").contains("resource_id"))
    #expect(names("on tcp at client.tun : edit { tcp.dp").contains("tcp.dport"))
  }
}

extension String {
  fileprivate func range(of part: String) -> String.Index? { firstRange(of: part)?.lowerBound }
}
