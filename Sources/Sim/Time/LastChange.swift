import Lab

extension Timeline {
  package func lastChange(of path: [String], unless isGivenUp: () -> Bool) throws(LabError) -> EventNumber? {
    _ = try answer(.state(path))
    var again = self
    let trace = (furthest?.trace ?? present.events)
    again.furthest = nil
    var end = position
    for snapshot in snapshots.kept.reversed() where snapshot.isBefore(end) && !isGivenUp() {
      again.resume(snapshot, trace)
      if let event = again.lastChange(of: path, until: end, isGivenUp) { return event }
      end = snapshot.position
    }
    return nil
  }

  private mutating func lastChange(
    of path: [String], until end: LabPosition, _ isGivenUp: () -> Bool
  ) -> EventNumber? {
    var changed: EventNumber?
    var value = try? answer(.state(path)).lasting
    while present.world.steps < end.steps || actions < end.actions, repeatUnit() {
      if isGivenUp() { return nil }
      let new = try? answer(.state(path)).lasting
      if new != value { changed = present.trace.count }
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
