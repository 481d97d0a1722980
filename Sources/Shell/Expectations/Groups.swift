import Base
import Lab
import Report
import Script

extension Session {
  package func expect(_ group: ExpectationGroup, _ evaluator: Evaluator) throws(ScriptFailure) {
    switch group.order {
    case .inOrder: for block in group.blocks { try inOrder(block, evaluator) }
    case .anyOrder: for block in group.blocks { try anyOrder(block, evaluator) }
    case .either: try either(group, evaluator)
    }
  }

  /// Each expectation looks at what happened after the one before it was met.
  private func inOrder(_ block: Block, _ evaluator: Evaluator) throws(ScriptFailure) {
    var floor = stage.mark
    for statement in block.statements {
      guard case .expect(let expectation) = statement.kind else {
        try runOther(statement, block, evaluator)
        continue
      }
      do throws(ScriptFailure) {
        let (value, event) = try meet(expectation, after: floor, evaluator)
        if let binding = expectation.binding { try evaluator.keep(value, as: binding) }
        floor = event
      } catch {
        throw try outOfOrder(error, expectation, after: floor, evaluator)
      }
    }
  }

  /// Says so if it happened, but too early.
  private func outOfOrder(
    _ failure: ScriptFailure, _ expectation: Expectation, after floor: EventNumber, _ evaluator: Evaluator
  ) throws(ScriptFailure) -> ScriptFailure {
    guard failure.kind == .expectation, !expectation.isNegated, floor > stage.mark,
      let early = try? wait(for: wanted(expectation, evaluator), after: stage.mark, within: .zero)
    else { return failure }
    return ScriptFailure(
      .expectation,
      Diagnostic(
        .outOfOrder, "this happened before what stands above it", at: expectation.range,
        label: "#\(early), but the line above was met at #\(floor)",
        notes: circumstances(after: stage.mark, expectation.range, evaluator)))
  }

  private func anyOrder(_ block: Block, _ evaluator: Evaluator) throws(ScriptFailure) {
    let floor = stage.mark
    for statement in block.statements {
      guard case .expect(let expectation) = statement.kind else {
        try runOther(statement, block, evaluator)
        continue
      }
      let value = try meet(expectation, after: floor, evaluator).value
      if let binding = expectation.binding { try evaluator.keep(value, as: binding) }
    }
  }

  /// Runs the world until every expectation of one block is met.
  private func either(_ group: ExpectationGroup, _ evaluator: Evaluator) throws(ScriptFailure) {
    let floor = stage.mark
    let deadline = stage.now + (try bound(of: group, evaluator))
    var next = stage.trace.count
    while true {
      for block in group.blocks where try isMet(block, after: floor, evaluator) { return }
      guard stage.now < deadline else { break }
      let ending = try advance(until: deadline, .anything, from: &next)
      if ending == .idle || ending == .deadline { break }
      next = stage.trace.count
    }
    for block in group.blocks where try isMet(block, after: floor, evaluator) { return }
    throw ScriptFailure(
      .expectation,
      Diagnostic(
        .noAlternative, "none of the alternatives holds", at: group.range,
        notes: group.blocks.compactMap { lack(of: $0, after: floor, evaluator) }
          + circumstances(after: floor, group.range, evaluator)))
  }

  /// The first line of an alternative that does not hold, and what came nearest to it.
  private func lack(of block: Block, after floor: EventNumber, _ evaluator: Evaluator) -> String? {
    let failing = block.statements.first { statement in
      (try? isMet(Block([statement], block.range), after: floor, evaluator)) != true
    }
    guard let failing else { return nil }
    let line = "`\(evaluator.sources.text(failing.range))`: "
    guard case .expect(let expectation) = failing.kind, let wanted = try? wanted(expectation, evaluator) else {
      return line + "does not hold"
    }
    return line + (expectation.isNegated ? "happened" : nearest(to: wanted, after: floor, evaluator))
  }

  private func bound(of group: ExpectationGroup, _ evaluator: Evaluator) throws(ScriptFailure) -> Duration {
    var longest = Self.defaultBound
    for statement in group.blocks.flatMap(\.statements) {
      guard case .expect(let expectation) = statement.kind, let bound = expectation.bound else { continue }
      longest = max(longest, try evaluator.duration(of: bound))
    }
    return longest
  }

  private func isMet(_ block: Block, after floor: EventNumber, _ evaluator: Evaluator) throws(ScriptFailure) -> Bool {
    for statement in block.statements {
      switch statement.kind {
      case .expect(let expectation):
        let event = try wait(for: wanted(expectation, evaluator), after: floor, within: .zero)
        if (event != nil) == expectation.isNegated { return false }
      case .check(let expression):
        let holds = try evaluator.condition(expression)
        if !holds { return false }
      default: break
      }
    }
    return true
  }

  private func runOther(_ statement: Statement, _ block: Block, _ evaluator: Evaluator) throws(ScriptFailure) {
    _ = try evaluator.run(Block([statement], block.range))
  }

  package func requireInvariants(at range: SourceRange, _ evaluator: Evaluator) throws(ScriptFailure) {
    if stage.lab.isLive { say("nobody watches over the invariants of live nodes", .dim) }
    guard let first = stage.lab.violations.first else { return }
    throw ScriptFailure(
      .invariant,
      Diagnostic(
        .violated, "the invariant `\(first.invariant)` was violated at #\(first.event)", at: range, label: first.detail,
        notes: [again(range, evaluator)]))
  }
}
