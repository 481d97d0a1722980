import Lab
import Script
import Testing

@testable import Shell

/// What a mistake must read like, whole.
struct Golden: Sendable, CustomTestStringConvertible {
  let code: String
  let script: String
  let text: String
  var exit: Int32 = 2
  var testDescription: String { "\(code) \(script)" }
}

/// A golden for each code of the shell: the whole text, as files, `-c` and the prompt give it.
@Suite struct DiagnosticTests {
  @Test func `of a very long line only the surroundings are shown`() throws {
    let stand = try Stand()
    #expect(stand.run("check 1" + String(repeating: " + 1", count: 100_000)) == 2)
    let lines = stand.said.complaints.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count < 600 })
    #expect(lines.count > 3 && lines[2].contains("…") && lines[3].contains("^ give its parts"))
  }

  @Test(arguments: [
    ("stauts", "there is no verb and no value `stauts`", "did you mean `status`?"),
    ("nmap -p 80 172.20.0.100", "there is no verb `nmap`", "`help` lists the verbs"),
    ("ping -c 3 172.20.0.100", "takes no", "options are written out: --count"),
    ("watch client.tun where icmp", "`client.tun` is a tap", "write: icmp at client.tun"),
    ("watch gateway.wire", "`gateway.wire` is a tap", "write: watch PATTERN at gateway.wire"),
    ("break on drop", "`on` is no kind of event", "write: break drop"),
    ("watch on filterd", "`on` is no kind of event", "write: watch filtered"),
    ("break dropped", "unknown event kind `dropped`", "drop: a packet or message was discarded"),
    ("watch event tun", "`tun` is no kind of event", "did you mean `tun.out` or `tun.in`?"),
    ("expect event dropped within 1s", "`dropped` is no kind of event", "did you mean `drop`?"),
    ("write report", "`write` needs FILE", "usage: write report FILE"),
    ("goto 57", "`goto` leads to an event or a time", "did you mean `#57` or `57s`?"),
    ("beliefs \"MyCorp\"", "unknown resource `MyCorp`", "did you mean `MyCorp Downloads`, `MyCorp Network`"),
    ("break fooo", "unknown event kind `fooo`", "`help kinds` lists them all"),
    ("let p = ip()/udp()/b\"x\"", "as for Python", "write: \"x\""),
    ("let p = packet \"45 00\"", "from bytes, not from text", "write: x\"45 00\""),
    ("show tcp(dst=1.2.3.4, sport=(1, 5))", "hold one value", "`1..5` is a range, `{1, 5}` a set"),
    ("show tcp(dst=1.2.3.4, dport=53:80)", "as for tcpdump", "write: 53..80"),
    ("show tcp(dst=1.2.3.4, sport=1-5)", "no field can hold -4", "did you mean the range `1..5`?"),
    ("let s = udp(dst=1.2.3.4, dport={1, 2}); show s.ip", "has no field `ip`", "`[0].ip` behind the set"),
    ("udp(dst=1.2.3.4) as p", "keeps the result of a command", "write: let p = udp(dst=1.2.3.4)"),
    ("show icmp(type=unreachable, quote=udp(dst=1.2.3.4, dport={1, 2}))", "one packet is needed", "one value"),
    ("del p[IP].chksum", "as for Scapy", "write: p.ip.chksum = auto"),
    ("del p[TCP]", "as for Scapy", "write: p = p without tcp"),
    ("explore()", "as for Scapy", "write: layers"),
    ("let p = tcp(dst=1.2.3.4); p[TCP].dport = 53", "cannot be assigned", "write: p.tcp.dport = …"),
    ("run -5s", "a duration below zero", "time does not run back"),
    ("show p99", "there is no packet `p99`", "`packets` lists them"),
    ("show #999", "there is no event #999", "#1 to #126"),
  ])
  func `a newcomer's line is answered with what helps`(_ line: String, _ message: String, _ help: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains(message) && stand.said.complaints.contains(help), "\(stand.said.complaints)")
  }

  /// Text where a name is needed, in every form of every verb.
  @Test(arguments: VerbTable.signatures.map(\.name)) func `a name that nothing has is one error`(_ verb: String) throws
  {
    let signature = try #require(VerbTable.signatures.first { $0.name == verb })
    for form in signature.forms {
      guard case .object? = form.parameters.first(where: { $0.introducer == nil })?.kind else { continue }
      for name in ["\"zyx\"", "zyx"] {
        let stand = try Stand()
        stand.run("\(verb) \(name)")
        let errors = stand.said.complaints.split(separator: "\n").filter { $0.hasPrefix("error") }
        #expect(errors.count <= 1, "\(verb) \(name)\n\(stand.said.complaints)")
      }
    }
    let stand = try Stand()
    #expect(stand.run("break \"abc\"") == 2)
    #expect(stand.said.complaints.contains("error[FZ0404]: unknown event kind `abc`\n  --> test.fzs:1:7"))
  }

  @Test func `a mistake is told once, where it is`() throws {
    let stand = try Stand()
    #expect(stand.run("let p = udp(dst=172.20.0.100, dport=53) +\nask p\nshow p.ip.dst\nshow nothing.at") == 2)
    let errors = stand.said.complaints.split(separator: "\n").filter { $0.hasPrefix("error") }
    #expect(errors.count == 2 && errors[1].contains("nothing is called `nothing`"), "\(stand.said.complaints)")
    #expect(stand.run("show p") == 2, "a name that was never given a value is none")
  }

  @Test(arguments: [
    ("write pcapng x.pcapng kyes", "kyes", "keys"), ("write pcapng x.pcapng tasp", "tasp", "taps"),
  ])
  func `a word of a verb that is misspelt where a value may stand is known`(
    line: String, word: String, meant: String
  ) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(
      stand.said.complaints.contains("`\(word)`") && stand.said.complaints.contains("did you mean `\(meant)`?"),
      "\(stand.said.complaints)")
  }

  @Test func `a function that only does something shows nothing`() throws {
    let stand = try Stand()
    #expect(stand.run("fn f() { check 1 == 1 }\nf()\nexplain 113") == 0)
    #expect(stand.said.text.hasPrefix("EHOSTUNREACH (113): No route to host. "))
    #expect(stand.said.text.split(separator: "\n").count == 1)
  }

  @Test func `a file that is no script does not drown the reader`() throws {
    let stand = try Stand()
    #expect(stand.run(String(repeating: "bogus line\n", count: 300)) == 2)
    #expect(stand.said.complaints.hasSuffix("… and 200 more\n"))
  }

  static let goldens =
    Golden.packets + Golden.lab + Golden.portalObjects + Golden.rules + Golden.expectations + Golden.time

  @Test(arguments: goldens) func `a mistake reads as it should`(_ golden: Golden) throws {
    let stand = try Stand()
    #expect(stand.run(golden.script) == golden.exit)
    let said = stand.said.complaints
    #expect((golden.exit == 4 ? Self.beginning(of: said) : said) == golden.text + "\n")
    if golden.exit == 4 { #expect(said.contains("seed 1; again: fzsh --seed 1 test.fzs")) }
    #expect(golden.text.contains("[\(golden.code)]"))
  }

  /// A failed expectation up to the circumstances, with event numbers left out: those change with the world.
  private static func beginning(of report: String) -> String {
    let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
    let end = lines.firstIndex { $0.contains("= of what happened") || $0.contains("= nothing of note") }
    let kept = lines[..<(end ?? lines.endIndex)].joined(separator: "\n") + "\n"
    return kept.replacing(/#[0-9]+/, with: "#N")
  }

  @Test(arguments: goldens) func `file, command line and prompt say the same`(_ golden: Golden) throws {
    let texts = try ["test.fzs", "-c", "<prompt>"].map { name in
      let stand = try Stand()
      stand.run(golden.script, name: name)
      return String(stand.said.complaints.drop { $0 != "\n" }.dropFirst().drop { $0 != "\n" })
    }
    #expect(Set(texts.map { $0.split(separator: "; again").first.map(String.init) }).count == 1)
  }

  @Test func `every code has a golden, an explanation and an example`() throws {
    let codes = try Stand().session.codes
    let tested = Set(Self.goldens.map(\.code)).union(Self.testedElsewhere)
    for code in codes {
      #expect(tested.contains(code.code), "\(code.code) \(code.title)")
      #expect(!code.explanation.isEmpty && !code.example.isEmpty, "\(code.code)")
    }
    #expect(Set(codes.map(\.code)).count == codes.count)
    #expect(Set(codes.map(\.code)).isDisjoint(with: CodeTable.language.map(\.code)))
  }

  /// With a test of their own: what needs more than one lab, a world that went wrong, or a file.
  static let testedElsewhere: Set<String> = [
    "FZ0408", "FZ0415", "FZ0509", "FZ0604", "FZ0440", "FZ0441", "FZ0442", "FZ0443", "FZ0444", "FZ0445", "FZ0446",
    "FZ0447",
    "FZ0448", "FZ0466",
  ]

  @Test func `explain knows every code`() throws {
    let stand = try Stand()
    for code in stand.session.codes {
      stand.said.text = ""
      #expect(stand.run("explain \(code.code)") == 0)
      #expect(stand.said.text.hasPrefix("\(code.code): \(code.title)"))
    }
  }

  @Test func `several mistakes of a file come in one run`() throws {
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100 from cleint\nsend ip(dts=172.20.0.100) from client\nflag client foo on") == 2)
    for code in ["FZ0401", "FZ0104", "FZ0405"] { #expect(stand.said.complaints.contains(code), "\(code)") }
    #expect(stand.trace.allSatisfy { $0.node != "operator" })
  }
}
