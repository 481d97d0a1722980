/// One mistake in a lab file: which, where, and what was probably meant.
package struct LabFileProblem: Error, Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The file is no YAML, or more of it than a lab can be.
    case notYAML = "not-yaml"
    case unknownKey = "unknown-key"
    /// A list where a word is wanted, a word where a number is wanted.
    case wrongType = "wrong-type"
    /// Something has to be said, and is not.
    case missing
    /// A value of the right type that cannot be.
    case badValue = "bad-value"
    case unknownName = "unknown-name"
    /// A name or an address that something else has already.
    case takenTwice = "taken-twice"
    /// An address in a range that is kept for something else.
    case reserved
  }

  package let kind: Kind
  package let message: String
  /// Bytes of the file.
  package let range: Range<Int>
  /// What is said at the place.
  package var label = ""
  package var notes: [String] = []
  /// Another place that it is about, such as the first of two.
  package var other: Place?

  package struct Place: Hashable, Sendable {
    package let range: Range<Int>
    package let text: String
  }

  init(_ kind: Kind, _ message: String, at range: Range<Int>, label: String = "", notes: [String] = []) {
    self.kind = kind
    self.message = message
    self.range = range
    self.label = label
    self.notes = notes
  }
}
