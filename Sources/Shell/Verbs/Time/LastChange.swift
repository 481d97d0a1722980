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
    do throws(LabError) { event = try session.stage.lab.lastChange(of: names) } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: expression.range))
    }
    let fact = value.isSimple ? " is \(value.fact.description)" : ""
    guard let event, let record = session.stage.record(event) else {
      session.say("\(path.text)\(fact), and has been so since the lab began")
      return .nothing
    }
    session.say("\(path.text)\(fact) since \(record.t.text), #\(event):", .heading)
    for link in Causes.chain(of: event, in: session.stage.trace) { session.say("  \(Causes.line(link))") }
    return .value(.event(UInt64(event)))
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
