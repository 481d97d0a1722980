/// A value kept apart from its holder, who has one reference to it: moving and copying the holder costs no more than that.
///
/// Copied when it is changed while another holder has it, as an array is; for what is large and changed in place. The
/// compiler copies the bytes of a large structure for every call of a method that only looks at it: of what a packet
/// passes through, the parts that most packets do not touch are kept apart.
@propertyWrapper @usableFromInline package struct Boxed<Value: Sendable>: Sendable {
  /// Exactly one: the language's own storage that is copied on demand.
  @usableFromInline var cell: [Value]

  @inlinable package init(wrappedValue: Value) { cell = [wrappedValue] }

  @inlinable package var wrappedValue: Value {
    _read { yield cell.span[0] }
    _modify { yield &cell[0] }
  }

  /// Looks at the value where it stands; `wrappedValue` may hand out a copy.
  @inlinable package func read<Result>(_ body: (Value) throws -> Result) rethrows -> Result { try body(cell.span[0]) }

  @inlinable package mutating func update<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    try body(&cell[0])
  }
}
