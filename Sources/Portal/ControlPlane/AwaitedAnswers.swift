import Base

/// Authorizations that their gateways have not confirmed, found by row and by deadline.
///
/// Complexity: O(log rows) for everything.
struct AwaitedAnswers: Sendable {
  private var rows = SortedTree<AuthorizationID, Unconfirmed>()
  private var deadlines = SortedTree<Deadline, Void>()

  private struct Deadline: Comparable, Sendable {
    let at: Instant
    let row: AuthorizationID

    static func < (a: Self, b: Self) -> Bool { (a.at, a.row) < (b.at, b.row) }
  }

  subscript(row: AuthorizationID) -> Unconfirmed? {
    get { rows[row] }
    set {
      if let old = rows[row] { deadlines[Deadline(at: old.deadline, row: row)] = nil }
      rows[row] = newValue
      if let newValue { deadlines[Deadline(at: newValue.deadline, row: row)] = () }
    }
  }

  var nextDeadline: Instant? { deadlines.firstKey?.at }

  /// Takes out a row whose gateway has had its time.
  mutating func popDue(at now: Instant) -> (AuthorizationID, Unconfirmed)? {
    guard let first = deadlines.firstKey, first.at <= now, let waiting = rows[first.row] else { return nil }
    self[first.row] = nil
    return (first.row, waiting)
  }
}
