import Base

/// Matches the words behind a verb with the parameters of one form: first options, then introducing words, then position.
extension Parser {
  mutating func arguments(of command: inout Command, _ signature: VerbSignature, _ form: Form) throws(SyntaxError) {
    var progress = FormProgress(form: form)
    while true {
      let token = peek()
      note(progress, command, token)
      if try option(of: &command, signature, token) { continue }
      if ends(token, progress) { break }
      let word = lexer.word(at: position).map { source.text($0) }
      if let index = progress.introduced(by: word, token) {
        try take()
        try argument(index, of: &command, &progress, signature)
      } else if let index = positional(&progress, token, word) {
        try argument(index, of: &command, &progress, signature)
      } else {
        break
      }
    }
    if let missing = progress.firstMissing { throw missingArgument(form.parameters[missing], signature) }
  }

  private func ends(_ token: Token, _ progress: FormProgress) -> Bool {
    if isEnd(token) || token.isSymbol(.pipe) || token.isSymbol(.greater) { return true }
    return token.isWord(.as) && lexer.word(at: position).map { source.text($0) } == "as"
      && progress.introduced(by: "as", token) == nil && !progress.takesLiteral("as") && !progress.takesText
  }

  /// The next positional parameter that can begin with this token; optional ones that cannot are passed over.
  private mutating func positional(_ progress: inout FormProgress, _ token: Token, _ word: String?) -> Int? {
    while let index = progress.nextPositional {
      let parameter = progress.form.parameters[index]
      if !(parameter.isOptional || progress.isFilled(index)) || canBegin(parameter.kind, token, word) { return index }
      progress.skip(index)
    }
    return nil
  }

  private mutating func argument(
    _ index: Int, of command: inout Command, _ progress: inout FormProgress, _ signature: VerbSignature
  ) throws(SyntaxError) {
    let parameter = progress.form.parameters[index]
    repeat {
      note(.parameter(verb: signature.name, form: command.form, parameter: index), at: peek())
      let token = peek()
      if isEnd(token) { throw missingArgument(parameter, signature) }
      let (content, range) = try content(of: parameter, signature)
      command.arguments.append(CommandArgument(parameter.name, content, range))
      progress.fill(index)
    } while parameter.isRepeatable && take(.comma)
  }

  private mutating func option(of command: inout Command, _ signature: VerbSignature, _ token: Token)
    throws(SyntaxError) -> Bool
  {
    guard token.isSymbol(.options) else { return false }
    try take()
    let name = peek()
    note(.options(verb: signature.name), at: name)
    guard let word = self.name(name), !name.followsBlank else {
      throw unexpected(name, "expected an option behind `--`")
    }
    guard let option = signature.options.first(where: { $0.name == word }) else {
      throw unknownOption(word, signature, token.range.union(name.range))
    }
    try take()
    var value: Expression?
    if let kind = option.value {
      let parameter = Parameter(word, kind)
      if isEnd(peek()) { throw missingArgument(parameter, signature) }
      if case .expression(let expression) = try content(of: parameter, signature).0 { value = expression }
    }
    command.options.append(CommandOption(name: Name(word, name.range), value: value))
    return true
  }

  private func unknownOption(_ word: String, _ signature: VerbSignature, _ range: SourceRange) -> SyntaxError {
    let names = signature.options.map(\.name)
    let list = names.map { "--\($0)" }.joined(separator: " ")
    return SyntaxError(
      .unknownOption, "`\(signature.name)` has no option `--\(word)`", at: range,
      label: Suggestion.nearest(to: word, in: names).map { "did you mean `--\($0)`?" } ?? "",
      notes: [names.isEmpty ? "`\(signature.name)` has no options" : "options of \(signature.name): \(list)"])
  }

  private func missingArgument(_ parameter: Parameter, _ signature: VerbSignature) -> SyntaxError {
    let wanted = parameter.introducer.map { "\($0) \(parameter.display)" } ?? parameter.display
    return SyntaxError(
      .missingArgument, "`\(signature.name)` needs \(wanted)", at: SourceRange(source.id, lastEnd, lastEnd),
      label: parameter.summary.isEmpty ? "expected here" : parameter.summary,
      notes: signature.forms.map { "usage: \($0.usage(of: signature.name))" })
  }

  private mutating func note(_ progress: FormProgress, _ command: Command, _ token: Token) {
    guard probe != nil, token.isEnd else { return }
    for index in progress.open {
      let (verb, form) = (command.verb.text, command.form)
      let isIntroduced = progress.form.parameters[index].introducer != nil
      probe?.add(
        isIntroduced
          ? .introducer(verb: verb, form: form, parameter: index)
          : .parameter(verb: verb, form: form, parameter: index))
    }
    probe?.add(.options(verb: command.verb.text))
  }
}

/// Which parameters of a form have been given.
struct FormProgress {
  let form: Form
  private var filled: Set<Int> = []
  /// Positional parameters before this one are done.
  private var at = 0

  init(form: Form) { self.form = form }

  func isFilled(_ index: Int) -> Bool { filled.contains(index) }

  var nextPositional: Int? { form.parameters.indices.first { $0 >= at && form.parameters[$0].introducer == nil } }

  func introduced(by word: String?, _ token: Token) -> Int? {
    form.parameters.indices.first { index in
      guard !filled.contains(index), let introducer = form.parameters[index].introducer else { return false }
      if introducer == word { return true }
      guard case .symbol(let symbol) = token.kind else { return false }
      return symbol.rawValue == introducer
    }
  }

  func takesLiteral(_ word: String) -> Bool {
    nextPositional.map { form.parameters[$0].kind == .literal(word) } ?? false
  }

  /// Whether the rest of the line is text that has not begun.
  var takesText: Bool { nextPositional.map { form.parameters[$0].kind == .text } ?? false }

  mutating func fill(_ index: Int) {
    filled.insert(index)
    if form.parameters[index].introducer == nil { at = form.parameters[index].isRepeatable ? index : index + 1 }
  }
  mutating func skip(_ index: Int) { at = index + 1 }

  var firstMissing: Int? {
    form.parameters.indices.first { !form.parameters[$0].isOptional && !filled.contains($0) }
  }

  /// What can come next: unused introduced parameters, and positional ones up to the first that must come.
  var open: [Int] {
    var open: [Int] = []
    for index in form.parameters.indices where index >= at && form.parameters[index].introducer == nil {
      open.append(index)
      if !form.parameters[index].isOptional, !filled.contains(index) { return open }
    }
    return open + form.parameters.indices.filter { form.parameters[$0].introducer != nil && !filled.contains($0) }
  }
}
