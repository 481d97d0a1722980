import Testing

/// What names a place where the project was made. The patterns are put together here, so as not to find themselves.
let placeNames = ["/wo" + "rk/", "/tmp/" + "wt/", "/tmp/" + "brief", "/fa" + "rm/", "bash_" + "jobs", ".lib" + "rary/"]

func places(_ file: SourceFile) -> [Finding] {
  guard placeNames.contains(where: file.text.contains) else { return [] }
  return file.lines.enumerated().flatMap { number, line in
    placeNames.filter(line.contains).map {
      Finding(path: file.path, line: number + 1, text: "\($0) names a machine: say it without")
    }
  }
}

/// Packages come from where everybody can fetch them.
func foreignHosts(_ manifest: SourceFile) -> [Finding] {
  manifest.lines.enumerated().filter { _, line in
    line.contains("://") && !line.contains("\"https://github.com/") && !line.drop { $0 == " " }.hasPrefix("//")
  }.map { Finding(path: manifest.path, line: $0.offset + 1, text: "packages come from https://github.com") }
}

/// A scenario tells its reader in its first line what it shows.
func missingComment(_ scenario: SourceFile) -> [Finding] {
  let first = scenario.lines.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
  let says = first.hasPrefix("#") && first.contains { $0.isLetter }
  return says ? [] : [Finding(path: scenario.path, line: 1, text: "a comment at the top says what it shows")]
}

/// Keep a Changelog 1.1: `## [Unreleased]` or `## [1.2.3] - 2025-01-31`, and under them the kinds of change.
func changelogFaults(_ file: SourceFile) -> [Finding] {
  let kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
  var faults: [Finding] = []
  for (number, line) in file.lines.enumerated() {
    let isVersion = line.hasPrefix("## ") && !isChangelogVersion(line)
    let isKind = line.hasPrefix("### ") && !kinds.contains(String(line.dropFirst(4)))
    if isVersion || isKind { faults.append(Finding(path: file.path, line: number + 1, text: "not a section: \(line)")) }
  }
  if !file.lines.contains(where: isChangelogVersion) {
    faults.append(Finding(path: file.path, line: 1, text: "neither ## [Unreleased] nor a version"))
  }
  return faults
}

private func isChangelogVersion(_ line: Substring) -> Bool {
  line == "## [Unreleased]" || line.wholeMatch(of: #/## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}/#) != nil
}

@Suite struct TextTests {
  @Test func `no text names the place where it was written`() { expectNone(Repository.texts.flatMap(places)) }

  @Test func `packages come from one public host`() {
    expectNone(
      ["Package.swift", "fuzz/Package.swift"].compactMap { path in
        Repository.text(path).map { SourceFile(path, $0) }
      }.flatMap(foreignHosts))
  }

  @Test func `every scenario says at its top what it shows`() {
    expectNone(Repository.files(under: "scripts/scenarios/", ".fzs").flatMap(missingComment))
  }

  @Test func `the changelog keeps its form`() {
    expectNone(Repository.files(under: "CHANGELOG.md", ".md").flatMap(changelogFaults))
  }

  @Test func `broken texts are found`() {
    #expect(places(SourceFile("a.md", "see\n" + placeNames[0] + "x")).map(\.line) == [2])
    #expect(
      foreignHosts(SourceFile("Package.swift", ".package(url: \"https://example.org/a\", from: \"1.0.0\")")).count == 1)
    #expect(foreignHosts(SourceFile("Package.swift", ".package(url: \"https://github.com/a/b\")")).isEmpty)
    #expect(missingComment(SourceFile("a.fzs", "\nlab mycorp\n")).count == 1)
    #expect(missingComment(SourceFile("a.fzs", "# The flow comes back.\nlab mycorp\n")).isEmpty)
    #expect(changelogFaults(SourceFile("C.md", "# Changelog\n## 1.0\n### New\n")).count == 3)
    #expect(changelogFaults(SourceFile("C.md", "# Changelog\n\n## [0.1.0] - 2025-11-02\n\n### Added\n")).isEmpty)
  }
}
