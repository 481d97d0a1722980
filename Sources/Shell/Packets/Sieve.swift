import Berkeley
import Lab
import Script
import Wire

/// What `where`, `expect`, `break` and rules look for: patterns compiled once, and conditions that are asked of each
/// candidate.
indirect enum Sieve {
  case pattern(Pattern)
  case condition(Expression)
  case and(Sieve, Sieve)
  case or(Sieve, Sieve)
  case not(Sieve)

  /// The first part that is no pattern.
  var condition: Expression? {
    switch self {
    case .pattern: nil
    case .condition(let expression): expression
    case .and(let a, let b), .or(let a, let b): a.condition ?? b.condition
    case .not(let inner): inner.condition
    }
  }

  /// Which nodes a portal message in it goes between.
  struct Ends {
    var from: String?
    var to: String?
  }
}

extension Session {
  package func rowTest(_ expression: Expression, _ evaluator: Evaluator) throws(ScriptFailure) -> RowTest? {
    guard let sieve = try sieve(expression, evaluator) else { return nil }
    return { [unowned self] value throws(ScriptFailure) in try passes(value, sieve, evaluator) }
  }

  func passes(_ value: Value, _ sieve: Sieve, _ evaluator: Evaluator) throws(ScriptFailure) -> Bool {
    switch sieve {
    case .pattern(let pattern): matches(value, pattern)
    case .condition(let expression): try evaluator.condition(expression, matching: value)
    case .and(let a, let b): try passes(value, a, evaluator) ? try passes(value, b, evaluator) : false
    case .or(let a, let b): try passes(value, a, evaluator) ? true : try passes(value, b, evaluator)
    case .not(let inner): try passes(value, inner, evaluator) == false
    }
  }

  /// What is neither a packet nor an event matches nothing, and no negation either.
  func matches(_ value: Value, _ pattern: Pattern) -> Bool {
    switch value {
    case .host(let packet as PacketValue): return pattern.matches(packet.packet)
    case .host(let captured as CapturedValue): return captured.matches(pattern)
    case .host(let event as EventValue):
      guard pattern.looksInside, let seen = event.record.seen else { return pattern.matches(event.record) }
      return pattern.matches(opened(Packet(seen.packet)))
    default: return false
    }
  }

  /// Compiles an expression as far as it is made of patterns; nil where no part of it is one.
  func sieve(_ expression: Expression, between ends: Sieve.Ends = .init(), _ evaluator: Evaluator)
    throws(ScriptFailure) -> Sieve?
  {
    switch expression.kind {
    case .binary(.and, let left, let right):
      guard let (a, b) = try sieves(left, right, between: ends, evaluator) else { return nil }
      if case .pattern(let a) = a, case .pattern(let b) = b { return .pattern(.and(a, b)) }
      return .and(a, b)
    case .binary(.or, let left, let right):
      guard let (a, b) = try sieves(left, right, between: ends, evaluator) else { return nil }
      if case .pattern(let a) = a, case .pattern(let b) = b { return .pattern(.or(a, b)) }
      return .or(a, b)
    case .unary(.not, let operand):
      guard let inner = try sieve(operand, between: ends, evaluator) else { return nil }
      if case .pattern(let pattern) = inner { return .pattern(.not(pattern)) }
      return .not(inner)
    default: return try single(expression, between: ends, evaluator).map(Sieve.pattern)
    }
  }

  /// Both sides, if at least one of them is a pattern.
  private func sieves(_ left: Expression, _ right: Expression, between ends: Sieve.Ends, _ evaluator: Evaluator)
    throws(ScriptFailure) -> (Sieve, Sieve)?
  {
    let (a, b) = (try sieve(left, between: ends, evaluator), try sieve(right, between: ends, evaluator))
    return a == nil && b == nil ? nil : (a ?? .condition(left), b ?? .condition(right))
  }

  private func single(_ expression: Expression, between ends: Sieve.Ends, _ evaluator: Evaluator)
    throws(ScriptFailure) -> Pattern?
  {
    if let call = Self.berkeleyCall(expression) { return .berkeley(try berkeley(call, evaluator)) }
    if case .name(let name) = expression.kind, let value = evaluator.variable(name) {
      if case .host(let held as PatternValue) = value { return held.pattern }
      return nil
    }
    if let call = messageCall(expression) {
      return .message(
        MessagePattern(
          name: call.name.text, from: ends.from, to: ends.to, tests: try messageTests(call, evaluator)))
    }
    return isPattern(expression, evaluator) ? .packet(try pattern(expression, evaluator)) : nil
  }

  /// An expression that must be nothing but patterns.
  func wholePattern(_ expression: Expression, between ends: Sieve.Ends = .init(), _ evaluator: Evaluator)
    throws(ScriptFailure) -> Pattern
  {
    let sieve = try sieve(expression, between: ends, evaluator)
    if case .pattern(let pattern)? = sieve { return pattern }
    throw ScriptFailure(.runtime, noPattern(sieve?.condition ?? expression))
  }

  func noPattern(_ expression: Expression) -> Diagnostic {
    if case .call(let call) = expression.kind {
      do throws(CraftingError) { _ = try LayerSchema.named(call.name.text) } catch {
        return error.diagnostic(at: call.name.range)
      }
    }
    return Diagnostic(
      .notAPattern, "this is no pattern", at: expression.range, label: "a packet with holes, a message, or `bpf \"…\"`")
  }
}
