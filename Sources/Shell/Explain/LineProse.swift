import Lab
import Script

// A line of the language, in prose: what the verb does, and what each part of it is.

extension Session {
  /// nil for what is no line.
  func words(ofLine text: String, _ evaluator: Evaluator) -> String? {
    let verb = String(text.prefix { $0 != " " })
    guard signatures[verb] != nil || text.contains("=") else { return nil }
    let program = evaluator.parse(name: "explain", bytes: Array(text.utf8))
    let errors = program.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty, !program.statements.isEmpty else {
      guard let signature = signatures[verb] else { return nil }
      let wrong = errors.first.map { "This line does not work: \($0.message).\n\n" } ?? ""
      return wrong + HelpPage.text(signature)
    }
    return program.statements.map { words(of: $0, evaluator) }.joined(separator: "\n")
  }

  private func words(of statement: Statement, _ evaluator: Evaluator) -> String {
    let text = evaluator.sources.text(statement.range)
    switch statement.kind {
    case .command(let command): return words(of: command, evaluator)
    case .binding(let name, .command(let command)):
      return "\(words(of: command, evaluator))\n  `\(name.text)` keeps its result."
    case .binding(let name, .expectation(let expectation)):
      return "\(words(of: expectation, evaluator))\n  `\(name.text)` keeps what met it."
    case .expect(let expectation): return words(of: expectation, evaluator)
    case .check(let condition):
      return "\(text)\n  Fails unless `\(evaluator.sources.text(condition.range))` holds at this moment."
    default:
      let word = String(text.prefix { $0 != " " && $0 != "{" })
      return "\(text.prefix { $0 != "\n" })\n  \(signatures[word].map { "\(word): \($0.summary)." } ?? "A value.")"
    }
  }

  private func words(of command: Command, _ evaluator: Evaluator) -> String {
    let signature = signatures[command.verb.text]
    var lines = [evaluator.sources.text(command.range), "  \(command.verb.text): \(signature?.summary ?? "")"]
    let form = signature.flatMap { $0.forms.indices.contains(command.form) ? $0.forms[command.form] : nil }
    for argument in command.arguments {
      guard let parameter = form?.parameters.first(where: { $0.name == argument.parameter }) else { continue }
      if case .literal = parameter.kind { continue }
      let written = evaluator.sources.text(argument.range)
      lines.append("  \(parameter.introducer.map { "\($0) " } ?? "")\(written): \(words(of: parameter, written))")
    }
    for option in command.options {
      let own = signature?.options.first { $0.name == option.name.text }
      lines.append("  --\(option.name.text): \(own?.summary ?? "")")
    }
    if !command.pipe.isEmpty {
      lines.append(
        "  | … : its table goes through \(command.pipe.count) stage\(command.pipe.count == 1 ? "" : "s") of a pipe")
    }
    if let file = command.redirection {
      lines.append("  > \(evaluator.sources.text(file.range)): into this file, not on the screen")
    }
    if let binding = command.binding { lines.append("  as \(binding.name.text): keeps the result under this name") }
    if let form { lines.append("  it is written: \(form.usage(of: command.verb.text))") }
    return lines.joined(separator: "\n")
  }

  private func words(of parameter: Parameter, _ written: String) -> String {
    if !parameter.summary.isEmpty { return parameter.summary }
    return switch parameter.kind {
    case .object(let objects): objects == "event-kind" ? meaning(ofKind: written) : "a \(objects) of the lab"
    case .packet: "a packet, or a set of them; what is not set is computed"
    case .pattern: "what is looked for; fields that are not named are not looked at"
    case .duration: "a time of the lab's clock"
    case .count: "a number"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .file: "a file"
    case .statePath: "a part of the lab's state"
    case .settings: "what is to be otherwise; what is not named stays"
    default: parameter.name
    }
  }

  private func meaning(ofKind name: String) -> String { EventKind.named(name)?.meaning ?? "a kind of event" }

  private func words(of expectation: Expectation, _ evaluator: Evaluator) -> String {
    let text = { (expression: Expression?) in expression.map { evaluator.sources.text($0.range) } }
    let what =
      switch expectation.subject {
      case .event(let kind, let filter):
        "an event \(kind.text) (\(meaning(ofKind: kind.text)))\(text(filter).map { " for which \($0) holds" } ?? "")"
      case .failure(let errno, _): "an application to fail\(errno.map { " with \($0.text)" } ?? "")"
      case .expression(let expression): "\(evaluator.sources.text(expression.range))"
      }
    let place = text(expectation.tap).map { " at \($0)" } ?? ""
    let ends =
      (text(expectation.sender).map { " from \($0)" } ?? "") + (text(expectation.receiver).map { " to \($0)" } ?? "")
    let bound =
      expectation.isNegated
      ? "Runs the world for \(text(expectation.span) ?? "-"); it must not come."
      : "Looks at what happened since the last action, then runs the world for at most \(text(expectation.bound) ?? "5s") until it comes."
    return "\(evaluator.sources.text(expectation.range))\n  Waits for \(what)\(place)\(ends).\n  \(bound)"
  }
}

extension Call {
  /// `scenario.fzs:14`: the statement that stands in that line.
  func words(ofFileLine text: String) throws(ScriptFailure) -> String? {
    guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...]),
      text[..<colon].hasSuffix(".fzs")
    else { return nil }
    let path = String(text[..<colon])
    let bytes = try session.read(path, at: range(of: "what"))
    let program = evaluator.parse(name: path, bytes: bytes)
    var found = [Statement]()
    for statement in program.statements { statement.gather(at: line, in: program.source, into: &found) }
    guard let statement = found.last else {
      throw fail(.noSuchNumber, "no statement stands in line \(line) of \(path)", at: range(of: "what"))
    }
    return session.words(ofLine: program.source.text(statement.range), evaluator)
  }
}

extension Statement {
  /// The statements that hold a line, each inside the one before.
  fileprivate func gather(at line: Int, in source: Source, into found: inout [Statement]) {
    let first = source.position(range.lower).line
    let last = source.position(max(range.lower, range.upper - 1)).line
    guard first <= line, line <= last else { return }
    found.append(self)
    for block in blocks { for statement in block.statements { statement.gather(at: line, in: source, into: &found) } }
  }

  private var blocks: [Block] {
    switch kind {
    case .forEach(_, _, let block), .repeatTimes(_, let block), .finally(let block): [block]
    case .condition(_, let then, let otherwise): [then] + (otherwise.map { [$0] } ?? [])
    case .function(let function): [function.body]
    case .section(_, let block?): [block]
    case .expectGroup(let group): group.blocks
    default: []
    }
  }
}
