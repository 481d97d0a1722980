/// The Test Anything Protocol, version 14: sections are subtests, and what went wrong stands in a YAML block.
extension RunResult {
  package var tap: String {
    var lines = ["TAP version 14", "1..\(cases.count)"]
    for (i, result) in cases.enumerated() { lines += result.tap(number: i + 1) }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension CaseResult {
  fileprivate func tap(number: Int) -> [String] {
    let title = Self.escaped(name.text)
    var lines: [String] = []
    if !sections.isEmpty {
      lines.append("# Subtest: \(title)")
      lines += sections.enumerated().map { index, section in
        "    \(section.isPassed ? "ok" : "not ok") \(index + 1) - \(Self.escaped(section.title))"
      }
      lines.append("    1..\(sections.count)")
    }
    let directive = verdict == .skipped ? " # SKIP the run was given up before" : ""
    lines.append("\(verdict.isGood ? "ok" : "not ok") \(number) - \(title)\(directive)")
    return lines + details
  }

  private var details: [String] {
    guard let failure, !verdict.isGood else { return [] }
    var lines = ["---", "verdict: \(verdict.rawValue)", "message: \(Self.quoted(failure.sentence))"]
    if let file = failure.file, let line = failure.line {
      lines += ["at:", "  file: \(Self.quoted(file))", "  line: \(line)", "  column: \(failure.column ?? 1)"]
    }
    lines.append("again: \(Self.quoted(name.again))")
    if let runDirectory { lines.append("run_directory: \(Self.quoted(runDirectory))") }
    lines.append("output: |")
    lines += failure.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    return (lines + ["..."]).map { "  \($0)" }
  }

  /// `#` begins a directive, a line feed ends the line.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("#", with: "\\#").replacing("\n", with: " ")
  }

  /// A double-quoted scalar of YAML, which takes what JSON takes.
  private static func quoted(_ string: String) -> String {
    var text = Text()
    text.add(json: string)
    return text.string
  }
}
