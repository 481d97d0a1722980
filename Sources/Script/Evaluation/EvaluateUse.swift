extension Evaluator {
  /// Runs another file in the session's scope, so that its names stay.
  func use(_ expression: Expression) throws(ScriptFailure) -> Value {
    let path = Self.path(try text(of: expression), from: sources[expression.range.source]?.name ?? "")
    guard !files.contains(path) else {
      let chain = (files.drop { $0 != path } + [path]).joined(separator: " → ")
      throw Operators.failure(.useCycle, "`\(path)` uses itself", expression.range, label: chain)
    }
    let program = parse(name: path, bytes: try host.read(path, at: expression.range))
    try refuseErrors(program)
    files.append(path)
    defer { files.removeLast() }
    return try within(session) { () throws(ScriptFailure) in try execute(program.statements, isFunction: false) }
  }

  /// Relative to the folder of the using file; `.` and `..` are resolved, so that a file has one name.
  package static func path(_ path: String, from file: String) -> String {
    var parts =
      path.hasPrefix("/")
      ? [] : file.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(String.init)
    let isAbsolute = path.hasPrefix("/") || file.hasPrefix("/")
    parts.removeAll { $0.isEmpty || $0 == "." }
    for part in path.split(separator: "/").map(String.init) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }
}
