import Testing

/// The faults under which a scenario says that it fails, with the line that says so.
func faults(of scenario: SourceFile) -> [(name: String, line: Int)] {
  let intro = "# Fails with: compat "
  return scenario.lines.enumerated().filter { $0.element.hasPrefix(intro) }.flatMap { number, line in
    line.dropFirst(intro.count).split(separator: ",").map { (String($0.filter { $0 != " " }), number + 1) }
  }
}

/// The names that enums of faults give to their cases.
func faultNames(_ source: SourceFile) -> [String] {
  source.lines.compactMap { line in
    line.wholeMatch(of: #/ *case \w+ = "([a-z0-9-]+)"/#).map { String($0.output.1) }
  }
}

/// A line about faults that the program would not understand.
func strangeFaults(_ scenario: SourceFile, known: [String]) -> [Finding] {
  let unread = scenario.lines.enumerated().filter {
    $0.element.lowercased().hasPrefix("# fails with") && !$0.element.hasPrefix("# Fails with: compat ")
  }.map { Finding(path: scenario.path, line: $0.offset + 1, text: "write: # Fails with: compat QUIRK[,QUIRK]") }
  return unread
    + faults(of: scenario).filter { $0.name != "seed" && !known.contains($0.name) }.map {
      Finding(path: scenario.path, line: $0.line, text: "the original has no fault \($0.name)")
    }
}

/// The rows of a page of tables, by what their first cell has in backticks, with their cells.
func rows(of page: SourceFile) -> [(name: String, line: Int, cells: [String])] {
  page.lines.enumerated().compactMap { number, line in
    guard line.hasPrefix("| "), let name = line.firstMatch(of: #/^\| \[?`([a-z0-9-]+)`/#) else { return nil }
    let cells = line.split(separator: "|").map { String($0.drop { $0 == " " }) }
    return (String(name.output.1), number + 1, cells)
  }
}

/// What page and folder say differently about one another.
func unlisted(_ page: SourceFile, _ scenarios: [SourceFile], quirks: [String]) -> [Finding] {
  let rows = rows(of: page)
  var findings: [Finding] = []
  for scenario in scenarios {
    let name = scenario.path.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
    guard let row = rows.first(where: { $0.name == name }) else {
      findings.append(Finding(path: page.path, line: 1, text: "no row for the scenario \(name)"))
      continue
    }
    for fault in faults(of: scenario) where row.cells.last?.contains("`\(fault.name)`") != true {
      findings.append(Finding(path: page.path, line: row.line, text: "\(name) fails with \(fault.name): say so"))
    }
  }
  let known = scenarios.map(\.path)
  for row in rows where !quirks.contains(row.name) && !known.contains("scripts/scenarios/\(row.name).fzs") {
    findings.append(Finding(path: page.path, line: row.line, text: "there is no scenario \(row.name)"))
  }
  return findings
}

/// Faults that no scenario shows, and of which the page does not say which test does.
func untold(_ quirks: [String], _ scenarios: [SourceFile], _ page: SourceFile) -> [Finding] {
  let told = scenarios.flatMap { faults(of: $0).map(\.name) } + rows(of: page).map(\.name)
  return quirks.filter { !told.contains($0) }.map {
    Finding(path: page.path, line: 1, text: "no scenario fails with \($0), and no row says which test does")
  }
}

@Suite struct ScenarioTests {
  static let scenarios = Repository.files(under: "scripts/scenarios/", ".fzs")
  static let quirks = Repository.sources.filter { $0.path.hasSuffix("Quirk.swift") }.flatMap(faultNames)
  static let page = Repository.files(under: "docs/scenarios.md", ".md")[0]

  @Test func `a scenario fails with faults that there are`() {
    #expect(Self.quirks.count > 30 && Self.scenarios.count > 30)
    expectNone(Self.scenarios.flatMap { strangeFaults($0, known: Self.quirks) })
  }

  @Test func `every scenario is on the page, and nothing else is`() {
    expectNone(unlisted(Self.page, Self.scenarios, quirks: Self.quirks))
  }

  @Test func `every fault of the original has a scenario, or a test that the page names`() {
    expectNone(untold(Self.quirks, Self.scenarios, Self.page))
  }

  @Test func `what is missing is found`() {
    let source = SourceFile("Sources/A/Quirk.swift ", "  case loseAll = \"lose-all\"\n  case other\n")
    #expect(faultNames(source) == ["lose-all"])
    let scenario = SourceFile("scripts/scenarios/a.fzs", "# A.\n# Fails with: compat lose-all,lose-most\n")
    #expect(strangeFaults(scenario, known: ["lose-all"]).map(\.line) == [2])
    #expect(strangeFaults(SourceFile("a.fzs", "# fails with seed\n"), known: []).count == 1)
    let good = SourceFile("p.md", "| [`a`](a.fzs) | lost | `lose-all` `lose-most` |\n| `quiet` | ATests |\n")
    #expect(unlisted(good, [scenario], quirks: ["quiet"]).isEmpty)
    #expect(untold(["lose-all", "quiet", "loud"], [scenario], good).count == 1)
    let bad = SourceFile("p.md", "| [`a`](a.fzs) | lost | `lose-all` |\n| [`b`](b.fzs) | gone | |\n")
    #expect(unlisted(bad, [scenario], quirks: []).map(\.line) == [1, 2])
    #expect(unlisted(SourceFile("p.md", ""), [scenario], quirks: []).count == 1)
  }
}
