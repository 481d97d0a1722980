import Testing

@testable import Report

@Suite struct RunReportTests {
  static let failing: CaseResult = {
    var result = CaseResult(
      CaseName(file: "a/<b>.fzs", settings: [.init(name: "host", value: "::1")], seed: 7), .failed)
    result.sections = [
      SectionResult(title: "first & best", checks: 2, virtualSeconds: 1.5, isPassed: true),
      SectionResult(title: "#2", checks: 1, virtualSeconds: 0, isPassed: false),
    ]
    (result.checks, result.events, result.virtualSeconds, result.seconds) = (3, 40, 1.5, 0.0206)
    result.failure = CaseFailure(
      code: "FZ0502", "expected, \"quoted\"", file: "a/<b>.fzs", line: 4, column: 8, text: "50%\n\u{1b}[31mred\n")
    result.runDirectory = "out/b/7"
    return result
  }()
  static let run = RunResult(
    [
      CaseResult(CaseName(file: "a/a.fzs", seed: 1), .passed), failing,
      CaseResult(CaseName(file: "c.fzs", seed: 1), .broken), CaseResult(CaseName(file: "c.fzs", seed: 2), .skipped),
    ],
    seconds: 61.25)

  @Test func `JUnit XML counts failures apart from errors and escapes what XML has no place for`() {
    let xml = Self.run.junit
    #expect(
      xml.contains("<testsuites name=\"fzsh\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\" time=\"61.250\">"))
    #expect(xml.contains("<testsuite name=\"c.fzs\" tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"1\""))
    #expect(
      xml.contains(
        "<testcase classname=\"a.&lt;b&gt;\" name=\"a/&lt;b&gt;.fzs [host=::1], seed 7\" time=\"0.021\" "
          + "file=\"a/&lt;b&gt;.fzs\" line=\"4\">"))
    #expect(xml.contains("<property name=\"section.first &amp; best\" value=\"passed\"/>"))
    #expect(xml.contains("<property name=\"section.#2\" value=\"failed\"/>"))
    #expect(
      xml.contains(
        "<failure message=\"expected, &quot;quoted&quot;\" type=\"failed\">50%\n\u{fffd}[31mred\n</failure>"))
    #expect(xml.contains("<error message=\"broken\" type=\"broken\"></error>"))
    #expect(xml.contains("<skipped/>"))
  }

  @Test func `TAP has subtests, a YAML block and directives that no title can forge`() {
    let lines = Self.run.tap.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.prefix(3) == ["TAP version 14", "1..4", "ok 1 - a/a.fzs, seed 1"])
    #expect(lines.contains("    ok 1 - first & best"))
    #expect(lines.contains("    not ok 2 - \\#2"))
    #expect(lines.contains("not ok 2 - a/<b>.fzs [host=::1], seed 7"))
    #expect(lines.contains("  message: \"expected, \\\"quoted\\\"\""))
    #expect(lines.contains("    line: 4"))
    #expect(lines.contains("ok 4 - c.fzs, seed 2 # SKIP the run was given up before"))
  }

  @Test func `JSON is read back as what was written`() throws {
    #expect(try RunResult(json: Self.run.json) == Self.run)
    #expect(String(decoding: Self.run.json, as: UTF8.self).contains("\"schema\" : \"fzsh.run/1\""))
  }

  @Test(arguments: ["", "[]", "{\"schema\":\"fzsh.run/1\"}", "{\"schema\":\"fzsh.run/9\",\"cases\":[],\"seconds\":0}"])
  func `what is no report is refused`(_ text: String) {
    #expect(throws: RunFileProblem.self) { try RunResult(json: Array(text.utf8)) }
  }

  @Test func `parts of a run merge in the order of the whole, seeds by number`() throws {
    let cases = [2, 10, 1].map { CaseResult(CaseName(file: "b.fzs", seed: $0), .passed) }
    let other = CaseResult(CaseName(file: "a.fzs", faults: ["twin-lost"], seed: 1), .passed)
    let plain = CaseResult(CaseName(file: "a.fzs", seed: 3), .passed)
    let merged = try RunResult.merging([RunResult(cases, seconds: 3), RunResult([other, plain], seconds: 5)])
    #expect(merged.cases.map(\.name.seed) == [3, 1, 1, 2, 10])
    #expect(merged.seconds == 5)
  }

  @Test func `a case that stands in two reports is counted by neither`() {
    let one = RunResult([CaseResult(CaseName(file: "b.fzs", seed: 1), .passed)], seconds: 1)
    #expect(throws: RunFileProblem(reason: "b.fzs, seed 1 stands in two of the reports")) {
      try RunResult.merging([one, one])
    }
  }

  @Test(
    arguments: [
      ([(1, 3), (2, 3), (3, 3)], nil), ([(3, 3), (1, 3)], "part 2 of 3 is missing"), ([], nil),
      ([(1, 2), (2, 3)], "parts of 2 and of 3 are no parts of one plan"),
      ([(1, .max)], "part 2 of \(Int.max) is missing"),
      ([(-4, 0)], nil),
    ] as [([(Int, Int)], String?)])
  func `a part that is missing is told`(_ parts: [(part: Int, count: Int)], _ lack: String?) throws {
    let runs = try parts.map { part in
      var run = RunResult([], seconds: 0)
      run.shard = RunResult.Shard(part: part.part, count: part.count)
      // As it comes back from a file.
      return try RunResult(json: run.json)
    }
    #expect(RunResult.lack(of: runs) == lack)
  }

  @Test(
    arguments: [
      (1.5, "1.500"), (0, "0.000"), (-0.18, "-0.180"), (-2.25, "-2.250"), (.infinity, "1000000000000.000"),
      (-1e300, "-1000000000000.000"), (.nan, "0.000"),
    ] as [(Double, String)])
  func `seconds have three digits, also where a scenario went back in time`(_ seconds: Double, _ text: String) {
    #expect(seconds.milliseconds == text)
  }

  @Test func `an annotation is one line, whatever the text`() {
    let lines = Self.run.annotations
    #expect(lines.count == 2)
    #expect(
      lines[0].hasPrefix("::error file=a/<b>.fzs,line=4,col=8,title=a/<b>.fzs [host=%3A%3A1]%2C seed 7::50%25%0A"))
    #expect(!lines[0].contains("\n"))
  }

  @Test func `the page has every run, failures first, and nothing from elsewhere`() {
    let html = Self.run.html
    #expect(html.contains("<h1 class=\"bad\">1 passed, 2 failed, 1 skipped</h1>"))
    #expect(html.contains("first &amp; best: 2 checks in 1.500 s"))
    #expect(!html.contains("http://") && !html.contains("https://"))
    #expect(html.components(separatedBy: "<tr>").count - 1 == 4 + 1)
  }

  @Test func `the command that runs a case again survives a shell`() {
    let name = CaseName(
      file: "it's.fzs", settings: [.init(name: "host", value: "::1")], faults: ["a", "b"], seed: 3)
    #expect(name.again == "fzsh --seed 3 --define host=::1 --compat a,b 'it'\\''s.fzs'")
    var elsewhere = CaseName(file: "a.fzs", settings: [.init(name: "x", value: "\"a b\"")], seed: 3)
    elsewhere.lab = "my labs/two.yaml"
    #expect(elsewhere.again == "fzsh --seed 3 --lab 'my labs/two.yaml' --define 'x=\"a b\"' a.fzs")
    #expect(name.pathName == "it-s-host---1-a-b")
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
