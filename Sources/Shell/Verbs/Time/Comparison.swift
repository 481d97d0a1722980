import Base
import Lab
import Report
import Script

/// Two worlds, side by side: how far they are the same, and what happened in each of them since.
struct Comparison {
  struct Side {
    let name: String
    /// The events behind the last one that both have.
    let tail: ArraySlice<TraceRecord>

    /// What applications met with.
    var outcomes: [TraceRecord] { tail.filter { $0.kind == "app.received" || $0.kind == "app.failed" } }
  }

  /// How many events are the same, to the last field.
  let common: Int
  let sides: [Side]

  init(_ worlds: [(name: String, trace: [TraceRecord])]) {
    let common = worlds.count == 2 ? Self.common(worlds[0].trace, worlds[1].trace) : 0
    self.common = common
    sides = worlds.map { Side(name: $0.name, tail: $0.trace[common...]) }
  }

  var isSame: Bool { sides.allSatisfy(\.tail.isEmpty) }

  /// Whether applications met with something else on either side.
  var differsForApplications: Bool {
    let outcomes = sides.map { $0.outcomes.map(\.outcome) }
    return outcomes.contains { $0 != outcomes.first }
  }

  private static func common(_ a: [TraceRecord], _ b: [TraceRecord]) -> Int {
    var count = 0
    while count < min(a.count, b.count), a.span[count].isSame(as: b.span[count]) { count += 1 }
    return count
  }

  /// The kinds of events of which there were more on one side, with how many there were.
  private var counts: [(kind: String, counts: [Int])] {
    EventKind.all.map(\.name).compactMap { kind in
      let counts = sides.map { $0.tail.count { $0.kind == kind } }
      return counts.contains { $0 != counts.first } ? (kind, counts) : nil
    }
  }

  /// For people: a row for each kind, a column for each world.
  var countTable: Script.Table {
    Script.Table(
      columns: ["kind"] + sides.map(\.name),
      rows: counts.map { kind, counts in .init([.string(kind)] + counts.map { .integer(Int64($0)) }) })
  }
}

// MARK: - For programs

extension Comparison {
  /// All of it, in columns that are the same whatever the worlds are called.
  var table: Script.Table {
    var rows = isSame ? [] : sides.map { row("first", $0, $0.tail.first) }
    if differsForApplications {
      for side in sides { rows += side.outcomes.map { row("application", side, $0) } }
    }
    for (kind, counts) in counts {
      rows += zip(sides, counts).map { side, count in
        .init([
          .string("count"), .string(side.name), .none, .none, .none, .string(kind), .none, .none,
          .integer(Int64(count)),
        ])
      }
    }
    return Script.Table(
      columns: ["about", "world", "event", "time", "node", "kind", "packet", "fields", "count"], rows: rows)
  }

  /// - Parameter record: nil where nothing more happened.
  private func row(_ about: String, _ side: Side, _ record: TraceRecord?) -> Script.Table.Row {
    let head: [Value] = [.string(about), .string(side.name)]
    guard let record else { return .init(head + [Value](repeating: .none, count: 7)) }
    let fields = record.fields.map { "\($0.name)=\($0.value.word)" }.joined(separator: " ")
    return .init(
      head + [
        .event(UInt64(record.n)), .duration(record.t - .zero), .string(record.node), .string(record.kind),
        Value(.packet(record.packet)), .string(fields), .none,
      ], subject: .host(EventValue(record: record)))
  }
}

extension TraceRecord {
  fileprivate func isSame(as other: TraceRecord) -> Bool {
    n == other.n && t == other.t && node == other.node && cause == other.cause && packet == other.packet
      && kind == other.kind && fields == other.fields
  }

  /// `0.240s app.failed errno=EHOSTUNREACH`
  var outcome: String {
    let said = fields.filter { $0.value != .none }.map { "\($0.name)=\($0.value.word)" }
    return "\(t.text) \(kind) \(said.joined(separator: " "))"
  }
}
