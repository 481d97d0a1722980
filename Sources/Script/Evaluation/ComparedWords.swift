/// Words of a field that stand for its values: the `S` of `p.tcp.flags == S`.
extension Evaluator {
  /// What stands right of a comparison, where it is a word that the field left of it knows, or a set of such; nil where
  /// it is anything else. A variable of that name comes first.
  func words(_ right: Expression, of left: Expression) throws(ScriptFailure) -> Value? {
    guard case .member(let base, let field) = left.kind, hasWords(right) else { return nil }
    let holder = resolved(try value(of: base))
    if case .set(let items) = right.kind {
      var values: [Value] = []
      for item in items {
        let member = if let word = word(item, field, holder) { word } else { try value(of: item) }
        values.append(member)
      }
      return .set(values)
    }
    return word(right, field, holder)
  }

  private func hasWords(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name(let name): scope.find(name) == nil
    case .set(let items): items.contains(where: hasWords)
    default: false
    }
  }

  private func word(_ expression: Expression, _ field: Name, _ holder: Value) -> Value? {
    guard case .name(let name) = expression.kind, scope.find(name) == nil else { return nil }
    switch holder {
    case .host(let holder): return holder.word(name, of: field.text)
    // Of a layer that is not there nothing is equal to any word, and nobody knows its words.
    case .none: return subject == nil ? nil : .string(name)
    default: return nil
    }
  }
}
