extension Array {
  /// Appends to a list of which most have but one element: the first makes a list in one piece, without room for more.
  @inlinable package mutating func appendOne(_ element: consuming Element) {
    if isEmpty { self = [element] } else { append(element) }
  }
}
