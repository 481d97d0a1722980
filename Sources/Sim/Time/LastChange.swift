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
      let event = again.lastChange(of: path, unless: isGivenUp) { again in
        (again.present.world.steps < end.steps || again.actions < end.actions) && again.repeatUnit()
      }
      if let event { return event }
      end = snapshot.position
    }
    return nil
  }
}
