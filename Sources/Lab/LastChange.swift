extension LabBackend {
  /// Goes on step by step, and tells of the last one in which a part of the state became what it is then.
  ///
  /// - Parameter step: false where there is nowhere to go on to.
  /// - Returns: the last event of that step; nil where nothing changed, or the search was given up.
  package mutating func lastChange(
    of path: [String], unless isGivenUp: () -> Bool, by step: (inout Self) -> Bool
  ) -> EventNumber? {
    var changed: EventNumber?
    var value = try? answer(.state(path)).lasting
    while step(&self) {
      if isGivenUp() { return nil }
      let new = try? answer(.state(path)).lasting
      if new != value { changed = trace.count }
      value = new
    }
    return changed
  }
}

extension State {
  /// Names of what only says how far the clock is: how old something is, how much is left of it.
  private static let clocked = ["left", "age", "expires_in"]

  /// Without what changes by the clock alone, and by nobody.
  fileprivate var lasting: State {
    switch self {
    case .record(let members):
      return .record(members.filter { !Self.clocked.contains($0.name) }.map { Member($0.name, $0.value.lasting) })
    case .table(let columns, let rows):
      let kept = columns.indices.filter { !Self.clocked.contains(columns[$0]) }
      return .table(columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } })
    default: return self
    }
  }
}
