/// A value kept apart from its holder, who has one reference to it: moving and copying the holder costs no more than that.
///
/// Copied when it is changed while another holder has it, as an array is; for what is large and changed in place. A
/// holder hands it out by `get` and `_modify`: where one that yields reads from this one, a debug build (Swift 6.3)
/// destroys parts of a large value that it never copied.
@usableFromInline package struct Boxed<Value: Sendable>: Sendable {
  /// Exactly one: the language's own storage that is copied on demand.
  @usableFromInline var cell: [Value]

  @inlinable package init(_ value: Value) { cell = [value] }

  @inlinable package var value: Value {
    _read { yield cell.span[0] }
    _modify { yield &cell[0] }
  }

  /// Looks at the value where it stands; `value` may hand out a copy.
  @inlinable package func read<Result>(_ body: (Value) throws -> Result) rethrows -> Result { try body(cell.span[0]) }

  @inlinable package mutating func update<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    try body(&cell[0])
  }
}
