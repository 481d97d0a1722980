extension Evaluator {
  /// Everything that can be said without running: parse errors, unknown names, wrong types, what the host's hooks find.
  /// In the order of the text.
  package func check(_ program: Program) -> [Diagnostic] {
    let checker = Checker(self)
    checker.check(program)
    return (program.diagnostics + checker.diagnostics).enumerated().sorted { a, b in
      (a.element.range?.source.number ?? 0, a.element.range?.lower ?? 0, a.offset)
        < (b.element.range?.source.number ?? 0, b.element.range?.lower ?? 0, b.offset)
    }.map(\.element)
  }
}

/// Walks a program without running it.
final class Checker {
  let evaluator: Evaluator
  private(set) var diagnostics: [Diagnostic] = []
  /// Names that a statement before, or around, has made, or that a suspended command will give when it goes on.
  private var known: Set<String>
  private var functions: [String: FunctionDeclaration] = [:]
  private var files: [String] = []

  init(_ evaluator: Evaluator) {
    self.evaluator = evaluator
    known = Set(evaluator.variableNames).union(evaluator.suspendedNames)
  }

  var host: any ScriptHost { evaluator.host }

  func check(_ program: Program) {
    files.append(program.source.name)
    statements(program.statements)
    files.removeLast()
  }

  func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
  func isKnown(_ name: String) -> Bool { known.contains(name) }
  func function(_ name: String) -> FunctionDeclaration? { functions[name] }

  private func statements(_ statements: [Statement]) {
    for statement in statements {
      if case .function(let declaration) = statement.kind {
        known.insert(declaration.name.text)
        functions[declaration.name.text] = declaration
      }
    }
    for statement in statements { check(statement) }
  }

  /// A block with names of its own.
  func block(_ block: Block, declaring names: [Name] = []) {
    let outer = (known, functions)
    known.formUnion(names.map(\.text))
    statements(block.statements)
    (known, functions) = outer
  }

  func declare(_ name: Name) { known.insert(name.text) }

  /// The names of a used file are known behind its `use`.
  func use(_ expression: Expression) {
    guard case .literal(let value) = expression.kind.asLiteral else { return }
    let path = Evaluator.path(value.text, from: evaluator.sources[expression.range.source]?.name ?? "")
    guard !files.contains(path) else {
      report(
        Diagnostic(
          .useCycle, "`\(path)` uses itself", at: expression.range,
          label: (files.drop { $0 != path } + [path]).joined(separator: " → ")))
      return
    }
    do {
      let program = evaluator.parse(name: path, bytes: try host.read(path, at: expression.range))
      diagnostics += program.diagnostics
      check(program)
    } catch {
      diagnostics += error.diagnostics
    }
  }
}

extension Expression.Kind {
  /// A bare word is as good as a string.
  var asLiteral: Expression.Kind { if case .word(let word) = self { .literal(.string(word.text)) } else { self } }
}
