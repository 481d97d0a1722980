/// One way to go on with a line.
package struct Completion: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case verb, word, object, option, variable, field, layer, path, file
  }

  package var text: String
  package var kind: Kind
  /// One short phrase.
  package var help: String
  /// The bytes of the line that `text` replaces.
  package var replacing: Range<Int>

  package init(_ text: String, _ kind: Kind, help: String = "", replacing: Range<Int> = 0..<0) {
    self.text = text
    self.kind = kind
    self.help = help
    self.replacing = replacing
  }
}
