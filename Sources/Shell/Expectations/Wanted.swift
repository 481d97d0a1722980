import Base
import Lab
import Script
import Wire

/// What an expectation or a breakpoint waits for, compiled once.
struct Wanted {
  enum Subject {
    case packet(PacketPattern, at: Tap?)
    /// Patterns joined by `and`, `or`, `not`.
    case joined(Expression)
    case message(MessagePattern)
    case event(kind: String, filter: Expression?)
    /// A condition on the state of the world.
    case state(Expression)
  }

  let subject: Subject
  let watch: Watch
  let range: SourceRange

  /// What is kept by `as NAME`.
  func result(_ record: TraceRecord?) -> Value {
    guard let record else { return .bool(true) }
    switch subject {
    case .packet, .joined:
      guard let seen = record.seen else { return .none }
      return .host(PacketValue(seen.packet, number: record.packet))
    case .message, .event: return .host(EventValue(record: record))
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
    if let call = messageCall(expression) {
      return try wanted(message: call, from: sender, to: receiver, expression.range, evaluator)
    }
    if isJoined(expression, evaluator) { return try wanted(joined: expression, at: tap, evaluator) }
    if tap != nil || isPattern(expression, evaluator) {
      return try wanted(packet: expression, at: tap, evaluator)
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

  private func wanted(packet expression: Expression, at tap: Expression?, _ evaluator: Evaluator)
    throws(ScriptFailure) -> Wanted
  {
    let tap = try tap.map { t throws(ScriptFailure) in try self.tap(t, evaluator) }
    let pattern = try pattern(expression, evaluator)
    let watch = Watch { record in
      guard let seen = record.seen else { return false }
      return (tap == nil || seen.tap == tap) && pattern.matches(seen.packet)
    }
    return Wanted(subject: .packet(pattern, at: tap), watch: watch, range: expression.range)
  }

  /// `icmp or udp(dport=53)`: at least one side is a pattern.
  private func isJoined(_ expression: Expression, _ evaluator: Evaluator) -> Bool {
    let parts: [Expression]
    switch expression.kind {
    case .binary(.and, let left, let right), .binary(.or, let left, let right): parts = [left, right]
    case .unary(.not, let inner): parts = [inner]
    default: return false
    }
    return parts.contains { isPattern($0, evaluator) || isJoined($0, evaluator) }
  }

  private func wanted(joined expression: Expression, at tap: Expression?, _ evaluator: Evaluator)
    throws(ScriptFailure) -> Wanted
  {
    let tap = try tap.map { t throws(ScriptFailure) in try self.tap(t, evaluator) }
    let matcher = try evaluator.matcher(of: expression)
    let watch = Watch(
      { record in record.seen.map { tap == nil || $0.tap == tap } ?? false },
      then: { record throws(ScriptFailure) in try matcher?(.host(EventValue(record: record))) ?? false })
    return Wanted(subject: .joined(expression), watch: watch, range: expression.range)
  }

  private func wanted(
    message call: LayerCall, from sender: Expression?, to receiver: Expression?, _ range: SourceRange,
    _ evaluator: Evaluator
  ) throws(ScriptFailure) -> Wanted {
    let pattern = MessagePattern(
      name: call.name.text, from: try node(sender, evaluator), to: try node(receiver, evaluator),
      tests: try messageTests(call, evaluator))
    let watch = Watch { record in
      if case .portalSent(let message) = record.what { pattern.matches(message) } else { false }
    }
    return Wanted(subject: .message(pattern), watch: watch, range: range)
  }

  func wanted(event kind: Name, where filter: Expression?, _ evaluator: Evaluator) throws(ScriptFailure) -> Wanted {
    guard Vocabulary.eventKinds.contains(kind.text) else {
      throw ScriptFailure(
        .runtime,
        .unknown(.unknownEventKind, "event kind", kind.text, known: Vocabulary.eventKinds, at: kind.range))
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
