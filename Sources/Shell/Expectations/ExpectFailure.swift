import HostStack
import Lab
import Script

extension Session {
  /// `expect failure[(ERRNO)] { … }`: only an application's own failure counts.
  func expectFailure(_ errno: Name?, _ block: Block, _ expectation: Expectation, _ evaluator: Evaluator)
    throws(ScriptFailure) -> Value
  {
    if let errno, !Errno.allCases.contains(where: { $0.name == errno.text }) {
      throw ScriptFailure(
        .runtime, .unknown(.unknownErrno, "error", errno.text, known: Errno.allCases.map(\.name), at: errno.range))
    }
    let suspended = parked.count
    guard let failure = try evaluator.attempt(block) else {
      throw noFailure(wasSuspended: parked.count > suspended, errno, block, expectation, evaluator)
    }
    if let errno, failure.errno != errno.text {
      throw ScriptFailure(
        .expectation,
        Diagnostic(
          .otherErrno, "the application failed with \(failure.errno ?? "no errno"), not with \(errno.text)",
          at: errno.range, label: "is \(failure.errno ?? "another failure")",
          notes: failure.diagnostics.map(\.message) + circumstances(after: stage.mark, expectation.range, evaluator)))
    }
    return failure.errno.map(Value.string) ?? .none
  }

  private func noFailure(
    wasSuspended: Bool, _ errno: Name?, _ block: Block, _ expectation: Expectation, _ evaluator: Evaluator
  ) -> ScriptFailure {
    if wasSuspended {
      return Self.failure(.suspendedInside, "a breakpoint stopped the action before it had a result", block.range)
    }
    let range = expectation.range
    return ScriptFailure(
      .expectation,
      Diagnostic(
        .succeeded, "a failure was expected\(errno.map { " (\($0.text))" } ?? ""), and the action succeeded",
        at: block.range, notes: circumstances(after: stage.mark, range, evaluator)))
  }
}
