import Base
import Lab
import Script
import Wire

enum Help: Verb {
  static let signature = VerbSignature(
    "help", summary: "What can be typed, and what it does.",
    page: """
      Without a word: one screen, by task. With a verb, a layer, a field, a kind of event, the reason of a drop, a message or \
      a code: its page; with an event or a packet of this lab what it was; with `wg` or `app` what begins so. `WORD?` is \
      the same. `help kinds` and `help reasons` list these. `help packets`, `help patterns` and `help captures` tell what no single word can.
      """,
    forms: [Form(Parameter("word", .object("help-word"), optional: true))],
    examples: [
      Example("help", "one screen"), Example("help revoke", "a verb's page"), Example("help icmp", "a layer's"),
      Example("help tcp.options", "a field's"), Example("help packets", "how packets are written"),
      Example("help not-authorized", "the reason of a drop"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let word = (try call.text("word") ?? "").trimmed
    if word.isEmpty { return .value(.string(HelpPage.overview(call.session.signatures))) }
    // Some verbs bear the names of layers.
    let pages = [
      call.session.signatures[word].map(HelpPage.text),
      FunctionTable.function(word).map { HelpPage.text($0.signature) },
      HelpTopic.named(word)?.text, LayerPage.text(word, call.session),
      EventKind.named(word).map(EventPages.text), ReasonTable.find(word).map(ReasonPages.text),
    ].compactMap(\.self)
    if !pages.isEmpty { return .value(.string(pages.joined(separator: "\n\n"))) }
    if let text = Explain.words(word, call.session) ?? EventProse.words(word, call.session) {
      return .value(.string(text))
    }
    let names =
      call.session.signatures.names + FunctionTable.names.map(\.text) + LayerSchema.all.map(\.name)
      + HelpTopic.all.map(\.name)
    throw call.fail(
      .unknownWord, "there is no help on `\(word)`", at: call.range(of: "word"),
      label: Suggestion.nearest(to: word, in: names).map { "did you mean `\($0)`?" } ?? "",
      notes: ["`help` lists the verbs, `apropos \(word)` searches"])
  }

  /// What begins with the word and a dot: the layers of `wg`, the events of `app`.
  static func family(_ word: String) -> String? {
    let layers = LayerSchema.all.map { (name: $0.name, words: $0.title) }
    let kinds = EventKind.all.map { (name: $0.name, words: "an event: \($0.meaning)") }
    let members = (layers + kinds).filter { $0.name.hasPrefix(word + ".") }
    guard !members.isEmpty else { return nil }
    let width = members.reduce(0) { max($0, $1.name.count) } + 2
    return members.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))\($0.words)\n" }.joined()
  }
}

enum Apropos: Verb {
  static let signature = VerbSignature(
    "apropos", summary: "Search everything that is written about verbs, events and codes.",
    forms: [Form(Parameter("word", .word))], options: [VerbSignature.formatOption],
    examples: [Example("apropos prohibited", "where a word occurs")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let word = (try call.text("word") ?? "").trimmed.lowercased()
    var rows: [Script.Table.Row] = []
    func look(_ name: String, _ texts: String...) {
      guard texts.contains(where: { $0.lowercased().contains(word) }) || name.lowercased().contains(word) else {
        return
      }
      rows.append(.init([.string(name), .string(texts[0])]))
    }
    for verb in call.session.signatures.verbs { look(verb.name, verb.summary, verb.page) }
    for function in FunctionTable.all.map({ $0.signature }) { look(function.name, function.summary, function.page) }
    for topic in HelpTopic.all { look(topic.name, topic.title, topic.page) }
    for layer in LayerSchema.all { look(layer.name, layer.title, layer.fields.map(\.meaning).joined(separator: " ")) }
    for kind in EventKind.all { look(kind.name, kind.meaning) }
    for reason in ReasonTable.all { look(reason.name, reason.meaning) }
    for term in TermTable.all { look(term.name, term.meaning) }
    for message in Vocabulary.messageMeanings { look(message.message, message.meaning) }
    for code in CodeTable.language + call.session.codes { look(code.code, code.title, code.explanation) }
    return .value(.table(Script.Table(columns: ["word", "about"], rows: rows)))
  }
}

/// Help as text, from nothing but signatures.
enum HelpPage {
  /// Verbs by task; those that no task names come last.
  static let tasks: [(title: String, verbs: [String])] = [
    (
      "the world",
      [
        "lab", "seed", "status", "nodes", "show", "resources", "authorizations", "connections", "beliefs", "flags",
        "doctor",
      ]
    ),
    ("traffic", ["ping", "curl", "dig", "tcp", "udp", "wait", "send", "ask"]),
    (
      "access",
      [
        "revoke", "authorize", "expire", "filter", "policy", "resource", "site", "token", "group", "actor", "device",
        "account", "internet", "resolvers",
      ]
    ),
    ("what goes wrong", ["fault", "nat", "partition", "heal", "restart", "stop", "start", "sleep", "roam"]),
    ("switches", ["flag", "recovery", "compat"]),
    ("in flight", ["on", "edit", "rules", "release"]),
    ("time", ["run", "step", "break", "breaks", "delete", "continue"]),
    ("the past", ["back", "goto", "undo", "last", "snapshot", "restore", "fork", "worlds", "compare"]),
    (
      "what happened", ["events", "packets", "messages", "watch", "watches", "watched", "why", "trace-only", "diagram"]
    ),
    ("files", ["read", "write"]),
    ("packets", ["hex", "source", "summary", "diff", "fragment", "reassemble", "fields", "layers"]),
    ("expectations", ["expect", "check", "require", "in-order", "any-order", "either", "mark"]),
    ("the language", ["let", "for", "repeat", "if", "fn", "use", "section", "finally"]),
    ("learning", ["help", "explain", "predict", "apropos", "cheatsheet", "tutorial"]),
    ("the session", ["history", "save", "quit"]),
  ]

  static func overview(_ signatures: SignatureTable) -> String {
    var text = ""
    for task in tasks {
      text += "\(task.title)\n"
      for name in task.verbs {
        guard let verb = signatures[name] else { continue }
        text += "  \(name)\(String(repeating: " ", count: max(1, 16 - name.count)))\(verb.summary)\n"
      }
    }
    text += "functions\n"
    for function in FunctionTable.all.map({ $0.signature }) {
      text +=
        "  \(function.name)\(String(repeating: " ", count: max(1, 16 - function.name.count)))\(function.summary)\n"
    }
    return text
      + "help VERB shows forms and examples, help packets how packets are written, help tcp a layer; try: ping 172.20.0.100"
  }

  static func text(_ verb: VerbSignature) -> String {
    var text = "\(verb.name): \(verb.summary)\n\n"
    for form in verb.forms { text += "  \(form.usage(of: verb.name))\n" }
    for option in verb.options { text += "  --\(option.name): \(option.summary)\n" }
    if !verb.page.isEmpty { text += "\n\(verb.page.wrapped())\n" }
    for example in verb.examples { text += "\n  \(example.line)\n    \(example.text)" }
    return text
  }
}
