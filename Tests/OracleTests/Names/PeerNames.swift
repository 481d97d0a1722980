@testable import Wire

/// What another tool calls a field of ours.
enum PeerName: Sendable {
  /// Bits of one or more of the tool's fields, from the highest bit of ours to the lowest.
  case bits([Part])
  case address(String)
  case bytes(String)
  /// A list of values, as the tool lists them.
  case list(String)
  /// A list of numbers, each under its place in the list.
  case numbered
  /// A list of items, each with a name and fields of its own.
  case items(String, [PeerItem])
  /// The tool cannot say it, and why.
  case nothing(String)

  struct Part: Sendable {
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
struct PeerField: Sendable {
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

/// An item of ours and its name elsewhere.
struct PeerItem: Sendable {
  let ours: String
  /// Nil: the number in this field is the name.
  let theirs: String?
  let kind: String
  let fields: [PeerField]

  init(_ ours: String, _ theirs: String, _ fields: [PeerField] = []) {
    self.ours = ours
    self.theirs = theirs
    self.fields = fields
    kind = ""
  }

  init(_ ours: String, numbered kind: String, _ fields: [PeerField]) {
    self.ours = ours
    self.kind = kind
    self.fields = fields
    theirs = nil
  }
}
