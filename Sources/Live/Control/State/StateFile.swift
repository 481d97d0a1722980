import Base
import CSQLite
import Cipher
import Glibc
import Portal

/// The file in which a portal keeps what outlasts it: an SQLite database that this process alone writes.
///
/// A process that is killed loses nothing that was written. When the whole machine falls, the last moments can be lost:
/// waiting for the disk with each row would hold everybody up.
package final class StateFile {
  package let path: String
  let database: Database
  private let lock: StateLock

  /// How long another program that has the file may keep the portal waiting, at most (ms).
  private static let patience: Int32 = 100
  /// Ended authorizations that are kept; the oldest beyond these are forgotten.
  static let keptEnded: Int64 = 1_000_000
  /// How often that is looked after: once in so many rows.
  static let pruning: Int64 = 10_000

  /// Opens the file, or makes it, for its owner alone.
  package init(path: String) throws(StateProblem) {
    self.path = path
    try Self.prepare(path)
    lock = try StateLock(beside: path)
    do throws(DatabaseError) {
      database = try Database(path: path, flags: SQLITE_OPEN_READWRITE)
    } catch {
      throw StateProblem(path, error)
    }
    try perform { (database) throws(DatabaseError) in database.setPatience(milliseconds: Self.patience) }
    try Self.check(database, path, allowingNew: true)
    try perform(Self.settle)
  }

  /// There is a file, and it is nobody else's business: there are secrets in it.
  private static func prepare(_ path: String) throws(StateProblem) {
    let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number < 0 else {
      close(number)
      return
    }
    let reason = errno
    guard reason == EEXIST else { throw StateProblem(path, .system(String(cString: strerror(reason)))) }
    try inspect(path)
  }

  static func inspect(_ path: String) throws(StateProblem) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw StateProblem(path, errno == ENOENT ? .absent : .system(String(cString: strerror(errno))))
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 || isDatabase(path) else {
      throw StateProblem(path, .notOurs)
    }
    guard status.st_mode & 0o077 == 0 else { throw StateProblem(path, .readByOthers) }
    guard status.st_uid == geteuid() || geteuid() == 0 else { throw StateProblem(path, .someoneElses) }
  }

  /// By its first bytes (SQLite's file format §1.3); what cannot be read shows in other ways.
  private static func isDatabase(_ path: String) -> Bool {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return true }
    defer { close(number) }
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = max(0, read(number, &bytes, bytes.count))
    return bytes.prefix(count).elementsEqual("SQLite format 3\0".utf8)
  }

  /// Whether it is what we write, and whole.
  static func check(_ database: Database, _ path: String, allowingNew: Bool) throws(StateProblem) {
    let fault: StateProblem.Reason?
    do throws(DatabaseError) { fault = try Self.fault(in: database, allowingNew: allowingNew) } catch {
      throw StateProblem(path, error)
    }
    if let fault { throw StateProblem(path, fault) }
  }

  private static func fault(
    in database: Database, allowingNew: Bool
  ) throws(DatabaseError) -> StateProblem.Reason? {
    func number(_ sql: String) throws(DatabaseError) -> Int64 { try database.rows(sql).first?.first?.integer ?? 0 }
    let application = try number("PRAGMA application_id")
    guard application == StateSchema.application else {
      guard application == 0, try number("SELECT count(*) FROM sqlite_schema") == 0 else { return .notOurs }
      return allowingNew ? nil : .absent
    }
    let format = try number("PRAGMA user_version")
    guard format <= StateSchema.version else { return .newer(format: format) }
    let verdict = try database.rows("PRAGMA quick_check(1)").first?.first?.text ?? "no answer"
    return verdict == "ok" ? nil : .damaged(verdict.split(separator: "\n").last.map(String.init) ?? verdict)
  }

  /// Readers never wait for the portal, nor it for them.
  private static func settle(_ database: Database) throws(DatabaseError) {
    try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216")
    let isNew = try database.rows("PRAGMA application_id").first?.first?.integer != StateSchema.application
    // The beginning of a WAL-mode database is its creation too: all of it, or none.
    guard isNew else { return }
    try database.transaction { () throws(DatabaseError) in try database.execute(StateSchema.creation) }
  }

  func perform<Result>(_ body: (Database) throws(DatabaseError) -> Result) throws(StateProblem) -> Result {
    do throws(DatabaseError) { return try body(database) } catch { throw StateProblem(path, error) }
  }
}

extension StateFile {
  /// From which identities, keys and tokens follow: the given one, or the file's own, drawn when it was made.
  ///
  /// - Parameter given: 32 bytes; the file keeps no more of it than how to know it again.
  package func secret(_ given: [UInt8]?) throws(StateProblem) -> [UInt8] {
    let (kept, print) = (try meta("secret")?.blob, try meta("secret of")?.blob)
    if let given {
      let own = SHA256.hash(given).bytes
      guard kept ?? given == given, print ?? own == own else { throw StateProblem(path, .otherSecret) }
      if kept == nil, print == nil { try setMeta("secret of", .blob(own)) }
      return given
    }
    if let kept { return kept }
    guard print == nil else { throw StateProblem(path, .secretMissing) }
    var bytes: [UInt8]
    do throws(SystemError) {
      var chance = try Chance.drawnFromKernel()
      bytes = chance.bytes(32)
    } catch {
      throw StateProblem(path, .other("\(error)"))
    }
    try setMeta("secret", .blob(bytes))
    return bytes
  }

  func meta(_ name: String) throws(StateProblem) -> SQLValue? {
    try perform { (database) throws(DatabaseError) in
      try database.rows("SELECT value FROM meta WHERE name = ?1", [.text(name)]).first?.first
    }
  }

  func setMeta(_ name: String, _ value: SQLValue) throws(StateProblem) {
    try perform { (database) throws(DatabaseError) in
      try database.run(StateSchema.putMeta, [.text(name), value])
    }
  }
}
