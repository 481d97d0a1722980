import Lab
import Script
import Wire

/// The words of the language, for what is generated of them: manual, grammars for editors.
package struct LanguageWords: Sendable {
  /// Verbs by task, as `help` shows them.
  package let tasks: [(title: String, verbs: [VerbSignature])]
  /// Words with which a line of the language itself begins.
  package let structure: [String]
  /// Words before arguments: `from`, `within`; and the stages of a pipe.
  package let connectors: [String]
  package let operators: [String]
  package let options: [String]
  package let functions: [String]
  package let layers: [String]
  package let events: [String]
  package let messages: [String]

  package init() {
    let signatures = SignatureTable(VerbTable.signatures)
    tasks = HelpPage.tasks.map { task in (task.title, task.verbs.compactMap { signatures[$0] }) }
    structure = StructuralWords.all.map(\.name) + ["in", "or"]
    let parameters = VerbTable.signatures.flatMap { $0.forms.flatMap(\.parameters) }
    let literals = parameters.compactMap { if case .literal(let word) = $0.kind { word } else { nil } }
    let stages = ["where", "count", "sum", "by", "select", "sort", "first", "last", "to", "as"]
    connectors = (parameters.compactMap(\.introducer) + literals + stages).filter(\.isWord).unique.sorted()
    operators = ["and", "or", "not", "in", "has", "matches", "with", "without"]
    options = VerbTable.signatures.flatMap { $0.options.map(\.name) }.unique.sorted()
    functions = (FunctionTable.names.map(\.text) + ["bpf", "count", "min", "max", "sum", "text"]).unique.sorted()
    layers = LayerSchema.all.flatMap { [$0.name] + $0.aliases }.unique.sorted()
    events = EventKind.all.map(\.name).sorted()
    messages = Vocabulary.messages.sorted()
  }

  /// All verbs that do something.
  package var verbs: [String] {
    VerbTable.verbs.flatMap { [$0.signature.name] + $0.signature.aliases }.unique.sorted()
  }
}

extension String {
  fileprivate var isWord: Bool { !isEmpty && allSatisfy { $0.isLetter || $0 == "-" || $0 == "_" } }
}

extension [String] {
  fileprivate var unique: [String] {
    var seen: [String] = []
    for word in self where !seen.contains(word) { seen.append(word) }
    return seen
  }
}
