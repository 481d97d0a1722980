import Base
import CSQLite
import Portal

/// Who was authorized when, for what, and why it ended: read from a state file, also while a portal writes it.
package final class AuditTrail {
  private let path: String
  private let database: Database

  /// What is asked for; nil for everything.
  package struct Question: Hashable, Sendable {
    package var client: String?
    package var resource: String?
    package var gateway: String?
    /// Those alone that have not ended.
    package var isLiving = false
    /// So many, the latest.
    package var last: Int?

    package init() {}
  }

  package init(path: String) throws(StateProblem) {
    self.path = path
    try StateFile.inspect(path)
    do throws(DatabaseError) {
      database = try Database(path: path, flags: SQLITE_OPEN_READONLY)
      // Whoever asks can wait a moment longer than a portal.
      database.setPatience(milliseconds: 5000)
    } catch {
      throw StateProblem(path, error)
    }
    try StateFile.check(database, path, allowingNew: false)
  }

  /// A name in a question that nothing of its sort has or had.
  package struct Stranger: Hashable, Sendable {
    /// `client`, `resource` or `gateway`.
    package let sort: String
    package let name: String
    /// Those that there are.
    package let known: [String]
  }

  /// - Returns: the first name that is neither in the portal's directory nor in any authorization.
  package func stranger(in question: Question) throws(StateProblem) -> Stranger? {
    for (sort, name) in [("client", question.client), ("resource", question.resource), ("gateway", question.gateway)] {
      guard let name else { continue }
      let known: [[SQLValue]]
      do throws(DatabaseError) {
        known = try database.rows(
          "SELECT \(sort)_name AS name FROM authorizations UNION "
            + "SELECT row ->> 'name' AS name FROM directory WHERE kind = ?1 ORDER BY name", [.text(sort)])
      } catch {
        throw StateProblem(path, error)
      }
      let names = known.compactMap { $0.first?.text }
      if !names.contains(name) { return Stranger(sort: sort, name: name, known: names) }
    }
    return nil
  }

  /// Hands out rows, oldest first, until `body` says false.
  package func read(_ question: Question, _ body: (AuthorizationRow) -> Bool) throws(StateProblem) {
    var (conditions, values): ([String], [SQLValue]) = ([], [])
    for (column, name) in [
      ("client_name", question.client), ("resource_name", question.resource), ("gateway_name", question.gateway),
    ] {
      guard let name else { continue }
      values.append(.text(name))
      conditions.append("\(column) = ?\(values.count)")
    }
    if question.isLiving { conditions.append("ended_at IS NULL") }
    var sql = "SELECT * FROM authorizations" + (conditions.isEmpty ? "" : " WHERE ")
    sql += conditions.joined(separator: " AND ")
    if let last = question.last {
      values.append(.integer(Int64(last)))
      sql = "SELECT * FROM (\(sql) ORDER BY id DESC LIMIT ?\(values.count))"
    }
    var isWhole = true
    do throws(DatabaseError) {
      try database.query(sql + " ORDER BY id", values) { columns in
        guard let row = AuthorizationRow(columns) else {
          isWhole = false
          return false
        }
        return body(row)
      }
    } catch {
      throw StateProblem(path, error)
    }
    if !isWhole { throw StateProblem(path, .damaged("an authorization cannot be read")) }
  }
}
