/// Rows that come one after the other, each made when it is asked for: a table before anybody holds it.
///
/// Every pipe is one; a table that is held goes through as its rows. It can be gone through once.
package struct RowStream {
  package let columns: [String]
  /// Whether rows may have a field of this name: one without it then has none, and the name is no mistake.
  let knows: (String) -> Bool
  /// Names that `knows` answers to and that no column shows, for suggestions.
  private(set) var others: [String] = []
  /// The rows stand in memory, whoever asks for them.
  let isHeld: Bool
  /// Nil behind the last row.
  package let next: () throws(ScriptFailure) -> Table.Row?
  /// Asked by a stage that wants no more rows: throws what went wrong already and waits behind them.
  private(set) var settle: () throws(ScriptFailure) -> Void = {}

  package init(
    columns: [String], others: [String] = [], knows: @escaping (String) -> Bool,
    next: @escaping () throws(ScriptFailure) -> Table.Row?
  ) {
    self.init(columns, knows, isHeld: false, next: next)
    self.others = others
  }

  init(
    _ columns: [String], _ knows: @escaping (String) -> Bool, isHeld: Bool,
    next: @escaping () throws(ScriptFailure) -> Table.Row?
  ) {
    self.columns = columns
    self.knows = knows
    self.isHeld = isHeld
    self.next = next
  }

  package init(_ table: Table) {
    var rows = table.rows.makeIterator()
    self.init(
      table.columns,
      { name in
        // An empty table cannot tell.
        table.rows.isEmpty || table.rows.contains { $0.field(name, of: table.columns) != nil }
      }, isHeld: true, next: { () throws(ScriptFailure) in rows.next() })
  }

  /// The same columns and names with other rows.
  func passing(_ next: @escaping () throws(ScriptFailure) -> Table.Row?) -> RowStream {
    with(columns, knows, next: next)
  }

  /// Other columns of what comes from the same source.
  func with(
    _ columns: [String], _ knows: @escaping (String) -> Bool,
    next: @escaping () throws(ScriptFailure) -> Table.Row?
  ) -> RowStream {
    var stream = RowStream(columns, knows, isHeld: isHeld, next: next)
    stream.settle = settle
    stream.others = others
    return stream
  }

  /// The rows that `make` gives, once the first is asked for. Where the source fails on its way, as a damaged file does,
  /// they are made of what came before, and the failure follows them.
  ///
  /// - Parameter make: takes the rows that come.
  func passing(
    all source: RowStream, _ make: @escaping (RowStream) throws(ScriptFailure) -> [Table.Row]
  ) -> RowStream {
    var rows: IndexingIterator<[Table.Row]>?
    var failure: ScriptFailure?
    var hasBegun = false
    let whole = source.passing { () throws(ScriptFailure) in
      do throws(ScriptFailure) {
        let row = try source.next()
        hasBegun = true
        return row
      } catch {
        guard error.kind == .environment, hasBegun else { throw error }
        failure = error
        return nil
      }
    }
    var stream = passing { () throws(ScriptFailure) in
      var iterator = if let rows { rows } else { try make(whole).makeIterator() }
      defer { rows = iterator }
      if let row = iterator.next() { return row }
      if let failure { throw failure }
      return nil
    }
    stream.settle = { () throws(ScriptFailure) in if let failure { throw failure } }
    return stream
  }

  /// All rows; more than can be held are an error at `range`.
  package func collected(at range: SourceRange) throws(ScriptFailure) -> Table {
    Table(columns: columns, rows: try rows(at: range))
  }

  func rows(at range: SourceRange) throws(ScriptFailure) -> [Table.Row] {
    var rows: [Table.Row] = []
    var holding = Holding(isBounded: !isHeld)
    while let row = try next() {
      try holding.add(row, at: range)
      rows.append(row)
    }
    return rows
  }
}

/// How much of a stream may be held at once: enough for every table that is looked at, and a bound on what a file of
/// any length can ask for.
package struct Holding {
  package static let rows = 1_000_000
  /// Of what the rows speak of, as `HostValue.weight` has it.
  static let bytes = 1 << 30

  let isBounded: Bool
  private var count = 0
  private var weight = 0

  init(isBounded: Bool = true) { self.isBounded = isBounded }

  mutating func add(_ row: Table.Row, at range: SourceRange) throws(ScriptFailure) {
    count += 1
    if case .host(let subject) = row.subject { weight += subject.weight }
    try check(at: range)
  }

  mutating func addGroup(at range: SourceRange) throws(ScriptFailure) {
    count += 1
    try check(at: range)
  }

  mutating func remove(_ row: Table.Row) {
    count -= 1
    if case .host(let subject) = row.subject { weight -= subject.weight }
  }

  private func check(at range: SourceRange) throws(ScriptFailure) {
    guard isBounded, count > Self.rows || weight > Self.bytes else { return }
    let what = count > Self.rows ? "\(Self.rows) rows" : "\(Self.bytes >> 20) MiB of rows"
    throw Operators.failure(
      .tooManyRows, "more than \(what) would have to be held", range, label: "all of them are needed here",
      notes: ["`where`, `select`, `first N`, `count` and `write` let rows pass one by one"])
  }
}
