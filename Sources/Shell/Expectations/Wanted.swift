import Base
import Lab
import Script
import Wire

/// What an expectation or a breakpoint waits for, compiled once.
struct Wanted {
  enum Subject {
    case pattern(Pattern, at: Tap?)
    /// Patterns joined with conditions on the event that saw the packet.
    case sieve(Sieve, at: Tap?)
    case event(kind: String, filter: Expression?)
    /// A condition on the state of the world.
    case state(Expression)
  }

  let subject: Subject
  let watch: Watch
  let range: SourceRange

  /// What is kept by `as NAME`.
  func result(_ record: TraceRecord?, in session: Session) -> Value {
    guard let record else { return .bool(true) }
    switch subject {
    case .pattern, .sieve:
      guard let seen = record.seen else { return .host(EventValue(record: record)) }
      return .host(session.seen(seen.packet, record.packet))
    case .event: return .host(EventValue(record: record))
    case .state: return .bool(true)
    }
  }
}

extension Session {
  /// A packet pattern, a portal message or a condition, whichever the expression is.
  func wanted(
    _ expression: Expression, tap: Expression?, from sender: Expression?, to receiver: Expression?,
    _ evaluator: Evaluator
  ) throws(ScriptFailure) -> Wanted {
    let ends = Sieve.Ends(from: try node(sender, evaluator), to: try node(receiver, evaluator))
    let place = try tap.map { t throws(ScriptFailure) in try self.tap(t, evaluator) }
    switch try sieve(expression, between: ends, evaluator) {
    case .pattern(let pattern)?:
      if let place, let tap, let problem = objection(to: pattern, at: place, tap.range) {
        throw ScriptFailure(.runtime, problem)
      }
      let watch = pattern.looksInside ? watch(inside: pattern, at: place) : watch(pattern, at: place)
      return Wanted(subject: .pattern(pattern, at: place), watch: watch, range: expression.range)
    case let sieve?: return wanted(sieve, at: place, expression.range, evaluator)
    case nil: if tap != nil { _ = try wholePattern(expression, evaluator) }
    }
    if let sender = sender ?? receiver { throw unknownMessage(expression, sender) }
    return Wanted(
      subject: .state(expression),
      watch: .state { [unowned self] () throws(ScriptFailure) in
        try waiting { () throws(ScriptFailure) in try evaluator.condition(expression) }
      }, range: expression.range)
  }

  func waiting<Result>(_ body: () throws(ScriptFailure) -> Result) throws(ScriptFailure) -> Result {
    isWaiting = true
    defer { isWaiting = false }
    return try body()
  }

  /// A message counts once, when it is sent; at a tap when it passes there.
  private func watch(_ pattern: Pattern, at tap: Tap?) -> Watch {
    Watch { record in
      switch record.what {
      case .portalSent(let message):
        pattern.looksAtMessages && (tap == nil || tap == Tap(record.node, .ws)) && pattern.matches(message)
      case .portalReceived(let message): tap == Tap(record.node, .ws) && pattern.matches(message)
      default:
        if pattern.looksAtPackets, let seen = record.seen {
          (tap == nil || seen.tap == tap) && pattern.matches(seen.packet)
        } else {
          false
        }
      }
    }
  }

  /// Tunnel messages are opened while the lab stands still: it has the keys.
  private func watch(inside pattern: Pattern, at tap: Tap?) -> Watch {
    Watch(
      { record in record.seen.map { tap == nil || $0.tap == tap } ?? (tap == nil && record.isMessage) },
      then: { [unowned self] record in matches(.host(EventValue(record: record)), pattern) })
  }

  private func wanted(_ sieve: Sieve, at tap: Tap?, _ range: SourceRange, _ evaluator: Evaluator) -> Wanted {
    let watch = Watch(
      { record in record.seen.map { tap == nil || $0.tap == tap } ?? (tap == nil && record.isMessage) },
      then: { [unowned self] record throws(ScriptFailure) in
        try passes(.host(EventValue(record: record)), sieve, evaluator)
      })
    return Wanted(subject: .sieve(sieve, at: tap), watch: watch, range: range)
  }

  func wanted(event kind: Name, where filter: Expression?, _ evaluator: Evaluator) throws(ScriptFailure) -> Wanted {
    guard Vocabulary.eventKinds.contains(kind.text) else {
      throw ScriptFailure(.runtime, .unknownKind(kind.text, at: kind.range))
    }
    let text = kind.text
    let watch = Watch(
      { $0.kind == text },
      then: { record throws(ScriptFailure) in
        guard let filter else { return true }
        return try evaluator.condition(filter, matching: .host(EventValue(record: record)))
      })
    return Wanted(subject: .event(kind: text, filter: filter), watch: watch, range: kind.range)
  }

  private func node(_ expression: Expression?, _ evaluator: Evaluator) throws(ScriptFailure) -> String? {
    guard let expression else { return nil }
    let name = if let plain = expression.plainText { plain } else { try evaluator.text(of: expression) }
    let names = stage.names(.node)
    guard names.isEmpty || names.contains(name) else {
      throw ScriptFailure(.runtime, .unknown(.node, name, known: names, at: expression.range))
    }
    return name
  }
}
