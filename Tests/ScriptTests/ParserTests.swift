import Script
import Testing

@Suite struct ParserTests {
  /// The examples of the language document, sections 2, 3, 5, and lines in the shapes of section 4.
  static let lines = [
    "let x = 172.20.0.0/16", "let q = send ip(dst=172.20.0.100)/tcp(dport=443) from client",
    "for x in {v4, v6} { mark }", "repeat 3 { mark }", "if x == 1 { mark } else { mark }", "fn name(a, b) { a }",
    "name(a, b)", "use \"file.fzs\"", "section \"title\"", "finally { mark }",
    "events | where kind == \"drop\" | count by reason",
    "events | select time, node, kind | sort time | first 10 | to json",
    "check client.resources[\"MyCorp Network\"].status == \"online\"",
    "ip(dst=172.20.0.100)/tcp(dport=443, flags=S)", "ip6(dst=172:20::100)/icmp6(type=echo-request, id=7)/\"abc\"",
    "udp(dst=172.20.0.100, dport=53)/dns(qname=\"a.example\")", "icmp(type=unreachable, code=prohibited, quote=p17)",
    "ip(dst=172.20.0.0/30)/udp(dport={53, 80, 443})", "fuzz(ip(dst=172.20.0.100)/udp(), keep=ip.dst)",
    "wg.initiation(from=mallory, to=gateway)", "p.quoted.udp.dport", "p has tcp", "p with tcp.dport=81",
    "packets where bpf \"icmp and host 10.0.0.1\"", "packets where icmp(type=3)/ip(dst in 10.0.0.0/8)",
    "ping 172.20.0.100 from client", "curl http://172.20.0.100/", "curl http://[172:20::100]/",
    "dig download.httpbin AAAA",
    "udp 172.20.0.100 53 \"abc\"", "send {p3, p4} from client at client.tun every 10ms times 3",
    "ask ip(dst=1.2.3.4)/icmp() from client within 2s as ps[]", "revoke \"MyCorp Network\" for client on gateway",
    "revoke **.httpbin", "filter \"MyCorp Network\" allow tcp 443, icmp",
    "fault wan loss=5% latency=50ms rate=10mbit mtu=1280", "partition client gateway",
    "on tcp(dport=80) at relay-1.wire : drop", "on icmp at client.tun : delay 5ms",
    "on ip() at gateway.lan : edit { ttl = 3, dst = 10.0.0.1 }", "run 5s", "run until client.online == true",
    "break filtered where reason == \"filter\"", "break tcp(dport=80) at gateway.tun", "goto #57",
    "diagram from #3 to #9 as mermaid > out.mmd", "lab load ./mycorp.yaml", "lab mycorp", "lab show",
    "expect client.online == true within 5s", "expect icmp(type=unreachable) at client.tun within 2s as e",
    "expect create_flow(resource_id=\"MyCorp Network\") from client to portal within 1s",
    "expect event filtered where reason == \"not-authorized\" within 2s as f", "expect no icmp at client.tun for 2s",
    "expect no reject_access from portal to gateway for 1s", "expect no event drop for 5s",
    "expect failure { curl http://172.20.0.100/ }", "expect failure(EHOSTUNREACH) { curl http://172.20.0.100/ }",
    "check 1 in 1..64", "in-order { create_flow() from client to portal\n expect event intent }",
    "any-order { tcp at client.tun; udp at client.tun }", "either { expect event drop } or { expect event filtered }",
    "require invariants", "expect count(messages where message == \"create_flow\") <= 1", "mark # a comment",
    "tcp(options=[nop, mss(1460), sack(1..9)])", "dns(answers=[a(\"a.example\", 1.2.3.4, ttl=60)])",
    "stun(xor-mapped-address=[::1]:80, alternate-server=1.2.3.4:80)", "p.stun.xor-mapped-address",
    "let x = [[::1]:80, 1.2.3.4:80, ::1, [1]]", "p with tcp.dport=81, ip[2].ttl=3", "p.ip[2].dst = 10.0.0.1",
    "udp(dst=10.0.0.1..10.0.0.9, sport=rand)", "ip6(dst=fc00::1..fc00::9)", "send packet x\"45 00\" from client",
    "p to json", "let q = packet {\n 0000  45 00\n}; mark",
    "ping a \\\n  from client", "ip(\n  dst=10.0.0.1,\n)", "let p = p3; p.udp.dport = 53; ping?",
  ]

  @Test(arguments: lines)
  func `a line of the language document parses`(_ line: String) {
    var sources = SourceMap()
    let program = Parser.parse(sources.add(name: "line", text: line), signatures: FakeVerbs.table)
    #expect(DiagnosticRenderer().text(program.diagnostics, in: sources) == "")
    #expect(!program.statements.isEmpty && !program.isIncomplete)
  }

  @Test(arguments: [
    ("events", "command"), ("tcp 10.0.0.1 80", "command"), ("tcp(dport=80)", "expression"), ("tcp / udp", "expression"),
    ("seed == 3", "expression"), ("seed 3", "command"), ("client.tun", "expression"), ("x = 5", "assignment"),
    ("p.udp.dport = 53", "assignment"), ("revoke **.httpbin", "command"), ("status", "command"), ("f(1)", "expression"),
    ("not x", "expression"), ("lab /x.yaml", "command"), ("events | count", "command"), ("{1, 2}", "expression"),
  ])
  func `the first two tokens decide what a line is`(_ line: String, _ kind: String) {
    let found =
      switch parse(line).statements.first?.kind {
      case .command: "command"
      case .expression: "expression"
      case .assignment: "assignment"
      default: "something else"
      }
    #expect(found == kind)
  }

  @Test func `five errors in one file are told in order`() {
    let program = parse(
      """
      ping 300.1.2.3
      mark
      for x on {1} {
        pnig a
      }
      send ip(dst=10.0.0.1
      run 5; check x = 1
      mark
      """)
    #expect(
      program.diagnostics.map(\.code.code) == ["FZ0102", "FZ0111", "FZ0110", "FZ0105", "FZ0117", "FZ0118"])
    #expect(program.statements.count == 7)
  }

  @Test(arguments: ["for x in {1} {", "send ip(dst=1.2.3.4", "ping a \\", "fn f() { if true {", "let x = [1,"])
  func `a prompt knows that a line goes on`(_ line: String) { #expect(parse(line).isIncomplete) }

  @Test(arguments: ["ping a", "check 1 ==", "let x = \"abc", "}"])
  func `a line that is merely wrong does not go on`(_ line: String) { #expect(!parse(line).isIncomplete) }

  @Test func `arguments are sorted by the signature`() throws {
    guard case .command(let command)? = parse("send p3 at client.tun times 3 from client --").statements.first?.kind
    else {
      #expect(parse("send p3 --").diagnostics.map(\.code.code) == ["FZ0111"])
      return
    }
    Issue.record("an option without a name was taken: \(command)")
  }

  @Test func `introduced arguments come in any order`() throws {
    let program = parse("send p3 at client.tun times 3 from \"the client\" as q")
    guard case .command(let command)? = program.statements.first?.kind else {
      Issue.record("no command")
      return
    }
    #expect(command.arguments.map(\.parameter) == ["packets", "tap", "times", "client"])
    #expect(command.binding?.name.text == "q")
    #expect(program.source.text(command.range) == "send p3 at client.tun times 3 from \"the client\" as q")
  }

  @Test func `comments are kept by their ranges`() {
    let program = parse("# one\nping a # two\ncurl http://h/#top\ngoto #57 #three\nlet s = \"# no\"")
    #expect(program.comments.map { program.source.text($0) } == ["# one", "# two", "#three"])
    #expect(program.diagnostics.isEmpty)
  }

  @Test func `the pattern of an argument keeps its relations`() {
    guard
      case .expression(let expression)? = parse("ip(dst=10.0.0.1, ttl<5, proto != 6, dport in {53, 80}, 7)").statements
        .first?.kind,
      case .call(let call) = expression.kind
    else {
      Issue.record("no call")
      return
    }
    #expect(call.arguments.map(\.relation.rawValue) == ["=", "<", "!=", "in", "="])
    #expect(call.arguments.map { $0.name?.text } == ["dst", "ttl", "proto", "dport", nil])
  }
}
