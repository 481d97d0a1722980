/// Which of a fixed set of names are switched on: feature flags, faults of the original.
@usableFromInline package struct Switches<Name: CaseIterable & Comparable & Hashable & Sendable>: Hashable, Sendable {
  /// In ascending order, so that what is on alone decides whether two are equal.
  @usableFromInline var on: [Name] = []

  @inlinable package init() {}

  @inlinable package static var none: Switches { Switches() }
  @inlinable package static var all: Switches {
    var switches = Switches()
    switches.on = Name.allCases.sorted()
    return switches
  }

  @inlinable package subscript(name: Name) -> Bool {
    get { on.contains(name) }
    set {
      on.removeAll { $0 == name }
      if newValue { on.insert(name, at: on.insertionIndex(of: name)) }
    }
  }
}
