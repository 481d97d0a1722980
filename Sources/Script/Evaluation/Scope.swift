/// Variables of a block and, through its parents, of the blocks around it.
final class Scope {
  let parent: Scope?
  private var variables: [String: Value] = [:]

  init(parent: Scope?) { self.parent = parent }

  func find(_ name: String) -> Value? { variables[name] ?? parent?.find(name) }

  /// Makes a variable here; an outer one of the same name is hidden.
  func declare(_ name: String, _ value: Value) { variables[name] = value }

  /// Changes the nearest variable of this name; false when there is none.
  func assign(_ name: String, _ value: Value) -> Bool {
    guard variables[name] == nil else {
      variables[name] = value
      return true
    }
    return parent?.assign(name, value) ?? false
  }

  var names: [String] { variables.keys.sorted() + (parent?.names ?? []) }
}
