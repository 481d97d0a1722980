import Report
import Script

/// Results that were shown at the prompt: `_1`, `_2` …, and `_` for the latest.
struct Results {
  /// Older ones are forgotten, because a table of a long run is large.
  static let bound = 64

  private(set) var last = 0
  private var kept: [Value] = []

  /// - Returns: the number that the value has from here on.
  mutating func keep(_ value: Value) -> Int {
    last += 1
    kept.append(value)
    if kept.count > Self.bound { kept.removeFirst() }
    return last
  }

  static func name(_ number: Int) -> String { "_\(number)" }

  /// By its name; nil for what is no result, or one that is forgotten.
  subscript(name: String) -> Value? {
    guard name.first == "_" else { return nil }
    if name == "_" { return kept.last }
    guard let number = Int(name.dropFirst()), name == Self.name(number), number <= last else { return nil }
    let place = number - 1 - (last - kept.count)
    return kept.indices.contains(place) ? kept[place] : nil
  }

  /// The latest first, as they are most likely wanted.
  var names: [String] { kept.isEmpty ? [] : (0..<kept.count).map { Self.name(last - $0) } + ["_"] }
}

/// Rows that were shown as they came, kept as long as they are no more than a person goes on with.
struct PassedRows {
  static let rows = 10_000
  /// Of what the rows speak of; with all results kept no more than a gigabyte.
  static let bytes = 16 << 20

  /// Nil where they were too many.
  private(set) var rows: [Script.Table.Row]?
  private var weight = 0

  init(isWanted: Bool) { rows = isWanted ? [] : nil }

  mutating func add(_ row: Script.Table.Row) {
    guard let count = rows?.count else { return }
    if case .host(let subject) = row.subject { weight += subject.weight }
    if count < Self.rows, weight <= Self.bytes { rows?.append(row) } else { rows = nil }
  }
}

extension Session {
  /// A stream that has passed is a result if all of it was kept.
  func number(_ passed: PassedRows, columns: [String]) {
    guard options.isInteractive else { return }
    guard let rows = passed.rows else {
      return say("  no number: these are too many rows to keep; `let NAME = …` holds up to \(Holding.rows)", .dim)
    }
    number(.table(Script.Table(columns: columns, rows: rows)), isProse: false)
  }

  /// Gives what was shown its number. Prose (the pages of `help`, a diagram) is nothing to go on with.
  func number(_ value: Value, isProse: Bool) {
    guard options.isInteractive else { return }
    switch value {
    case .none: return
    case .string where isProse: return
    default: say("  \(Results.name(notebook.results.keep(value)))", .dim)
    }
  }
}
