/// Turns what the parser wanted into names that begin as the typed word does.
struct Completer {
  let host: any ScriptHost
  let variables: [String]
  let typed: String
  let replacing: Range<Int>

  static func wants(before bytes: [UInt8], _ host: any ScriptHost) -> [Probe.Want] {
    var parser = Parser(Source(id: SourceID(number: 0), name: "", bytes: bytes), signatures: host.signatures)
    parser.probe = Probe()
    let statements = parser.statements(in: nil)
    let wants = parser.probe?.wants ?? []
    // Nothing typed yet, or a statement has just ended: another can begin.
    let last = bytes.last { !Lexer.isBlank($0) }
    let begins = last.map { ";{".utf8.contains($0) } ?? true
    return begins || (statements.isEmpty && wants.isEmpty) ? [.statement, .operand] + wants : wants
  }

  /// Where the word at the end of the line begins: behind a blank or a character that no name holds.
  static func wordStart(_ bytes: [UInt8]) -> Int {
    if let quote = openQuote(bytes) { return quote }
    let separators = Array(" \t\n;,(){}[]=<>|!+".utf8)
    let start = (bytes.lastIndex { separators.contains($0) } ?? -1) + 1
    let isNextLayer = start > 0 && start < bytes.count && bytes[start - 1] == UInt8(ascii: ")")
    return isNextLayer && bytes[start] == UInt8(ascii: "/") ? start + 1 : start
  }

  private static func openQuote(_ bytes: [UInt8]) -> Int? {
    var open: Int?
    for (at, byte) in bytes.enumerated() where byte == UInt8(ascii: "\"") { open = open == nil ? at : nil }
    return open
  }

  func completions(for wants: [Probe.Want]) -> [Completion] {
    begun(narrowed(wants).flatMap(candidates))
  }

  /// Between the brackets of a layer stand its fields, and nothing else that could begin an expression; between braces what is
  /// given a value, and no statement.
  private func narrowed(_ wants: [Probe.Want]) -> [Probe.Want] {
    let isInLayer = wants.contains { want in
      switch want {
      case .settings: true
      case .fields(let layer), .value(let layer, _): host.fields(of: layer) != nil && !host.isFunction(layer)
      default: false
      }
    }
    return isInLayer ? wants.filter { $0 != .operand && $0 != .statement } : wants
  }

  /// Those that begin as the typed word does, each once.
  func begun(_ candidates: [Completion]) -> [Completion] {
    var found: [Completion] = []
    for completion in candidates where begins(completion.text) {
      if found.contains(where: { $0.text == completion.text }) { continue }
      found.append(Completion(completion.text, completion.kind, help: completion.help, replacing: replacing))
    }
    return found
  }

  /// The quote of a name with blanks need not be typed, nor the bracket that such a name needs in a path.
  private func begins(_ text: String) -> Bool {
    let (text, typed) = (text.lowercased(), typed.lowercased())
    if text.hasPrefix(typed) || (text.first == "\"" && text.dropFirst().hasPrefix(typed)) { return true }
    return typed.last == "." && text.hasPrefix(typed.dropLast() + "[")
  }

  private func candidates(for want: Probe.Want) -> [Completion] {
    switch want {
    case .statement: host.signatures.verbs.map { Completion($0.name, .verb, help: $0.summary) }
    case .operand: operands
    case .fields(let layer): host.fields(of: layer) ?? operands
    case .value(let layer, let field): host.values(of: field, in: layer) + variableCompletions
    case .expectation: expectations
    case .introducer(let verb, let form, let index):
      (host.signatures[verb]?.forms[form].parameters[index]).map {
        [Completion($0.introducer ?? "", .word, help: $0.summary)]
      } ?? []
    case .words(let words): words.map { Completion($0, .word) }
    case .options(let verb):
      (host.signatures[verb]?.options ?? []).map { Completion("--\($0.name)", .option, help: $0.summary) }
    case .settings(let verb): settings(of: verb)
    case .parameter(let verb, let form, let index): arguments(verb, form, index)
    }
  }

  private func arguments(_ verb: String, _ form: Int, _ index: Int) -> [Completion] {
    guard let parameter = host.signatures[verb]?.forms[form].parameters[index] else { return [] }
    switch parameter.kind {
    case .literal(let word): return [Completion(word, .word, help: parameter.summary)]
    case .choice(let words): return words.map { Completion($0, .word, help: parameter.summary) }
    case .object(let objects): return self.objects(objects) + variableCompletions
    case .expression, .packet: return operands
    case .pattern: return operands + (host.names(of: "message") ?? [])
    case .statePath: return members
    case .word, .url, .count, .duration: return variableCompletions
    case .file: return files
    case .text, .block, .settings, .edits: return []
    }
  }

  /// What a verb gives a value, by its own name or by its layer's: `ttl`, `ip.ttl`.
  private func settings(of verb: String) -> [Completion] {
    guard let dot = typed.lastIndex(of: ".") else { return host.names(of: "setting of \(verb)") ?? [] }
    let layer = typed[..<dot]
    return (host.fields(of: String(layer)) ?? []).map { Completion("\(layer).\($0.text)", .field, help: $0.help) }
  }

  private func objects(_ objects: String) -> [Completion] {
    let live = host.names(of: objects) ?? (host.signatures.vocabulary[objects] ?? []).map { Completion($0, .object) }
    return live.map { Completion(Self.word($0.text), $0.kind, help: $0.help) }
  }

  /// A name that is no bare word needs its quotes.
  private static func word(_ name: String) -> String {
    let isBare = name.utf8.allSatisfy { Lexer.isNameByte($0) || $0 >= 0x80 || "-.*:/?".utf8.contains($0) }
    return isBare && !name.isEmpty ? name : "\"\(name)\""
  }

  private var variableCompletions: [Completion] { variables.map { Completion($0, .variable) } }

  /// Packets and events are many: they are offered to whoever has begun to type a number.
  private var numbered: [Completion] {
    let mark = typed.first
    guard mark == "#" || (mark == "p" && typed.dropFirst().allSatisfy(\.isNumber)) else { return [] }
    return host.names(of: mark == "#" ? "event" : "packet") ?? []
  }

  /// What lies in the folder that is typed.
  private var files: [Completion] {
    let path = typed.drop { $0 == "\"" }
    return host.files(in: path.lastIndex(of: "/").map { String(path[...$0]) } ?? "")
      .map { Completion(Self.word($0.text), $0.kind, help: $0.help) }
  }

  private var operands: [Completion] {
    numbered + variableCompletions + (host.names(of: "layer") ?? []) + host.functions
      + Builtins.all.map { Completion("\($0.name)(", .word, help: $0.summary) } + members
  }

  /// Names of the state tree below what is typed up to its last dot.
  private var members: [Completion] {
    let path = typed.lastIndex(of: ".").map { String(typed[..<$0]) } ?? ""
    let range = SourceRange(SourceID(number: 0), 0, 0)
    let steps = path.split(separator: ".").map { StatePath.Step.name(Name(String($0), range)) }
    let names = host.names(below: StatePath(steps, range)) ?? []
    guard !path.isEmpty else { return names.map { Completion($0, .path) } }
    let nodes = (host.names(below: StatePath([], range)) ?? []).filter { $0.contains(".") }
    return nodes.map { Completion($0, .path) }
      + names.map { name in
        // In the middle of a path a point would begin another step.
        let isStep = Self.word(name) == name && !name.contains(".")
        return Completion(isStep ? "\(path).\(name)" : "\(path)[\"\(name)\"]", .path)
      }
  }

  /// What an expectation can begin with, besides an expression.
  private var expectations: [Completion] {
    [
      Completion("event", .word, help: "something that happens, by its kind"),
      Completion("no", .word, help: "that something does not happen, `for` a while"),
      Completion("failure", .word, help: "that an application fails"),
    ] + (host.names(of: "message") ?? [])
  }
}

extension ScriptHost {
  fileprivate func isFunction(_ name: String) -> Bool {
    (names(of: "function") ?? []).contains { $0.text == name }
  }
  fileprivate var functions: [Completion] {
    // `bpf` is followed by a string, the others by brackets.
    (names(of: "function") ?? []).map { $0.text == "bpf" ? $0 : Completion("\($0.text)(", .word, help: $0.help) }
  }
}
