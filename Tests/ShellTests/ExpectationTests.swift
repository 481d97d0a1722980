import Base
import Lab
import Script
import Testing

@testable import Shell

@Suite struct ExpectationTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let text: String
    let code: Int32
    init(_ text: String, _ code: Int32 = 0) { (self.text, self.code) = (text, code) }
    var testDescription: String { text }
  }

  static let lines = [
    Line("expect client.resources[\"MyCorp Network\"].status == \"online\""),
    Line("expect icmp(type=echo-reply) at client.tun as p; check p.ip.src == 172.20.0.100"),
    Line("expect icmp(type=echo-request) at gateway.lan within 1s"),
    Line("expect create_flow(resource_id=\"MyCorp Network\") from client to portal as m; check m.from == \"client\""),
    Line("expect event authorization.added where resource == \"MyCorp Network\" as e; check e.node == \"gateway\""),
    Line("expect no event filtered for 2s"),
    Line("expect no icmp at client.tun for 1s", 4),
    Line("expect count(messages where message == \"create_flow\") <= 1"),
    Line("expect count(messages where message == \"create_flow\") > 5 within 1s", 4),
    Line("in-order { expect create_flow from client to portal; expect flow_created from portal to client }"),
    Line("in-order { expect flow_created from portal to client; expect create_flow from client to portal }", 4),
    Line("any-order { expect flow_created from portal to client; expect create_flow from client to portal }"),
    Line("either { expect event filtered } or { expect event authorization.added }"),
    Line("either { expect event filtered } or { expect event wire.lost }", 4),
    Line("mark; expect event intent within 1s", 4),
    Line("mark; expect no create_flow from client to portal for 1s"),
    Line("require invariants"),
    Line("expect udp(dport in {53, 80}) at client.tun within 1s", 4),
    Line("expect icmp(type=echo-reply) from client within 1s", 2),
  ]

  @Test(arguments: lines) func `after a first access`(_ line: Line) throws {
    let stand = try Stand()
    stand.run("send icmp(dst=172.20.0.100, type=echo-request, id=7, seq=1) from client")
    #expect(stand.run(line.text) == line.code, "\(stand.said.complaints)")
  }

  @Test func `an expectation waits no longer than it must`() throws {
    let stand = try Stand()
    let start = stand.session.stage.lab.now
    stand.run("send icmp(dst=172.20.0.100) from client\nexpect flow_created from portal to client within 1h")
    #expect(stand.session.stage.lab.now - start < .seconds(1))
    #expect(stand.trace.last?.kind == "portal.sent")
  }

  @Test func `what does not exist yet is waited for, and a misspelt path is an error at once`() throws {
    let stand = try Stand()
    stand.run("send icmp(dst=172.20.0.100) from client")
    #expect(stand.run("check client.connections[gateway].state == \"established\"") == 2)
    #expect(
      stand.run("expect client.connections[gateway].state == \"established\"") == 0, "\(stand.said.complaints)")
    let fresh = try Stand()
    #expect(fresh.run("expect client.conections[gateway].state == \"established\"") == 2)
    #expect(fresh.run("expect client.connections[gateway].state == \"established\" within 1s") == 4)
    #expect(fresh.said.complaints.contains("client.connections[gateway].state is none"))
  }

  @Test func `a failure that is an error of the script does not count as one`() throws {
    let stand = try Stand()
    #expect(stand.run("expect failure { let x = 1 / 0 }") == 2)
  }

  @Test func `patterns can be joined wherever they stand`() throws {
    let stand = try Stand()
    #expect(
      stand.run(
        """
        break udp or icmp(type=echo-reply) and not ip(src=10.0.0.1) at client.tun
        ping 172.20.0.100 as r
        packets where icmp(type=echo-reply) or udp
        delete break 1
        continue
        check r.succeeded
        expect udp or icmp(type=echo-reply) at client.tun as reply
        check reply.icmp.type == 0
        """) == 0, "\(stand.said.complaints)")
    #expect(stand.run("expect no icmp or udp at client.tun for 1s") == 4)
  }

  @Test func `a packet of the right kind is a candidate, however else it differs`() throws {
    let stand = try Stand()
    stand.run("send udp(dst=172.20.0.100, dport=54) from client")
    #expect(stand.run("expect udp(dport=53) at client.tun within 1s") == 4)
    #expect(stand.said.complaints.contains("udp.dport: expected 53, is 54"))
  }

  @Test func `a failed scenario leaves a run directory`() throws {
    var options = SessionOptions()
    options.runDirectories = "out"
    let (said, disk) = (Said(), Disk())
    let console = try Console(options, output: said, files: disk, makeLab: Stand.lab)
    #expect(console.evaluate("ping 172.20.0.100\nexpect event filtered within 1s", name: "a/b.fzs") == 4)
    #expect(disk.text("out/b/1/trace.ndjson").hasPrefix("{\"n\":1,"))
    #expect(disk.text("out/b/1/diagram.md").contains("sequenceDiagram"))
    #expect(disk.files["out/b/1/run.pcapng"]?.prefix(4) == [0x0a, 0x0d, 0x0d, 0x0a])
    #expect(said.complaints.contains("run directory: out/b/1"))
  }

  @Test(arguments: [
    ("icmp(type=echo-reply) and node == \"gateway\"", "node is \"client\""),
    ("icmp and icmp(type=echo-reply) and icmp(seq=1) and node == \"gateway\"", "node is \"client\""),
    ("node == \"client\" and icmp(type=echo-reply, seq=9)", "icmp4.seq: expected 9, is 1"),
    ("icmp(type=echo-reply) and icmp(seq=9)", "icmp4.seq: expected 9, is 1"),
  ])
  func `what holds in more parts of a joined pattern is nearer`(_ pattern: String, _ words: String) throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; expect \(pattern) at client.tun within 1s")
    let closest = stand.said.complaints.split(separator: "\n").first { $0.contains("closest: ") }
    #expect(closest?.hasSuffix(words) == true, "\(stand.said.complaints)")
  }

  @Test func `the closest candidate is named with the field in which it differs`() throws {
    let stand = try Stand()
    stand.run("send udp(dst=172.20.0.100, dport=54) from client")
    #expect(stand.run("expect udp(dst=172.20.0.100, dport=53) at client.tun within 1s") == 4)
    #expect(stand.said.complaints.contains("at client.tun: udp.dport: expected 53, is 54"))
  }

  @Test(arguments: [
    ("bpf \"host 172.20.0.100 and tcp\"", "bpf `tcp` is false of 100.64.0.2 > 172.20.0.100 icmp echo-request"),
    ("icmp and not icmp(type=echo-request)", "`not` leaves it out: icmp4.type is 8 (Echo)"),
    ("bpf \"tcp\" or udp or icmp(code=1)", "icmp4.code: expected 1, is 0"),
    ("icmp and not bpf \"dst host 172.20.0.100\"", "`not` leaves it out: bpf `dst host 172.20.0.100` is true of"),
  ]) func `the closest candidate of what is joined or excluded is named`(_ pattern: String, _ words: String) throws {
    let stand = try Stand()
    stand.run("send icmp(dst=172.20.0.100, type=echo-request) from client")
    #expect(stand.run("expect \(pattern) at client.tun within 1ms") == 4)
    #expect(stand.said.complaints.contains(words), "\(stand.said.complaints)")
  }

  @Test func `of alternatives each says what it lacks`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100")
    let code = stand.run(
      """
      either { expect icmp(seq=2) at client.tun within 1s }
      or { expect event app.ended\n check client.resources["MyCorp Network"].status == "offline" }
      or { expect no event app.ended for 1s }
      """)
    #expect(code == 4)
    let said = stand.said.complaints
    #expect(said.contains("icmp4.seq: expected 2, is 1"), "\(said)")
    #expect(
      said.contains("`check client.resources[\"MyCorp Network\"].status == \"offline\"`: does not hold"), "\(said)")
    #expect(said.contains("`expect no event app.ended for 1s`: happened"), "\(said)")
  }

  @Test func `a packet at another tap is named`() throws {
    let stand = try Stand()
    stand.run("send icmp(dst=172.20.0.100, type=echo-request) from client")
    #expect(stand.run("expect icmp(type=echo-request) at gateway.lan within 10ms") == 4)
    #expect(stand.said.complaints.contains("this is it, but seen at client.tun"))
  }
}
