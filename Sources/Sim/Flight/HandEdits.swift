import Lab

/// What the operator's hand changes in the step that comes next, before any rule is asked.
///
/// Which thing is meant is said by the record that tells of it: up to there the step is the same however often it happens.
struct HandEdits: Sendable {
  struct Entry: Sendable {
    /// So many records after the beginning of the step.
    let ahead: Int
    let edits: [Edit]
    let command: EventNumber
  }

  private var entries: [Entry] = []
  /// How many records there were when the step began.
  private var began = 0

  var isEmpty: Bool { entries.isEmpty }

  mutating func add(_ entry: Entry) { entries.append(entry) }

  mutating func begin(after records: Int) { began = records }

  /// The step is over: what was not met in it is void.
  mutating func end() { entries = [] }

  /// Those for what the last of so many records tells of, in the order in which they were given.
  func due(at records: Int) -> [Entry] { entries.filter { began + $0.ahead == records } }
}

extension World {
  /// What has just been seen, as the operator's hand leaves it; nil where nothing can go on from there.
  func touched(_ passing: Passing, into trace: inout Trace) -> Passing? {
    var passing = passing
    for entry in rules.byHand.due(at: trace.records.count) {
      var ruling = Ruling(rule: nil, tap: passing.tap, verdict: .edit(entry.edits))
      ruling.message = passing.message?.message
      ruling.command = entry.command
      guard let altered = altered(passing, ruling, edited(passing, by: entry.edits), into: &trace) else { return nil }
      passing = altered
    }
    return passing
  }
}

extension Simulation {
  mutating func edit(ahead: Int, _ edits: [Edit], _ text: String) -> ActionResult {
    // What the step follows from stays what it was.
    events.follow(0)
    events.record(.command(text), at: now, node: "operator")
    world.rules.byHand.add(HandEdits.Entry(ahead: ahead, edits: edits, command: events.cause))
    return .done
  }
}
