/// Everything there is to know about a verb: one table drives parsing, completion, help and checking.
package struct VerbSignature: Sendable {
  package var name: String
  package var aliases: [String]
  /// One sentence for the list of verbs.
  package var summary: String
  /// The page that `help VERB` prints below summary and forms.
  package var page: String
  /// Tried in order; the first that fits the line is taken.
  package var forms: [Form]
  package var options: [OptionSignature]
  package var examples: [Example]

  package init(
    _ name: String, aliases: [String] = [], summary: String, page: String = "", forms: [Form],
    options: [OptionSignature] = [], examples: [Example] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.page = page
    self.forms = forms
    self.options = options
    self.examples = examples
  }
}

/// A sequence of parameters. Positional ones come in order, introduced ones anywhere.
package struct Form: Sendable {
  package var parameters: [Parameter]

  package init(_ parameters: Parameter...) { self.parameters = parameters }
  package init(_ parameters: [Parameter]) { self.parameters = parameters }
}

package struct Parameter: Sendable {
  package var name: String
  package var kind: ParameterKind
  /// The word before the argument (`from`, `within`, `:`); nil for a positional parameter.
  package var introducer: String?
  package var isOptional: Bool
  /// Takes one or more arguments, with or without commas between them.
  package var isRepeatable: Bool
  /// For help and hints.
  package var summary: String

  package init(
    _ name: String, _ kind: ParameterKind, introducer: String? = nil, optional: Bool = false,
    repeatable: Bool = false, summary: String = ""
  ) {
    self.name = name
    self.kind = kind
    self.introducer = introducer
    isOptional = optional
    isRepeatable = repeatable
    self.summary = summary
  }

  /// A word that must stand here: `load` in `lab load FILE`.
  package static func literal(_ word: String, optional: Bool = false) -> Parameter {
    Parameter(word, .literal(word), optional: optional)
  }

  /// An optional argument behind a word: `from CLIENT`.
  package static func introduced(
    _ word: String, _ name: String, _ kind: ParameterKind, optional: Bool = true, summary: String = ""
  ) -> Parameter {
    Parameter(name, kind, introducer: word, optional: optional, summary: summary)
  }
}

package enum ParameterKind: Hashable, Sendable {
  /// A fixed word.
  case literal(String)
  /// A bare or quoted word.
  case word
  /// The name of a live object; the class (`client`, `gateway`, `node`, `resource`, `tap`, `flag`, `link`,
  /// `event-kind`, `verb` …) is resolved by the host for completion and checking.
  case object(String)
  case choice([String])
  case expression
  /// An expression that yields packets.
  case packet
  /// A pattern: handed over unevaluated.
  case pattern
  /// A path in the state tree, `client.resources["X"].status`: handed over unevaluated.
  case statePath
  case duration
  /// A whole number, or an expression in brackets.
  case count
  case file
  case url
  /// The rest of the line, as one text.
  case text
  case block
  /// `loss=5% latency=50ms`, one or more.
  case settings
  /// `{ field = value, … }`
  case edits
}

package struct OptionSignature: Sendable {
  /// Without the dashes.
  package var name: String
  /// nil for an option without a value.
  package var value: ParameterKind?
  package var summary: String

  package init(_ name: String, _ value: ParameterKind? = nil, summary: String) {
    self.name = name
    self.value = value
    self.summary = summary
  }
}

/// A line that works, and what it shows. Examples run as tests.
package struct Example: Sendable {
  package var line: String
  package var text: String

  package init(_ line: String, _ text: String) {
    self.line = line
    self.text = text
  }
}
