@testable import Wire

/// What another tool calls a field of ours.
enum PeerName {
  /// Bits of one or more of the tool's fields, from the highest bit of ours to the lowest.
  case bits([Part])
  case address(String)
  case bytes(String)
  /// The tool cannot say it, and why.
  case nothing(String)

  struct Part {
    let name: String
    /// Nil: all of our field.
    var width: Int?
    /// How far left in the tool's field.
    var shift = 0

    init(_ name: String, width: Int? = nil, shift: Int = 0) {
      self.name = name
      self.width = width
      self.shift = shift
    }
  }

  static func number(_ name: String, shift: Int = 0) -> PeerName { .bits([Part(name, shift: shift)]) }
}

/// A field of ours and its name elsewhere.
struct PeerField {
  let ours: String
  let theirs: PeerName
  /// The tool does not compute it, although we do: it must be told.
  let isTold: Bool

  init(_ ours: String, _ theirs: PeerName, isTold: Bool = false) {
    self.ours = ours
    self.theirs = theirs
    self.isTold = isTold
  }

  init(_ ours: String, _ theirs: String, isTold: Bool = false) {
    self.init(ours, .number(theirs), isTold: isTold)
  }
}
