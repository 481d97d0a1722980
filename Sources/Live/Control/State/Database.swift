import CSQLite
import Glibc

/// A value of a column.
enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  init(_ text: String?) { self = text.map { .text($0) } ?? .null }
  init(_ integer: Int64?) { self = integer.map { .integer($0) } ?? .null }

  var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var blob: [UInt8]? { if case .blob(let value) = self { value } else { nil } }
}

/// What SQLite says against a call.
struct DatabaseError: Error, Hashable, Sendable {
  /// An extended result code.
  let code: Int32
  /// The kernel's, where it had a part in it.
  let errno: Int32
  let message: String

  var primary: Int32 { code & 0xff }
}

/// One connection to an SQLite database, for one thread at a time.
final class Database {
  private let handle: OpaquePointer?
  /// Compiled once.
  private var statements: [String: OpaquePointer] = [:]

  /// - Parameter flags: `SQLITE_OPEN_…`
  init(path: String, flags: Int32) throws(DatabaseError) {
    var handle: OpaquePointer?
    // Whoever has the connection has it for one thread at a time.
    let code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
    self.handle = handle
    sqlite3_extended_result_codes(handle, 1)
    guard code == SQLITE_OK else { throw error(code) }
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// How long a call may wait for another process, at most.
  func setPatience(milliseconds: Int32) { sqlite3_busy_timeout(handle, milliseconds) }

  /// Statements without values and without rows.
  func execute(_ sql: String) throws(DatabaseError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  func run(_ sql: String, _ values: [SQLValue] = []) throws(DatabaseError) {
    try query(sql, values) { _ in false }
  }

  func rows(_ sql: String, _ values: [SQLValue] = []) throws(DatabaseError) -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try query(sql, values) { row in
      rows.append(row)
      return true
    }
    return rows
  }

  /// - Parameter body: told of each row; false for enough.
  func query(_ sql: String, _ values: [SQLValue] = [], _ body: ([SQLValue]) -> Bool) throws(DatabaseError) {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (place, value) in values.enumerated() {
      let code = bind(value, Int32(place) + 1, statement)
      guard code == SQLITE_OK else { throw error(code) }
    }
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw error(code) }
      if !body((0..<sqlite3_column_count(statement)).map { column($0, statement) }) { return }
    }
  }

  /// All of `body` or nothing.
  func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
    try run("BEGIN IMMEDIATE")
    do throws(DatabaseError) {
      try body()
      try run("COMMIT")
    } catch {
      // Some errors have taken it back already.
      if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
      throw error
    }
  }

  private func prepared(_ sql: String) throws(DatabaseError) -> OpaquePointer? {
    if let known = statements[sql] { return known }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    guard code == SQLITE_OK, let statement else { throw error(code) }
    statements[sql] = statement
    return statement
  }

  private func bind(_ value: SQLValue, _ place: Int32, _ statement: OpaquePointer?) -> Int32 {
    switch value {
    case .null: sqlite3_bind_null(statement, place)
    case .integer(let number): sqlite3_bind_int64(statement, place, number)
    // Copies that the library has and frees. A zero within a text ends nothing.
    case .text(let text):
      sqlite3_bind_text(
        statement, place, Self.copy(Array(text.utf8))?.assumingMemoryBound(to: CChar.self), Int32(text.utf8.count)
      ) { free($0) }
    case .blob(let bytes): sqlite3_bind_blob(statement, place, Self.copy(bytes), Int32(bytes.count)) { free($0) }
    }
  }

  private static func copy(_ bytes: [UInt8]) -> UnsafeMutableRawPointer? {
    let copy = malloc(max(bytes.count, 1))
    copy?.copyMemory(from: bytes, byteCount: bytes.count)
    return copy
  }

  private func column(_ place: Int32, _ statement: OpaquePointer?) -> SQLValue {
    let count = Int(sqlite3_column_bytes(statement, place))
    switch sqlite3_column_type(statement, place) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, place))
    case SQLITE_TEXT:
      let bytes = UnsafeBufferPointer(start: sqlite3_column_text(statement, place), count: count)
      return .text(String(decoding: bytes, as: UTF8.self))
    case SQLITE_BLOB:
      return .blob(Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, place), count: count)))
    // Nothing of ours is a real number.
    default: return .null
    }
  }

  private func error(_ code: Int32) -> DatabaseError {
    DatabaseError(
      code: code, errno: sqlite3_system_errno(handle), message: String(cString: sqlite3_errmsg(handle)))
  }
}
