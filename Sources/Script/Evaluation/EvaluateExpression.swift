import Base

extension Evaluator {
  /// The value of an expression where the script stands. Words that name a variable give its value.
  package func value(of expression: Expression) throws(ScriptFailure) -> Value {
    budget.depth += 1
    defer { budget.depth -= 1 }
    guard budget.depth <= Budget.depth else {
      throw Operators.failure(.callsTooDeep, "calls and expressions nest too deeply", expression.range)
    }
    switch expression.kind {
    case .literal(let value): return value
    case .name, .member, .index: return try path(expression)
    case .word(let word): return try value(of: word)
    case .interpolated(let parts): return .string(try joined(parts))
    case .call(let call): return try value(of: call, in: expression)
    case .unary(.not, let operand): return .bool(!(try condition(operand)))
    case .unary(.negate, let operand): return try Operators.negate(value(of: operand), at: expression.range)
    case .binary(let operation, let left, let right): return try binary(operation, left, right, expression)
    case .stack(let parts): return try stack(parts, expression)
    case .set(let items): return .set(try unique(items))
    case .list(let items): return .list(try values(of: items))
    case .range(let lower, let upper): return try range(lower, upper, at: expression.range)
    case .with(let base, let changes): return try change(value(of: base), changes, at: expression.range)
    case .pipe(let base, let stages): return try piped(value(of: base), stages, at: base.range)
    case .invalid: return .none
    }
  }

  /// The value with the fields of `subject` in reach, as in `events where kind == "drop"`.
  package func value(of expression: Expression, matching subject: Value) throws(ScriptFailure) -> Value {
    try matching(.value(subject)) { () throws(ScriptFailure) in try value(of: expression) }
  }

  func matching<Result>(_ inner: Subject, _ body: () throws(ScriptFailure) -> Result) throws(ScriptFailure) -> Result {
    let outer = subject
    subject = inner
    defer { subject = outer }
    return try body()
  }

  private func values(of items: [Expression]) throws(ScriptFailure) -> [Value] {
    var values: [Value] = []
    for item in items { values.append(try value(of: item)) }
    return values
  }

  private func unique(_ items: [Expression]) throws(ScriptFailure) -> [Value] {
    var values: [Value] = []
    for value in try self.values(of: items) where !values.contains(where: { $0.equals(value) }) { values.append(value) }
    return values
  }

  private func range(_ lower: Expression, _ upper: Expression, at range: SourceRange) throws(ScriptFailure) -> Value {
    if case .address(let first) = try value(of: lower) { return try addresses(first, upper, at: range) }
    let (a, b) = (try integer(of: lower), try integer(of: upper))
    guard a <= b else {
      throw Operators.failure(
        .wrongType, "a range goes from the smaller to the larger number", range, label: "write `\(b)..\(a)`")
    }
    return .range(a...b)
  }

  private func addresses(_ first: IPAddress, _ upper: Expression, at range: SourceRange) throws(ScriptFailure) -> Value
  {
    let last = try value(of: upper)
    guard case .address(let last) = last else {
      throw Operators.failure(
        .wrongType, "a range of addresses ends with an address, not with \(last.indefinite)", upper.range,
        label: "such as `\(first)`")
    }
    if let range = AddressRange(first, last) { return .addresses(range) }
    let sameFamily = first.family == last.family
    throw Operators.failure(
      .wrongType, "a range of addresses goes from the smaller to the larger one\(sameFamily ? "" : " of one family")",
      range, label: sameFamily ? "write `\(last)..\(first)`" : "")
  }

  func joined(_ parts: [StringPart]) throws(ScriptFailure) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let piece): text += piece
      case .expression(let expression): text += try value(of: expression).text
      }
    }
    return text
  }

  private func value(of word: Word) throws(ScriptFailure) -> Value {
    guard let root = word.path.first, scope.find(root.text) != nil, let last = word.path.last else {
      return .string(word.text)
    }
    return try value(of: Expression(path: Name(word.text, root.range.union(last.range))))
  }

  private func binary(_ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ whole: Expression)
    throws(ScriptFailure) -> Value
  {
    switch operation {
    case .and: return .bool(try condition(left) ? try condition(right) : false)
    case .or: return .bool(try condition(left) ? true : try condition(right))
    case .has: return .bool(try Membership.has(resolved(value(of: left)), hasName(right), whole.range))
    case .inside, .notInside:
      if let words = try words(right, of: left) {
        return try Operators.apply(operation, value(of: left), words, at: whole.range)
      }
      if let layer = layerName(left), case .host(let value) = resolved(try self.value(of: right)) {
        return .bool(value.has(layer) == (operation == .inside))
      }
      return try Operators.apply(operation, value(of: left), value(of: right), at: whole.range)
    case .matches: return .bool(try matches(left, right, at: whole.range))
    default:
      let other = if let words = try words(right, of: left) { words } else { try value(of: right) }
      return try Operators.apply(operation, value(of: left), other, at: whole.range)
    }
  }

  /// The layer of `tcp in p`, which is `p has tcp`.
  private func layerName(_ expression: Expression) -> String? {
    guard let name = expression.dottedName?.text, host.isLayer(name),
      scope.find(String(name.prefix { $0 != "." })) == nil
    else { return nil }
    return name
  }

  /// `p has tcp`: a bare name right of `has` is the name itself, unless a variable bears it.
  private func hasName(_ expression: Expression) throws(ScriptFailure) -> Value {
    guard let name = expression.dottedName, scope.find(name.text.prefix { $0 != "." }.description) == nil else {
      return try value(of: expression)
    }
    return .string(name.text)
  }

  private func matches(_ left: Expression, _ right: Expression, at range: SourceRange) throws(ScriptFailure) -> Bool {
    let subject = resolved(try value(of: left))
    if let test = try host.rowTest(right, self) { return try test(subject) }
    guard case .string(let glob) = try value(of: right) else {
      throw Operators.failure(
        .wrongType, "`matches` takes a packet pattern or a text with `*` and `?`", right.range)
    }
    return Membership.matches(subject.text, glob: glob)
  }
}
