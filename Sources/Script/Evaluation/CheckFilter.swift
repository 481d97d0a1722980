/// What can be said of the parts of a script in which bare names may mean what only the run knows.
extension Checker {
  /// A condition behind `where`, or a pattern: its bare names are fields of what is matched. Packets and calls in it are
  /// judged all the same.
  func filter(_ expression: Expression) {
    switch expression.kind {
    case .binary(.and, let left, let right), .binary(.or, let left, let right):
      filter(left)
      filter(right)
    case .unary(.not, let operand): filter(operand)
    case .binary(.matches, _, let pattern): filter(pattern)
    case .call(let call):
      let problems = packetProblems(expression)
      for problem in problems { report(problem) }
      // The host may have said so of the command as a whole.
      let isTold = diagnostics.contains { $0.range == call.name.range }
      if !isTold, !isCallable(call.name.text) { report(evaluator.unknownFunction(call)) }
    default: for problem in packetProblems(expression) { report(problem) }
    }
  }

  /// What the host finds wrong with a packet. It does not know the script's own functions, which may stand for payload
  /// or for the value of a field.
  func packetProblems(_ expression: Expression) -> [Diagnostic] {
    host.check(packet: expression).filter { problem in
      problem.range.map { function(evaluator.sources.text($0)) == nil } ?? true
    }
  }

  func stages(_ stages: [PipeStage]) {
    for case .filter(let condition) in stages.map(\.kind) { filter(condition) }
  }

  /// `tcp.dport=81`: whether there is such a field, and what it is given.
  func changes(_ changes: [Argument]) {
    let before = diagnostics.count
    for problem in host.check(changes: changes) { report(problem) }
    if diagnostics.count == before { for change in changes { value(change.value) } }
  }

  /// What stands right of a field's `=`: bare names and calls may be words of the field.
  private func value(_ expression: Expression) {
    switch expression.kind {
    case .name, .member: break
    case .set(let items), .list(let items): for item in items { value(item) }
    case .call(let call) where !isCallable(call.name.text): for argument in call.arguments { value(argument.value) }
    default: check(expression)
    }
  }

  private func isCallable(_ name: String) -> Bool {
    if function(name) != nil || Builtins.table[name] != nil || isKnown(name) || host.isLayer(name) { return true }
    guard host.names(of: "layer") != nil else { return true }
    return isHostFunction(name) || host.names(of: "message")?.contains { $0.text == "\(name)(" } ?? false
  }
}
