import Base

/// Names: a variable, a field of what is matched, a packet `p3`, a path in the state tree, a layer — in this order.
extension Evaluator {
  func path(_ expression: Expression) throws(ScriptFailure) -> Value {
    switch expression.kind {
    case .name(let name):
      if let value = local(name) { return value }
      return try state(expression)
    case .member(let base, let name):
      guard hasLocalRoot(base) else { return try state(expression) }
      return try member(name, of: value(of: base))
    case .index(let base, let index):
      guard hasLocalRoot(base) else { return try state(expression) }
      if let layer = index.dottedName?.text, host.isLayer(layer), scope.find(layer) == nil {
        // `p[UDP]`
        return try member(Name(layer.lowercased(), index.range), of: value(of: base))
      }
      return try element(value(of: index), of: value(of: base), at: index.range)
    default: return try value(of: expression)
    }
  }

  /// What a bare name means without asking for the state of the world.
  func local(_ name: String) -> Value? { scope.find(name) ?? subject?.field(name) ?? packetReference(name) }

  private func packetReference(_ name: String) -> Value? {
    guard name.first == "p", let number = UInt64(name.dropFirst()), name == "p\(number)" else { return nil }
    return host.packet(number: number).map { _ in .packet(number) }
  }

  private func hasLocalRoot(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name(let name): local(name) != nil
    case .member(let base, _), .index(let base, _): hasLocalRoot(base)
    default: true
    }
  }

  private func member(_ name: Name, of base: Value) throws(ScriptFailure) -> Value {
    let value = resolved(base)
    if case .none = value { return .none }
    if let member = value.member(name.text) ?? host.member(name.text, of: value) { return member }
    let names = value.memberNames
    throw Operators.failure(
      .unknownMember, "\(value.indefinite) has no field `\(name.text)`", name.range,
      label: value.advice(for: name.text) ?? Suggestion.nearest(to: name.text, in: names).map {
        "did you mean `\($0)`?"
      }
        ?? "",
      notes: names.isEmpty ? [] : ["fields: \(names.joined(separator: " "))"])
  }

  private func element(_ index: Value, of base: Value, at range: SourceRange) throws(ScriptFailure) -> Value {
    let value = resolved(base)
    if let element = value.element(index) { return element }
    let count = value.elements.map { " of \($0.count)" } ?? ""
    let first = if case .host(let host) = value { host.firstIndex } else { value.elements.map { _ in 0 } }
    throw Operators.failure(
      .badIndex, "there is no element \(index.literal.shortened)\(count) in \(value.indefinite)", range,
      label: first.map { "elements are counted from \($0)" } ?? "")
  }

  /// A path in the state tree with its indices evaluated; nil when the expression is none.
  package func statePath(of expression: Expression) throws(ScriptFailure) -> StatePath? {
    switch expression.kind {
    case .name(let name): return StatePath([.name(Name(name, expression.range))], expression.range)
    case .word(let word): return word.path.isEmpty ? nil : StatePath(word.path.map { .name($0) }, expression.range)
    case .member(let base, let name):
      return try statePath(of: base).map { StatePath($0.steps + [.name(name)], expression.range) }
    case .index(let base, let index):
      guard let path = try statePath(of: base) else { return nil }
      return StatePath(path.steps + [.index(try value(of: index), index.range)], expression.range)
    default: return nil
    }
  }

  private func state(_ expression: Expression) throws(ScriptFailure) -> Value {
    guard let path = try statePath(of: expression) else { return .none }
    if let value = try host.state(path, self) { return value }
    if let name = expression.dottedName, host.isLayer(name.text) {
      return try host.packet(from: expression.stack, at: expression.range, self)
    }
    throw unknownName(path, expression)
  }

  private func unknownName(_ path: StatePath, _ expression: Expression) -> ScriptFailure {
    if path.steps.count == 1, case .name(let name)? = path.steps.first, let number = NumberedName(name.text) {
      return Operators.failure(
        .noSuchNumber, "there is no packet `p\(number.number)`", name.range, label: "`packets` lists them")
    }
    let (wrong, candidates) = wrongStep(of: path)
    return ScriptFailure(.runtime, Self.unknownName(wrong, in: candidates))
  }

  /// The first step that leads nowhere, and what could stand there.
  private func wrongStep(of path: StatePath) -> (StatePath, candidates: [String]) {
    for count in path.steps.indices {
      guard let below = host.names(below: StatePath(Array(path.steps[..<count]), path.range)) else { break }
      guard case .name(let name) = path.steps[count], !below.contains(name.text) else { continue }
      let names = (count == 0 ? variableNames + (subject?.names ?? []) + below : below).unique
      return (StatePath(Array(path.steps[...count]), path.range), names)
    }
    return (path, path.steps.count == 1 ? variableNames + (subject?.names ?? []) : [])
  }

  static func unknownName(_ path: StatePath, in names: [String]) -> Diagnostic {
    let last: Name? =
      switch path.steps.last {
      case .name(let name): name
      case .index(let value, let range): Name(value.literal, range)
      case nil: nil
      }
    let name = last ?? Name(path.text, path.range)
    let meant = Suggestion.nearest(to: name.text, in: names)
    return Diagnostic(
      .unknownName, path.steps.count == 1 ? "nothing is called `\(name.text)`" : "`\(path.text)` leads nowhere",
      at: name.range, label: meant.map { "did you mean `\($0)`?" } ?? "if this is text, write `\"\(name.text)\"`",
      notes: meant == nil && !names.isEmpty ? ["known here: \(names.joined(separator: " "))"] : [])
  }
}

extension [String] {
  /// Without repetitions, in order.
  var unique: [String] {
    var seen: [String] = []
    for name in self where !seen.contains(name) { seen.append(name) }
    return seen
  }
}

/// `p` and digits.
struct NumberedName {
  let number: UInt64

  init?(_ name: String) {
    guard name.first == "p", let number = UInt64(name.dropFirst()) else { return nil }
    self.number = number
  }
}
