import Base
import HostStack
import Lab
import Report
import Script

/// What the verbs that run an application share: start it on a client, let time pass until it is done, print what the
/// real program would print.
extension Call {
  /// Virtual time that an application may take beyond its own patience.
  private static let grace = Duration.seconds(1)

  func run(_ request: AppRequest, on node: String) throws(ScriptFailure) -> Outcome {
    try session.begin(self)
    let job = try application(request, on: node) { result throws(ScriptFailure) in
      .value(try session.finish(result, self))
    }
    return try session.carry(job)
  }

  /// Opens the application and makes the job that waits for its end.
  func application(
    _ request: AppRequest, on node: String,
    then complete: @escaping (AppResult) throws(ScriptFailure) -> Job.Completion
  ) throws(ScriptFailure) -> Job {
    let next = session.stage.lab.trace.count
    guard case .app(let id) = try session.act(.open(request, on: node), range) else {
      throw fail(.notSupported, "the lab opened no application", at: range)
    }
    let (session, range) = (session, range)
    let isDone = { session.result(of: id, on: node) != nil }
    return Job(
      text: text, suspension: session.nextSuspension(), deadline: session.stage.lab.now + request.longest + Self.grace,
      watch: Watch({ $0.isReport && $0.node == node }, then: { _ throws(ScriptFailure) in isDone() }), next: next,
      complete: { _ throws(ScriptFailure) in
        guard let result = session.result(of: id, on: node) else {
          throw ScriptFailure(
            .runtime, Diagnostic(.notSupported, "the application did not end in its time", at: range))
        }
        return try complete(result)
      })
  }
}

extension Session {
  func result(of id: AppID, on node: String) -> AppResult? {
    guard case .result(let result) = try? stage.lab.answer(.result(id, node: node)) else { return nil }
    return result
  }

  /// Prints what the program would have printed. Inside `expect failure` a failure is thrown.
  func finish(_ result: AppResult, _ call: Call) throws(ScriptFailure) -> Value {
    for line in result.lines { say(line, result.succeeded ? .plain : .bad) }
    return try ended(result, call)
  }

  /// The result as a value, or as a failure where one is awaited.
  func ended(_ result: AppResult, _ call: Call) throws(ScriptFailure) -> Value {
    let value = AppValue(result)
    guard !result.succeeded, call.evaluator.isAttempting else { return .host(value) }
    throw ScriptFailure(
      .application(errno: value.errno),
      Diagnostic(.succeeded, result.lines.last ?? "the application failed", at: call.range))
  }
}

extension TraceRecord {
  /// Something that a module said of itself, as the end of an application is.
  var isReport: Bool { if case .reported = what { true } else { false } }
}
