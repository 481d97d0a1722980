import Base
import Lab
import Script

enum Run: Verb {
  static let signature = VerbSignature(
    "run", summary: "Let time pass.",
    page: """
      `run D` for a while; `run until` to an event, a packet, a message or a condition, at most a minute of virtual \
      time unless `within D` says otherwise. Breakpoints stop it, `continue` resumes it.
      """,
    forms: [
      Form(
        .literal("until"), Parameter("kind", .object("event-kind")), .introduced("where", "filter", .expression),
        .introduced("within", "bound", .duration)),
      Form(
        .literal("until"), Parameter("pattern", .pattern), .introduced("at", "tap", .object("tap")),
        .introduced("from", "sender", .object("node")), .introduced("to", "receiver", .object("node")),
        .introduced("within", "bound", .duration)),
      Form(Parameter("duration", .duration)),
    ],
    examples: [
      Example("run 5s", "five seconds of virtual time"),
      Example("send icmp(dst=172.20.0.100) from client; run until flow_created from portal to client", "to a message"),
    ])

  private static let patience = Duration.seconds(60)

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let next = session.stage.trace.count
    if let duration = try call.duration("duration") {
      return try session.carry(
        Job(
          text: call.text, suspension: session.nextSuspension(), deadline: session.stage.now + duration,
          watch: .nothing, next: next, complete: { _ throws(ScriptFailure) in .value(.none) }))
    }
    let wanted = try call.wanted()
    let bound = try call.duration("bound") ?? patience
    if case .state = wanted.subject, try wanted.watch.holdsNow() { return .nothing }
    return try session.carry(
      Job(
        text: call.text, suspension: session.nextSuspension(), deadline: session.stage.now + bound,
        watch: wanted.watch, next: next,
        complete: { ending throws(ScriptFailure) in
          guard case .met(let event) = ending else {
            throw ScriptFailure(
              .expectation,
              Diagnostic(
                .notMet, "this did not come within \(bound.text)", at: wanted.range,
                notes: session.circumstances(after: next, call.range, call.evaluator)))
          }
          session.sayEvents(after: event - 1)
          return .value(.none)
        }))
  }
}

extension Call {
  /// `EVENT [where EXPR]`, `PATTERN [at TAP]`, `MESSAGE [from NODE] [to NODE]` or a condition.
  func wanted() throws(ScriptFailure) -> Wanted {
    if let event = command["kind"], let kind = event.expression.flatMap(\.plainText) {
      return try session.wanted(
        event: Name(kind, event.range), where: command["filter"]?.expression, evaluator)
    }
    guard let pattern = command["pattern"]?.expression else { throw fail(.notAPattern, "what?", at: range) }
    return try session.wanted(
      pattern, tap: command["tap"]?.expression, from: command["sender"]?.expression,
      to: command["receiver"]?.expression, evaluator)
  }
}
