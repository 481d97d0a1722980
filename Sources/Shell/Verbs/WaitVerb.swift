import Base
import Lab
import Script

enum WaitVerb: Verb {
  static let signature = VerbSignature(
    "wait", summary: "Wait for the end of an application that runs in the background.",
    page: """
      Lets time pass until it ends, prints what it would have printed, and gives its result. `within D` is the longest \
      that may take; without it the application's own patience is. `run` and other commands let it go on as well.
      """,
    forms: [
      Form(
        Parameter("application", .expression, summary: "what `… in background as d` has kept"),
        .introduced("within", "bound", .duration))
    ],
    examples: [
      Example(
        "curl http://172.20.0.100/bytes?num=100000 --limit-rate 50kB in background as d; run 1s; wait d as r",
        "a slow download, and its result"),
      Example(
        "let d = tcp 172.20.0.100 80 in background; wait d within 1s; check d.succeeded", "the same of a connection"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    guard case .host(let app as BackgroundApp)? = try call.value("application") else {
      throw call.fail(
        .notInBackground, "this is no application in the background", at: call.range(of: "application"),
        label: "`curl URL in background as d; wait d`")
    }
    let next = session.stage.trace.count
    if let result = session.result(of: app) { return .value(try session.finish(result, call)) }
    guard session.isRunning(app) else {
      throw call.fail(
        .notInBackground, "\(app.description) is not in this world", at: call.range(of: "application"),
        label: "another lab has begun since, or time went back")
    }
    let bound = try call.duration("bound")
    let deadline = bound.map { session.stage.now + $0 } ?? app.end
    return try session.carry(
      call.wait(for: app, until: deadline, from: next) { (result) throws(ScriptFailure) in
        if let result { return .value(try session.finish(result, call)) }
        let span = bound.map { " within \($0.text)" } ?? ""
        throw ScriptFailure(
          .expectation,
          Diagnostic(
            .notMet, "\(app.description) did not end\(span)", at: call.range,
            notes: session.circumstances(after: next, call.range, call.evaluator)))
      })
  }
}
