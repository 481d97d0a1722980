import Base

/// ```
/// call      = dotted-name "(" [ argument { "," argument } ] ")"
/// argument  = dotted-name "=" expression | dotted-name comparison expression | expression
/// ```
/// A comparison whose left side is a bare name is an argument with that relation: `ttl<5`, `dport in {53, 80}`.
extension Parser {
  mutating func call(_ callee: Expression) throws(SyntaxError) -> Expression {
    guard let name = callee.dottedName else {
      throw SyntaxError(
        .unexpectedToken, "only a name can be called", at: peek().range,
        label: "a function or layer is a name such as `ip` or `wg.initiation`")
    }
    return try call(name, layer: nil)
  }

  /// The brackets behind a name.
  mutating func call(_ name: Name, layer: Int?) throws(SyntaxError) -> Expression {
    let arguments = try bracketed(.openParenthesis) { parser throws(SyntaxError) in
      try parser.list(until: .closeParenthesis) { parser throws(SyntaxError) in
        try parser.argument(of: name.text, layer)
      }
    }
    let range = range(from: name.range.lower)
    return Expression(.call(LayerCall(name: name, layer: layer, arguments: arguments, range: range)), range)
  }

  /// - Parameter place: which of the host's layers that is, where it is one of them as it stands.
  private mutating func argument(of layer: String, _ place: Int?) throws(SyntaxError) -> Argument {
    if probe != nil { noteFields(within: layer) }
    guard let (range, isPath) = assignedRange() else { return Argument(reading: try expression()) }
    let field = place.flatMap { signatures.layers.fields[$0].entry(source.bytes, range.lower..<range.upper) }
    let name = field.map { Name($0.name, range) } ?? name(in: range, isPath: isPath)
    let value = if let lone = loneLiteral() { lone } else { try self.value(of: name.text, in: layer) }
    return Argument(
      name: name, field: field?.place, relation: .assign, value: value, range: range.union(value.range))
  }

  /// A literal behind which the value ends, as most values of fields are: what `expression` would take, by a shorter way.
  private mutating func loneLiteral() -> Expression? {
    let token = peek()
    guard case .literal = token.kind, depth < Self.maximumDepth else { return nil }
    let next = self.token(at: token.range.upper)
    guard next.isSymbol(.comma) || next.isSymbol(.closeParenthesis) else { return nil }
    move(behind: token.range)
    return literal(token)
  }

  /// A layer inside a field is noted with its place, `dns.answers.a`, and as what it may be anywhere.
  private mutating func noteFields(within layer: String) {
    if let field = probe?.field { noteFields(of: "\(field).\(layer)") }
    noteFields(of: layer)
  }

  /// The value of a field; for completion what stands inside it knows where it stands.
  private mutating func value(of name: String, in layer: String) throws(SyntaxError) -> Expression {
    try joined(probe == nil ? try expression() : try expression(of: name, in: layer))
  }

  private mutating func expression(of name: String, in layer: String) throws(SyntaxError) -> Expression {
    let outer = probe?.field
    defer { probe?.field = outer }
    let path = outer.map { "\($0).\(layer)" } ?? layer
    probe?.field = "\(path).\(name)"
    note(.value(layer: path, field: name), at: peek())
    return try expression()
  }

  /// Between the brackets of a list or set: an element of the field whose value that is.
  mutating func element() throws(SyntaxError) -> Expression {
    if let field = probe?.field, let dot = field.lastIndex(of: ".") {
      note(.value(layer: String(field[..<dot]), field: String(field[field.index(after: dot)...])), at: peek())
    }
    return try expression()
  }
}

extension Argument {
  /// An expression between brackets, read as a relation of a field where it has that shape.
  init(reading expression: Expression) {
    if case .binary(let operation, let left, let right) = expression.kind, let name = left.dottedName,
      let relation = Relation(rawValue: operation.rawValue), relation != .assign
    {
      self.init(name: name, relation: relation, value: right, range: expression.range)
    } else {
      self.init(name: nil, relation: .assign, value: expression, range: expression.range)
    }
  }

  /// The argument as the expression it was written as, where a function and no layer is called.
  package var expression: Expression {
    guard let name, let operation = BinaryOperator(rawValue: relation.rawValue) else { return value }
    return Expression(.binary(operation, Expression(path: name), value), range)
  }
}

extension Expression {
  /// A dotted name as the members it is written with.
  init(path: Name) {
    let parts = path.text.split(separator: ".").map(String.init)
    var at = path.range.lower
    var result: Expression?
    for part in parts {
      let range = SourceRange(path.range.source, at, at + part.utf8.count)
      at += part.utf8.count + 1
      result =
        result.map { Expression(.member($0, Name(part, range)), $0.range.union(range)) }
        ?? Expression(.name(part), range)
    }
    self = result ?? Expression(.invalid, path.range)
  }
}
