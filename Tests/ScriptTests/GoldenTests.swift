import Script
import Testing

/// A script that is wrong, and the whole text that tells so.
struct Golden: CustomTestStringConvertible, Sendable {
  let input: String
  let expected: String

  init(_ input: String, _ expected: String) {
    self.input = input
    self.expected = expected
  }

  var testDescription: String { input }
  /// `error[FZ0104]: …`
  var code: String { String(expected.drop { $0 != "[" }.dropFirst().prefix(6)) }
}

@Suite struct GoldenTests {
  static let goldens = LexicalGoldens.all + SyntaxGoldens.all + CommandGoldens.all + ValueGoldens.all
  /// Codes whose input is not a short text: they have tests of their own below.
  static let apart = ["FZ0104", "FZ0121", "FZ0125", "FZ0215", "FZ0218"]

  @Test(arguments: goldens)
  func `a bad text is told exactly so`(_ golden: Golden) {
    let host = FakeHost()
    host.files["test.fzs"] = "mark"
    #expect(failure(golden.input, host: host) == golden.expected)
  }

  @Test func `every code of the language has a golden`() {
    let covered = Set(Self.goldens.map(\.code) + Self.apart)
    let missing = CodeTable.language.map(\.code).filter { !covered.contains($0) }
    #expect(missing.isEmpty)
  }

  @Test func `codes are unique and say what explain prints`() {
    #expect(Set(CodeTable.language.map(\.code)).count == CodeTable.language.count)
    for code in CodeTable.language {
      #expect(!code.title.isEmpty && code.explanation.count > 20 && !code.example.isEmpty, "\(code.code)")
    }
    #expect(CodeTable.find("fz0104") == .unknownField)
  }

  @Test func `an unknown field reads as the language document shows`() {
    var sources = SourceMap()
    let source = sources.add(name: "probe.fzs", text: "send ip(dts=172.20.0.100)/udp(dport=53) from client")
    let diagnostic = Diagnostic(
      .unknownField, "`ip` has no field `dts`", at: SourceRange(source.id, 8, 11),
      label: "did you mean `dst` (destination address)?", notes: ["fields of ip: src dst ttl"])
    #expect(
      DiagnosticRenderer().text(diagnostic, in: sources) == """
        error[FZ0104]: `ip` has no field `dts`
          --> probe.fzs:1:9
          1 | send ip(dts=172.20.0.100)/udp(dport=53) from client
            |         ^^^ did you mean `dst` (destination address)?
            = fields of ip: src dst ttl
        """)
    let coloured = DiagnosticRenderer(coloured: true).text(diagnostic, in: sources)
    #expect(coloured.hasPrefix("\u{1b}[1;31merror[FZ0104]\u{1b}[0m\u{1b}[1m: `ip` has no field `dts`\u{1b}[0m\n"))
  }

  @Test func `nesting beyond the bound is told at the place`() {
    let deep = "check " + String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300)
    #expect(failure(deep).hasPrefix("error[FZ0121]: this is nested more than 256 levels deep\n  --> test.fzs:1:"))
    let blocks = String(repeating: "if true {", count: 300) + String(repeating: "}", count: 300)
    #expect(failure(blocks).contains("error[FZ0121]"))
    let chain = "check 1" + String(repeating: " + 1", count: 600)
    #expect(failure(chain).hasPrefix("error[FZ0121]: this expression has more than 512 operators"))
    #expect(failure("let x = 1" + String(repeating: " + 1", count: 500) + "\ncheck x == 501") == "no failure")
  }

  @Test func `forms with nested blocks do not multiply without bound`() {
    let block = Form(Parameter("body", .block), Parameter("end", .literal("end")))
    let table = SignatureTable([VerbSignature("twice", summary: "two forms", forms: [block, block])])
    let text = String(repeating: "twice {", count: 60) + String(repeating: "}", count: 60)
    var sources = SourceMap()
    let program = Parser.parse(sources.add(name: "test.fzs", text: text), signatures: table)
    #expect(program.diagnostics.contains { $0.code == .tooComplex })
  }

  @Test func `one result where many came, and an interrupt`() {
    let host = FakeHost()
    host.results["ping"] = .set([.integer(1), .integer(2)])
    #expect(
      failure("ping a as p", host: host) == """
        error[FZ0215]: `as p` takes exactly one result, there are 2
          --> test.fzs:1:11
          1 | ping a as p
            |           ^ `as p[]` takes them all
        """)
    host.isInterrupted = true
    #expect(
      failure("mark", host: host) == """
        error[FZ0218]: interrupted
          --> test.fzs:1:1
          1 | mark
            | ^^^^ stopped before this
        """)
  }

  @Test func `wide characters and tabs keep the carets in place`() {
    #expect(
      failure("let a = \"日本\"; check a = 1\n\tcheck 5s < 5") == """
        error[FZ0118]: `=` does not compare
          --> test.fzs:1:23
          1 | let a = "日本"; check a = 1
            |                         ^ write `==` to compare two values
            = `name=value` names a field inside the brackets of a layer; `let name = …` makes a variable
        """)
    #expect(failure("\tcheck 5s < 5").contains("  1 |  check 5s < 5\n    |        ^^^^^^ write"))
  }
}
