import Base
import Lab

/// A step that happens again, with something in it changed by the operator's hand.
extension Timeline {
  package mutating func edit(_ event: EventNumber, _ edits: [Edit], as command: String) throws(LabError) -> EventNumber
  {
    let stood = position
    guard (1...stood.events).contains(event) else {
      throw .invalid(what: "#\(event)", reason: "the events are #1 to #\(stood.events)")
    }
    let time = trace[event - 1].t
    var again = self
    try again.travel(to: .before(event))
    guard again.position.steps + 1 >= stood.steps else {
      throw .invalid(what: "#\(event)", reason: "the world has moved on since")
    }
    let done = journal[again.actions..<actions]
    again.present.world.now = max(again.now, time)
    let before = again.trace.count
    _ = try again.perform(.edit(ahead: event - before, edits, command: command))
    for entry in done { again.repeatEntry(entry) }
    if again.position.steps < stood.steps { again.repeatUnit() }
    again.present.world.now = max(again.now, stood.now)
    let edited = try again.edited(by: before + 1, event)
    self = again
    return edited
  }

  /// What an operator did, once more.
  private mutating func repeatEntry(_ entry: Entry) {
    if position.steps < entry.steps { repeatUnit() }
    present.world.now = entry.now
    // What failed then fails now.
    _ = try? perform(entry.action)
  }

  /// The record of what a command has edited.
  private func edited(by command: EventNumber, _ event: EventNumber) throws(LabError) -> EventNumber {
    for record in trace[(command - 1)...] {
      guard case .ruled(let ruling) = record.what, ruling.command == command else { continue }
      guard let problem = ruling.problem else { return record.n }
      throw .invalid(what: "`\(ruling.verdict)`", reason: problem)
    }
    throw .invalid(what: "#\(event)", reason: "nothing passed a tap there")
  }
}
