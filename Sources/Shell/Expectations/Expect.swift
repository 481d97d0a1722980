import Base
import HostStack
import Lab
import Script

extension Session {
  /// Virtual time that an expectation without `within` waits.
  static let defaultBound = Duration.seconds(5)

  package func expect(_ expectation: Expectation, _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    try meet(expectation, after: stage.mark, evaluator).value
  }

  /// - Parameter floor: only events behind this one count.
  /// - Returns: what is kept by `as`, and the event that met the expectation.
  func meet(_ expectation: Expectation, after floor: EventNumber, _ evaluator: Evaluator) throws(ScriptFailure)
    -> (value: Value, event: EventNumber)
  {
    if case .failure(let errno, let block) = expectation.subject {
      return (try expectFailure(errno, block, expectation, evaluator), stage.trace.count)
    }
    let wanted = try wanted(expectation, evaluator)
    if expectation.isNegated {
      try refuse(wanted, expectation, after: floor, evaluator)
      return (.none, stage.trace.count)
    }
    let bound = try expectation.bound.map { b throws(ScriptFailure) in try evaluator.duration(of: b) }
    guard let event = try wait(for: wanted, after: floor, within: bound ?? Self.defaultBound) else {
      throw notMet(wanted, expectation, bound ?? Self.defaultBound, after: floor, evaluator)
    }
    return (wanted.result(stage.record(event), in: self), event)
  }

  func wanted(_ expectation: Expectation, _ evaluator: Evaluator) throws(ScriptFailure) -> Wanted {
    switch expectation.subject {
    case .event(let kind, let filter): try wanted(event: kind, where: filter, evaluator)
    case .expression(let expression):
      try wanted(
        expression, tap: expectation.tap, from: expectation.sender, to: expectation.receiver, evaluator)
    case .failure: throw Self.failure(.notAPattern, "`failure` stands alone", expectation.range)
    }
  }

  /// The event that meets the expectation, of those after `floor` or of those to come. Breakpoints do not stop an
  /// expectation: it looks, and does nothing.
  func wait(for wanted: Wanted, after floor: EventNumber, within bound: Duration) throws(ScriptFailure) -> EventNumber?
  {
    if case .state = wanted.subject, try wanted.watch.holdsNow() { return stage.trace.count }
    let breakpoints = stage.breakpoints
    stage.breakpoints = []
    defer {
      stage.breakpoints = breakpoints
      settleBreakpoints()
      stage.examined = stage.trace.count
    }
    var next = wanted.looksBack ? floor : stage.trace.count
    switch try advance(until: stage.now + bound, wanted.watch, from: &next) {
    case .met(let event): return event
    default: return nil
    }
  }

  private func refuse(
    _ wanted: Wanted, _ expectation: Expectation, after floor: EventNumber, _ evaluator: Evaluator
  ) throws(ScriptFailure) {
    guard let span = expectation.span else {
      throw Self.failure(.misplacedBound, "`expect no …` needs `for D`", expectation.range)
    }
    let duration = try evaluator.duration(of: span)
    guard let event = try wait(for: wanted, after: floor, within: duration) else { return }
    let seen = stage.record(event).map { [Closest(record: $0, words: $0.kind).note] } ?? []
    throw ScriptFailure(
      .expectation,
      Diagnostic(
        .happened, "this was not to happen, and did", at: wanted.range, label: "#\(event)",
        notes: seen.map { String($0.dropFirst("closest: ".count)) }
          + circumstances(after: floor, expectation.range, evaluator)))
  }

  private func notMet(
    _ wanted: Wanted, _ expectation: Expectation, _ bound: Duration, after floor: EventNumber, _ evaluator: Evaluator
  ) -> ScriptFailure {
    ScriptFailure(
      .expectation,
      Diagnostic(
        .notMet, "expected within \(bound.text), and it did not happen", at: wanted.range,
        notes: [nearest(to: wanted, after: floor, evaluator)]
          + circumstances(after: floor, expectation.range, evaluator)))
  }

  /// What came nearest to it, and where that differs.
  func nearest(to wanted: Wanted, after floor: EventNumber, _ evaluator: Evaluator) -> String {
    if case .state(let expression) = wanted.subject { return differs(expression, evaluator) }
    return closest(to: wanted, after: floor, evaluator)?.note ?? "no candidate was seen"
  }

  private func differs(_ expression: Expression, _ evaluator: Evaluator) -> String {
    isWaiting = true
    defer { isWaiting = false }
    for part in expression.conjuncts where (try? evaluator.condition(part)) != true {
      guard case .binary(_, let left, _) = part.kind, let value = try? evaluator.value(of: left) else { continue }
      return "\(evaluator.sources.text(left.range)) is \(value.literal)"
    }
    return "`\(evaluator.sources.text(expression.range))` is false"
  }
}

extension Watch {
  /// For conditions on the state: whether it holds already.
  func holdsNow() throws(ScriptFailure) -> Bool {
    try matches(TraceRecord(n: 0, t: .zero, node: "", cause: 0, what: .command("")))
  }
}

extension Wanted {
  /// A state counts as it is; everything else is looked up in what has happened.
  var looksBack: Bool { if case .state = subject { false } else { true } }
}
