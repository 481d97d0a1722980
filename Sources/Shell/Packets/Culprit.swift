import Script
import Wire

/// What in a field's value a layer refuses, and why: the smallest part that is refused on its own.
struct Culprit {
  let error: CraftingError
  let expression: Expression
  /// The name of a field or an item, where that is what is wrong.
  let name: Name?

  init(_ error: CraftingError, in argument: Argument) {
    self.init(error, argument.value, argument.name)
  }

  private init(_ error: CraftingError, _ expression: Expression, _ name: Name?) {
    self.error = error
    self.expression = expression
    self.name = name
  }

  /// A bare name that the field does not know may be a variable's.
  var mayBeVariable: Bool {
    switch (error.problem, expression.kind) {
    case (.unknownName, .name), (.wrongType, .name), (.unknownItem, .name): true
    default: false
    }
  }

  var diagnostic: Diagnostic {
    let range = name?.range ?? expression.range
    return error.diagnostic(name: range, value: error.isAboutItem ? range : expression.range)
  }

  /// - Parameter value: what the argument's expression was read as, part by part.
  static func find(_ error: CraftingError, _ argument: Argument, _ value: Wire.FieldValue, in layer: Layer) -> Culprit {
    guard let field = argument.name?.text else { return Culprit(error, in: argument) }
    let search = CulpritSearch(layer: Layer(layer.schema), field: field)
    return search.inSet(argument.value, value) ?? search.inList(argument.value, value)
      ?? search.inItem(argument.value, value) ?? Culprit(error, in: argument)
  }

  private struct CulpritSearch {
    let layer: Layer
    let field: String

    private func refusal(_ value: Wire.FieldValue) -> CraftingError? {
      var probe = layer
      do throws(CraftingError) {
        try probe.set(field, to: value)
        return nil
      } catch {
        return error
      }
    }

    func inSet(_ expression: Expression, _ value: Wire.FieldValue) -> Culprit? {
      let parts: [Expression]
      switch expression.kind {
      case .set(let members), .list(let members): parts = members
      default: return nil
      }
      guard case .set(let values) = value, parts.count == values.count else { return nil }
      for (part, value) in zip(parts, values) {
        if let error = refusal(value) { return Culprit(error, part, nil) }
      }
      return nil
    }

    func inList(_ expression: Expression, _ value: Wire.FieldValue) -> Culprit? {
      guard case .list(let parts) = expression.kind, case .list(let values) = value, parts.count == values.count else {
        return nil
      }
      for (part, value) in zip(parts, values) {
        guard let error = refusal(.list([value])) else { continue }
        return inItem(part, value) ?? Culprit(error, part, nil)
      }
      return nil
    }

    /// The first argument with which the item is refused; the item's own name if it is refused without any.
    func inItem(_ expression: Expression, _ value: Wire.FieldValue) -> Culprit? {
      guard case .call(let call) = expression.kind, case .call(let name, let arguments) = value,
        call.arguments.count == arguments.count || arguments.isEmpty
      else { return nil }
      for count in 0...arguments.count {
        guard let error = refusal(.list([.call(name, Array(arguments.prefix(count)))])) else { continue }
        if count == 0 { return Culprit(error, expression, call.name) }
        let argument = call.arguments[count - 1]
        return Culprit(error, argument.value, argument.name)
      }
      return nil
    }
  }
}

extension CraftingError {
  /// No value would have done: the way to the field leads nowhere.
  var isAboutPath: Bool {
    switch problem {
    case .noSuchLayer, .badPath, .unknownLayer: true
    default: false
    }
  }

  fileprivate var isAboutItem: Bool { if case .unknownItem = problem { true } else { false } }
}
