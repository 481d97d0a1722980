import Base
import Lab
import Report
import Script

/// What an expectation, a breakpoint or `run until` waits for in the trace.
struct Watch {
  /// Asked while the lab runs, about every event: cheap, and looks at nothing but the event.
  var mayMatch: (TraceRecord) -> Bool
  /// Asked between two steps of the lab about what `mayMatch` let through.
  var matches: (TraceRecord) throws(ScriptFailure) -> Bool

  init(_ mayMatch: @escaping (TraceRecord) -> Bool) {
    self.mayMatch = mayMatch
    matches = mayMatch
  }

  init(
    _ mayMatch: @escaping (TraceRecord) -> Bool, then matches: @escaping (TraceRecord) throws(ScriptFailure) -> Bool
  ) {
    self.mayMatch = mayMatch
    self.matches = matches
  }

  /// Nothing in the trace: time alone counts.
  static var nothing: Watch { Watch { _ in false } }
  static var anything: Watch { Watch { _ in true } }

  /// Stops after every event to ask something that is not in the trace.
  static func state(_ holds: @escaping () throws(ScriptFailure) -> Bool) -> Watch {
    Watch({ _ in true }, then: { _ throws(ScriptFailure) in try holds() })
  }
}

/// Where `break` stops the world.
struct Breakpoint {
  let number: Int
  /// As the operator wrote it.
  let text: String
  let watch: Watch
  /// Of a condition on the state: whether it held at the last look. Such a breakpoint stops the world when it begins to.
  var held: Bool?

  /// In a world that begins: what holds in its beginning does not begin to.
  var anew: Breakpoint {
    var breakpoint = self
    if held != nil { breakpoint.held = true }
    return breakpoint
  }
}

/// What breakpoints have done so far.
struct Stops {
  /// The number of the latest breakpoint.
  var lastBreakpoint = 0
  /// Where one of them stopped the world last.
  var latest: Stop?
}

/// A world that a breakpoint has stopped, and what it stopped at.
struct Stop {
  let breakpoint: Int
  let event: EventNumber
  /// The event that tells what it has become by the operator's hand; the same as `event` before.
  let state: EventNumber
  let position: LabPosition

  init(breakpoint: Int, at event: EventNumber, state: EventNumber? = nil, _ position: LabPosition) {
    (self.breakpoint, self.event, self.position) = (breakpoint, event, position)
    self.state = state ?? event
  }
}

/// What `watch` looks out for. Each match is printed when it happens, and kept.
struct Lookout {
  let number: Int
  /// As the operator wrote it.
  let text: String
  let watch: Watch
  private(set) var met: [EventNumber] = []

  init(number: Int, text: String, watch: Watch) {
    self.number = number
    self.text = text
    self.watch = watch
  }

  /// In a world in which no more than this has happened.
  func forgetting(after count: EventNumber) -> Lookout {
    var lookout = self
    lookout.met.removeAll { $0 > count }
    return lookout
  }

  mutating func look(at record: TraceRecord) throws(ScriptFailure) -> Bool {
    guard watch.mayMatch(record), try watch.matches(record) else { return false }
    met.append(record.n)
    return true
  }
}

extension Session {
  /// Prints what happened since the last look and some `watch` looks out for.
  func lookOut() throws(ScriptFailure) {
    guard !stage.lookouts.isEmpty else { return }
    let style = EventLines(style: options.style)
    while stage.lookedAt < stage.trace.count {
      let record = stage.trace[stage.lookedAt]
      stage.lookedAt += 1
      var isMet = false
      for i in stage.lookouts.indices {
        if try stage.lookouts[i].look(at: record) { isMet = true }
      }
      if isMet { say(style.line(record), .plain) }
    }
  }
}
