import Base
import Portal

/// What a state file has of earlier starts.
struct StateContents: Sendable {
  var labName: String
  /// As the lab file said it last.
  var lab: [DirectoryRow]
  var record: PortalRecord
  /// How often a portal was begun with it.
  var starts: UInt64
}

extension StateFile {
  /// nil where no portal has kept anything yet.
  func load() throws(StateProblem) -> StateContents? {
    guard let name = try meta("lab")?.text else { return nil }
    var record = PortalRecord(directory: try rows(of: .directory))
    for row in try perform({ (database) throws(DatabaseError) in try database.rows(StateSchema.living) }) {
      guard let read = AuthorizationRow(row) else {
        throw StateProblem(path, .damaged("an authorization cannot be read"))
      }
      record.authorizations.append(read)
    }
    record.lastNumber = UInt32(truncatingIfNeeded: try number("SELECT max(id) FROM authorizations"))
    let starts = UInt64(clamping: try meta("starts")?.integer ?? 0)
    return StateContents(labName: name, lab: try rows(of: .lab), record: record, starts: starts)
  }

  private func number(_ sql: String) throws(StateProblem) -> Int64 {
    try perform { (database) throws(DatabaseError) in try database.rows(sql).first?.first?.integer ?? 0 }
  }

  private func rows(of table: StateTable) throws(StateProblem) -> [DirectoryRow] {
    var rows: [DirectoryRow] = []
    for row in try perform({ (database) throws(DatabaseError) in try database.rows(StateSchema.all(table)) }) {
      guard let kind = DirectoryRow.Kind(name: row[0].text), let id = row[1].text, let text = row[2].text else {
        throw StateProblem(path, .damaged("a row of \(table.rawValue) cannot be read"))
      }
      do throws(RowProblem) { rows.append(try DirectoryRow(.init(kind, id), text: text)) } catch {
        throw StateProblem(path, .damaged("\(table.rawValue): \(kind.name) \(id): \(error.reason)"))
      }
    }
    return rows.sorted { $0.key < $1.key }
  }

  /// One turn's doings, all of them or none.
  func write(_ change: RecordChange) throws(StateProblem) {
    try perform { (database) throws(DatabaseError) in
      try database.transaction { () throws(DatabaseError) in
        for row in change.rows.removed {
          try database.run(StateSchema.delete(.directory), [.text(row.key.kind.name), .text(row.key.id)])
        }
        for row in change.rows.put { try database.put(row, .directory) }
        for row in change.authorizations { try database.put(row) }
      }
    }
  }

  /// All that the portal knows in place of all that was kept; authorizations that it has forgotten stay.
  func replace(_ record: PortalRecord, lab: [DirectoryRow]) throws(StateProblem) {
    try perform { (database) throws(DatabaseError) in
      try database.transaction { () throws(DatabaseError) in
        try database.run(StateSchema.clear(.directory))
        for row in record.directory { try database.put(row, .directory) }
        for row in record.authorizations { try database.put(row) }
        try database.replace(lab: lab)
      }
    }
  }

  /// Everything into the one file. It is all kept where this fails, too.
  func gather() { try? database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }

  func replace(lab: [DirectoryRow]) throws(StateProblem) {
    try perform { (database) throws(DatabaseError) in
      try database.transaction { () throws(DatabaseError) in try database.replace(lab: lab) }
    }
  }

  /// Another start, of a lab of this name.
  func begin(_ lab: String, start: UInt64) throws(StateProblem) {
    try setMeta("lab", .text(lab))
    try setMeta("starts", .integer(Int64(clamping: start)))
  }
}

extension DirectoryRow.Kind {
  fileprivate init?(name: String?) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}

extension Database {
  fileprivate func put(_ row: DirectoryRow, _ table: StateTable) throws(DatabaseError) {
    try run(StateSchema.put(table), [.text(row.key.kind.name), .text(row.key.id), .text(row.text)])
  }

  fileprivate func replace(lab: [DirectoryRow]) throws(DatabaseError) {
    try run(StateSchema.clear(.lab))
    for row in lab { try put(row, .lab) }
  }

  fileprivate func put(_ row: AuthorizationRow) throws(DatabaseError) {
    try run(StateSchema.putAuthorization, row.columns)
    let number = Int64(row.id.number)
    guard row.end == nil, number % StateFile.pruning == 0 else { return }
    try run(
      "DELETE FROM authorizations WHERE id < ?1 AND ended_at IS NOT NULL", [.integer(number - StateFile.keptEnded)])
  }
}
