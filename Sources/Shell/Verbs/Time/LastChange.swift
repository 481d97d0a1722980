import Base
import Lab
import Report
import Script

enum LastChange: Verb {
  static let signature = VerbSignature(
    "last", summary: "Who changed a part of the state last, and why.",
    page: """
      The history is run again, as far back as the value goes. What is shown is the event with which it became what it \
      is, and the chain of causes back to an operator's command.
      """,
    forms: [Form(.literal("change"), .literal("to"), Parameter("path", .statePath))],
    examples: [
      Example("ping 172.20.0.100; last change to client.resources[\"MyCorp Network\"].status", "a fact of a client")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["path"]?.expression,
      let path = try call.evaluator.statePath(of: expression)
    else { return .nothing }
    let session = call.session
    // Tells what leads nowhere, and what stands there instead.
    guard let value = try session.state(path, call.evaluator), let names = session.rooted(path)?.names else {
      throw call.fail(.unknownPath, "`\(path.text)` leads nowhere", at: expression.range)
    }
    let event: EventNumber?
    do throws(LabError) {
      event = try session.stage.lab.lastChange(of: names, unless: session.options.isInterrupted)
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: expression.range))
    }
    if session.options.isInterrupted() { throw .interrupted }
    let fact = value.isSimple ? " is \(value.fact.description)" : ""
    guard let event = event.map({ Self.told(names, inStepOf: $0, session.stage.trace) }),
      let record = session.stage.record(event)
    else {
      session.say("\(path.text)\(fact), and has been so since the lab began")
      return .nothing
    }
    session.say("\(path.text)\(fact) since \(record.t.text), #\(event):", .heading)
    for link in Causes.told(of: event, in: session.stage.trace) { session.say("  \(Causes.line(link))") }
    return .value(.event(UInt64(event)))
  }
}

extension LastChange {
  /// Of the events of one step, all of which may have changed something, the one that speaks of what the path names:
  /// `authorization.removed` of `gateway.authorizations`. The last one where none does.
  ///
  /// - Parameter last: the last event of the step.
  static func told(_ path: [String], inStepOf last: EventNumber, _ trace: [TraceRecord]) -> EventNumber {
    var first = last
    while first > 1, trace[first - 1].cause == first - 1, trace[first - 1].node == trace[first - 2].node,
      trace[first - 1].t == trace[first - 2].t
    {
      first -= 1
    }
    for name in path.reversed() {
      let subject = name.hasSuffix("s") && !name.hasSuffix("us") ? String(name.dropLast()) : name
      let told = trace[first - 1..<last].last { $0.kind.split(separator: ".").contains { $0 == subject } }
      if let told { return told.n }
    }
    return last
  }
}

extension Value {
  /// Something that can be said in a word.
  fileprivate var isSimple: Bool {
    switch self {
    case .none, .record, .table, .list, .host: false
    default: true
    }
  }
}
