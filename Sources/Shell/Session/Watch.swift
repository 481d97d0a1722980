import Base
import Lab
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
}
