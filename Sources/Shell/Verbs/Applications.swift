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

  /// Behind `in background` the script goes on at once, and the result is the application that runs.
  func run(_ request: AppRequest, on node: String) throws(ScriptFailure) -> Outcome {
    try session.begin(self)
    if has(BackgroundApp.parameter.name) { return .value(.host(try open(request, on: node))) }
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
    let next = session.stage.trace.count
    let app = try open(request, on: node)
    return wait(for: app, until: app.end, from: next) { (result) throws(ScriptFailure) in
      guard let result else { throw fail(.notSupported, "the application did not end in its time", at: range) }
      return try complete(result)
    }
  }

  private var goesBeside: Bool { command.option("beside-tunnel") != nil }

  private func open(_ request: AppRequest, on node: String) throws(ScriptFailure) -> BackgroundApp {
    guard case .app(let id) = try session.act(.open(request, on: node, besideTunnel: goesBeside), range) else {
      throw fail(.notSupported, "the lab opened no application", at: range)
    }
    return BackgroundApp(
      text: text, id: id, request: request, node: node, opened: session.stage.now, world: session.stage.world,
      end: session.stage.now + request.longest + Self.grace)
  }

  /// The job that lets time pass until the application ends.
  ///
  /// - Parameters:
  ///   - next: the index of the first record that may tell of it.
  ///   - complete: handed nothing if the application has not ended by the deadline.
  func wait(
    for app: BackgroundApp, until deadline: Instant, from next: Int,
    then complete: @escaping (AppResult?) throws(ScriptFailure) -> Job.Completion
  ) -> Job {
    let session = session
    return Job(
      text: text, suspension: session.nextSuspension(), deadline: deadline,
      watch: Watch(
        { $0.isReport && $0.node == app.node },
        then: { _ throws(ScriptFailure) in session.result(of: app) != nil }), next: next,
      complete: { _ throws(ScriptFailure) in try complete(session.result(of: app)) })
  }
}

extension Session {
  func result(of app: BackgroundApp) -> AppResult? {
    guard app.world == stage.world,
      case .result(let result) = try? stage.lab.answer(.result(app.id, node: app.node)), result.request == app.request
    else { return nil }
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
