import Base
import Lab
import Report
import Script

enum Step: Verb {
  static let signature = VerbSignature(
    "step", summary: "Let the next thing happen, and print all of it.",
    page: """
      Moves until at least one more event (packet, message …) is recorded, checks and keepalives apart, and prints \
      everything that happened in that moment. `timer` moves until the clock does. With a number, so many times.
      """,
    forms: [
      Form(
        Parameter("class", .choice(["event", "packet", "message", "timer"]), optional: true),
        Parameter("count", .count, optional: true))
    ],
    examples: [
      Example("send icmp(dst=172.20.0.100) from client; step", "the next event"),
      Example("send icmp(dst=172.20.0.100) from client; step message 2", "two messages"),
    ])

  /// Further than anything in a lab waits.
  static let horizon = Duration.seconds(86_400)

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let wanted = try call.text("class") ?? "event"
    if call.session.notebook.prediction.isOn {
      call.session.askForPrediction()
      return .nothing
    }
    for _ in 0..<max(1, try call.integer("count") ?? 1) {
      guard try once(call.session, wanted) else { break }
    }
    return .nothing
  }

  /// - Returns: false where there is nothing to go on with.
  static func once(_ session: Session, _ wanted: String) throws(ScriptFailure) -> Bool {
    let stops = stops(wanted)
    let count = session.stage.trace.count
    let start = session.stage.now
    var next = count
    let ending = try session.advance(until: start + horizon, Watch { stops($0, start) }, from: &next)
    session.sayEvents(after: count)
    switch ending {
    case .breakpoint(let number, _): session.say("stopped at breakpoint \(number)", .warning)
    case .idle, .deadline: session.say("nothing is left to happen", .dim)
    case .met: return true
    }
    return false
  }

  private static func stops(_ wanted: String) -> (TraceRecord, Instant) -> Bool {
    switch wanted {
    case "packet": { record, _ in record.seen != nil && !record.isUpkeep }
    case "message": { record, _ in record.isMessage }
    case "timer": { record, start in record.t > start }
    default: { record, _ in !record.isUpkeep }
    }
  }
}

extension TraceRecord {
  var isMessage: Bool {
    switch what {
    case .portalSent, .portalReceived: true
    default: false
    }
  }
}
