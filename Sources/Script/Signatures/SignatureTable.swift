import Base

/// The verbs of a host, with the words of the language itself always among them.
///
/// A class: there is one for a session, and every parser holds it.
package final class SignatureTable: Sendable {
  /// The host's verbs in their order, then the structural words.
  package let verbs: [VerbSignature]
  /// Fixed names of a class (`event-kind`, `layer`): decides between forms such as `break EVENT` and
  /// `break PATTERN`. Classes that are missing here accept any word.
  package let vocabulary: [String: [String]]
  let layers: LayerNames
  private let index: NameIndex

  package init(
    _ verbs: [VerbSignature], vocabulary: [String: [String]] = [:], layers: LayerNames = LayerNames()
  ) {
    self.verbs = verbs + StructuralWords.all
    self.vocabulary = vocabulary
    self.layers = layers
    index = NameIndex(
      self.verbs.enumerated().flatMap { number, verb in
        ([verb.name] + verb.aliases).map { (name: $0, place: number) }
      })
  }

  /// A verb by name or alias.
  package subscript(_ name: String) -> VerbSignature? { index[name].map { verbs[$0] } }

  /// The same of bytes in a text.
  subscript(text: [UInt8], range: Range<Int>) -> VerbSignature? { index[text, range].map { verbs[$0] } }

  /// Names and aliases, in the table's order.
  package var names: [String] { verbs.flatMap { [$0.name] + $0.aliases } }
}
