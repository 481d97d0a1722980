import Base

extension Checker {
  func check(_ statement: Statement) {
    switch statement.kind {
    case .command(let command): check(command)
    case .expression(let expression):
      if let word = unknownWord(expression) { report(word) } else { check(expression) }
    case .check(let expression): check(expression)
    case .binding(let name, let source):
      check(source)
      declare(name)
    case .assignment(let target, let source):
      checkTarget(target)
      assigned(source, to: target)
    case .forEach(let name, let values, let body):
      check(values)
      block(body, declaring: [name])
    case .repeatTimes(let count, let body):
      check(count)
      block(body)
    case .condition(let test, let then, let otherwise):
      check(test)
      block(then)
      if let otherwise { block(otherwise) }
    case .function(let declaration): block(declaration.body, declaring: declaration.parameters)
    case .section(let title, let body):
      check(title)
      if let body { block(body) }
    case .finally(let body): block(body)
    case .expect(let expectation): check(expectation)
    case .expectGroup(let group): for body in group.blocks { block(body) }
    case .use(let path): use(path)
    case .requireInvariants, .mark, .invalid: break
    }
  }

  private func check(_ source: BindingSource) {
    switch source {
    case .expression(let expression): check(expression)
    case .command(let command): check(command)
    case .expectation(let expectation): check(expectation)
    }
  }

  /// A word alone that is neither a variable nor a layer nor a value of the host's, and the values that there are.
  private func unknown(_ expression: Expression) -> (name: String, values: [String])? {
    guard case .name(let name) = expression.kind, !isKnown(name), NumberedName(name) == nil, !host.isLayer(name),
      let values = host.names(below: StatePath([], expression.range)), !values.contains(name)
    else { return nil }
    return (name, values)
  }

  /// A word where a value may stand that is nothing, and nearly one of the verb's own: `kyes` for `keys`.
  private func misspelt(_ expression: Expression, _ kind: ParameterKind, among forms: [Form]) -> Diagnostic? {
    guard kind == .expression || kind == .packet, let (name, values) = unknown(expression) else { return nil }
    let parameters = forms.flatMap(\.parameters)
    let literals = parameters.compactMap { if case .literal(let word) = $0.kind { word } else { nil } }
    let words = literals + parameters.compactMap(\.introducer)
    guard let meant = Suggestion.nearest(to: name, in: words + values), words.contains(meant)
    else { return nil }
    return Diagnostic(
      .unknownName, "nothing is called `\(name)`", at: expression.range, label: "did you mean `\(meant)`?")
  }

  /// A line of one word that is nothing: it was as likely meant as a verb.
  private func unknownWord(_ expression: Expression) -> Diagnostic? {
    guard let (name, known) = unknown(expression) else { return nil }
    let meant = Suggestion.nearest(to: name, in: host.signatures.names + known)
    return Diagnostic(
      .unknownVerb, "there is no verb and no value `\(name)`", at: expression.range,
      label: meant.map { "did you mean `\($0)`?" } ?? "",
      notes: meant == nil ? ["`help` lists the verbs", "values: \(known.joined(separator: " "))"] : [])
  }

  /// What is given to a field of a packet may be a word of that field.
  private func assigned(_ source: BindingSource, to target: Expression) {
    guard case .expression(let value) = source, let path = target.pathName, let dot = path.text.firstIndex(of: ".")
    else { return check(source) }
    let field = Name(String(path.text[path.text.index(after: dot)...]), path.range)
    changes([Argument(name: field, relation: .assign, value: value, range: target.range.union(value.range))])
  }

  private func checkTarget(_ target: Expression) {
    guard let root = target.pathName?.text.split(whereSeparator: { ".[".contains($0) }).first.map(String.init),
      !isKnown(root)
    else { return }
    report(
      Diagnostic(
        .notAssignable, "there is no variable `\(root)` to change", at: target.range,
        label: "make it with `let \(root) = …`"))
  }

  private func check(_ command: Command) {
    for diagnostic in host.check(command) { report(diagnostic) }
    let forms = host.signatures[command.verb.text]?.forms ?? []
    let parameters = forms.isEmpty ? [] : forms[command.form].parameters
    for argument in command.arguments {
      let parameter = parameters.first { $0.name == argument.parameter }
      if let body = argument.block { block(body) }
      guard let expression = argument.expression, let parameter else { continue }
      if parameter.introducer == nil, let word = misspelt(expression, parameter.kind, among: forms) {
        report(word)
        continue
      }
      if case .expression = parameter.kind {
        // Behind a word such as `where` stand names of what is matched.
        if parameter.introducer == nil { check(expression) } else { filter(expression) }
      }
      check(expression, as: parameter.kind)
    }
    stages(command.pipe)
    if let binding = command.binding { declare(binding.name) }
  }

  private func check(_ expression: Expression, as kind: ParameterKind) {
    switch kind {
    case .packet: check(expression)
    case .pattern: filter(expression)
    case .duration, .count: check(expression)
    case .object(let objects): checkObject(expression, objects)
    case .expression, .statePath, .literal, .word, .choice, .file, .url, .text, .block, .settings, .edits: break
    }
  }

  private func checkObject(_ expression: Expression, _ objects: String) {
    guard let names = host.names(of: objects)?.map(\.text) else { return }
    let text: String
    switch expression.kind {
    case .word(let word):
      if let root = word.path.first, isKnown(root.text) { return }
      text = word.text
    case .literal(.string(let string)): text = string
    default: return
    }
    guard !names.contains(text) else { return }
    report(
      Diagnostic(
        .unknownName, "there is no \(objects) `\(text)`", at: expression.range,
        label: Suggestion.nearest(to: text, in: names).map { "did you mean `\($0)`?" } ?? "",
        notes: ["\(objects): \(names.joined(separator: ", "))"]))
  }

  private func check(_ expectation: Expectation) {
    for diagnostic in host.check(expectation) { report(diagnostic) }
    switch expectation.subject {
    case .failure(_, let body): block(body)
    case .event(_, let condition): if let condition { filter(condition) }
    case .expression: break
    }
    if let tap = expectation.tap { checkObject(tap, "tap") }
    for node in [expectation.sender, expectation.receiver].compactMap({ $0 }) { checkObject(node, "node") }
    if let binding = expectation.binding { declare(binding.name) }
  }
}
