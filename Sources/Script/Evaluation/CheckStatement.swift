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
      check(source)
      checkTarget(target)
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

  /// A line of one word that is nothing: it was as likely meant as a verb.
  private func unknownWord(_ expression: Expression) -> Diagnostic? {
    guard case .name(let name) = expression.kind, !isKnown(name), NumberedName(name) == nil, !host.isLayer(name),
      let known = host.names(below: StatePath([], expression.range)), !known.contains(name)
    else { return nil }
    let meant = Suggestion.nearest(to: name, in: host.signatures.names + known)
    return Diagnostic(
      .unknownVerb, "there is no verb and no value `\(name)`", at: expression.range,
      label: meant.map { "did you mean `\($0)`?" } ?? "",
      notes: meant == nil ? ["`help` lists the verbs", "values: \(known.joined(separator: " "))"] : [])
  }

  private func checkTarget(_ target: Expression) {
    guard let root = target.dottedName?.text.split(separator: ".").first.map(String.init), !isKnown(root) else {
      return
    }
    report(
      Diagnostic(
        .notAssignable, "there is no variable `\(root)` to change", at: target.range,
        label: "make it with `let \(root) = …`"))
  }

  private func check(_ command: Command) {
    for diagnostic in host.check(command) { report(diagnostic) }
    let parameters = host.signatures[command.verb.text]?.forms[command.form].parameters ?? []
    for argument in command.arguments {
      let parameter = parameters.first { $0.name == argument.parameter }
      if let body = argument.block { block(body) }
      guard let expression = argument.expression, let parameter else { continue }
      // Behind a word such as `where` stand names of what is matched.
      if case .expression = parameter.kind {
        if parameter.introducer == nil { check(expression) } else { check(filter: expression) }
      }
      check(expression, as: parameter.kind)
    }
    check(command.pipe)
    if let binding = command.binding { declare(binding.name) }
  }

  /// Names are those of what is filtered; patterns among the conditions can be looked at all the same.
  private func check(filter: Expression) { for diagnostic in host.check(packet: filter) { report(diagnostic) } }

  func check(_ stages: [PipeStage]) {
    for case .filter(let condition) in stages.map(\.kind) { check(filter: condition) }
  }

  private func check(_ expression: Expression, as kind: ParameterKind) {
    switch kind {
    case .packet: check(expression)
    case .pattern: for diagnostic in host.check(packet: expression) { report(diagnostic) }
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
    if case .failure(_, let body) = expectation.subject { block(body) }
    if let tap = expectation.tap { checkObject(tap, "tap") }
    for node in [expectation.sender, expectation.receiver].compactMap({ $0 }) { checkObject(node, "node") }
    if let binding = expectation.binding { declare(binding.name) }
  }
}
