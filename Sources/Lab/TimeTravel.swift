import Base

/// Where a lab is in its history: how much has happened, and what its clock says.
package struct LabPosition: Hashable, Sendable {
  /// What the world did by itself.
  package let steps: Int
  /// What operators did.
  package let actions: Int
  package let events: EventNumber
  package let now: Instant

  package init(steps: Int, actions: Int, events: EventNumber, now: Instant) {
    (self.steps, self.actions, self.events, self.now) = (steps, actions, events, now)
  }
}

/// A moment of a lab's history to go to.
package enum Moment: Hashable, Sendable {
  /// Right after the step in which this event happened.
  case event(EventNumber)
  /// The last moment at which this event had not happened yet.
  case before(EventNumber)
  case time(Instant)
  case position(LabPosition)
}

extension LabBackend {
  package var position: LabPosition { LabPosition(steps: 0, actions: 0, events: trace.count, now: now) }

  package var end: LabPosition { position }

  package mutating func travel(to moment: Moment, unless isGivenUp: () -> Bool) throws(LabError) {
    throw Self.noPast
  }

  package mutating func travel(to moment: Moment) throws(LabError) { try travel(to: moment) { false } }

  package mutating func edit(_ event: EventNumber, _ edits: [Edit], as command: String) throws(LabError) -> EventNumber
  {
    throw .notSupported(what: "editing what passed a tap", reason: "this lab has no way back")
  }

  package func lastChange(of path: [String], unless isGivenUp: () -> Bool) throws(LabError) -> EventNumber? {
    throw Self.noPast
  }

  package func lastChange(of path: [String]) throws(LabError) -> EventNumber? {
    try lastChange(of: path) { false }
  }

  private static var noPast: LabError { .notSupported(what: "going back", reason: "this lab has no way back") }
}
