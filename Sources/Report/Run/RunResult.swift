import FoundationEssentials

/// A run of many scenarios, in the order of the plan, whichever ended first.
package struct RunResult: Codable, Hashable, Sendable {
  /// Changes with every member that goes or means something else; more members change nothing.
  package static let schema = "fzsh.run/1"

  package private(set) var schema = Self.schema
  package var cases: [CaseResult]
  /// Wall time from beginning to end.
  package var seconds: Double
  /// Which part of a plan this is; nil: all of it.
  package var shard: Shard?

  /// The K-th of N parts of a plan: every N-th case, beginning with the K-th.
  package struct Shard: Codable, Hashable, Sendable {
    package let part: Int
    package let count: Int

    package init(part: Int, count: Int) { (self.part, self.count) = (part, count) }
  }

  package init(_ cases: [CaseResult], seconds: Double) { (self.cases, self.seconds) = (cases, seconds) }

  package func count(_ verdict: CaseVerdict) -> Int { cases.count { $0.verdict == verdict } }
  package var failed: [CaseResult] { cases.filter { !$0.verdict.isGood } }

  /// The cases of each file, files in order.
  package var byFile: [(file: String, cases: [CaseResult])] {
    var files: [(file: String, cases: [CaseResult])] = []
    for result in cases {
      if files.last?.file == result.name.file {
        files[files.count - 1].cases.append(result)
      } else {
        files.append((result.name.file, [result]))
      }
    }
    return files
  }

  /// `24 passed, 1 failed, 2 skipped`
  package var summary: String {
    let bad = failed.count
    let skipped = count(.skipped)
    return "\(count(.passed)) passed, \(bad) failed" + (skipped > 0 ? ", \(skipped) skipped" : "")
  }
}

/// Why a file is no run that could be merged.
package struct RunFileProblem: Error, Hashable, Sendable {
  package let reason: String
}

extension RunResult {
  /// What `--json` writes.
  package var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Numbers and strings alone: there is nothing in them that could not be encoded.
    return ((try? encoder.encode(self)).map(Array.init) ?? []) + [UInt8(ascii: "\n")]
  }

  /// Reads what `--json` has written.
  package init(json: [UInt8]) throws(RunFileProblem) {
    do {
      self = try JSONDecoder().decode(RunResult.self, from: Data(json))
    } catch {
      throw RunFileProblem(reason: "is no report of `fzsh test --json`")
    }
    guard schema == Self.schema else { throw RunFileProblem(reason: "has the schema \(schema), not \(Self.schema)") }
  }

  /// The runs of several machines as one: by file, settings, faults, seed.
  package static func merging(_ runs: [RunResult]) throws(RunFileProblem) -> RunResult {
    let cases = runs.flatMap(\.cases).sorted { $0.name.place.lexicographicallyPrecedes($1.name.place) }
    // Counted twice it would hide that something else was not run at all.
    if let twice = zip(cases, cases.dropFirst()).first(where: { $0.name == $1.name }) {
      throw RunFileProblem(reason: "\(twice.0.name.text) stands in two of the reports")
    }
    return RunResult(cases, seconds: runs.reduce(0) { max($0, $1.seconds) })
  }

  /// Of runs that are parts of a plan, what lacks to the whole: `part 2 of 3 is missing`.
  package static func lack(of runs: [RunResult]) -> String? {
    let shards = runs.compactMap(\.shard)
    guard let count = shards.first?.count else { return nil }
    if let other = shards.first(where: { $0.count != count }) {
      return "parts of \(count) and of \(other.count) are no parts of one plan"
    }
    // So many parts cannot fill more places: a count from elsewhere may be any number.
    let missing = (1...shards.count + 1).first { part in !shards.contains { $0.part == part } }
    return missing.flatMap { $0 <= count ? "part \($0) of \(count) is missing" : nil }
  }
}

extension CaseName {
  /// What cases are sorted by; the seed with as many digits as any.
  fileprivate var place: [String] {
    let digits = String(seed)
    return [file] + settings.map(\.value) + ["\u{0}"] + faults
      + ["\u{0}", String(repeating: "0", count: 20 - digits.count) + digits]
  }
}
