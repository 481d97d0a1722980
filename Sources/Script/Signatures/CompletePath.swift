/// The part of the state that stands before the cursor: `client.resources` of `show client.resources[`, or
/// `client.resources["MyCorp Network"]` of `… ["MyCorp Network"].`.
struct PathBefore {
  let path: StatePath

  /// - Parameter bytes: all before the bracket or the dot at which a name is wanted.
  init?(_ bytes: ArraySlice<UInt8>) {
    let start = Self.start(of: bytes)
    guard start < bytes.endIndex else { return nil }
    var parser = Parser(
      Source(id: SourceID(number: 0), name: "", bytes: Array(bytes[start...])), signatures: SignatureTable([]))
    guard let expression = try? parser.postfix(), parser.peek().isEnd, let steps = Self.steps(expression) else {
      return nil
    }
    path = StatePath(steps, expression.range)
  }

  /// Where the path begins: behind the last byte outside brackets that no path holds.
  private static func start(of bytes: ArraySlice<UInt8>) -> Int {
    var depth = 0
    var isQuoted = false
    var at = bytes.endIndex
    while at > bytes.startIndex {
      let byte = bytes[at - 1]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted {
        if byte == UInt8(ascii: "]") { depth += 1 }
        if byte == UInt8(ascii: "[") { depth -= 1 }
        if depth < 0 { break }
        let belongs = Lexer.isNameByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[")
        if depth == 0, !belongs { break }
      }
      at -= 1
    }
    return at
  }

  private static func steps(_ expression: Expression) -> [StatePath.Step]? {
    switch expression.kind {
    case .name(let name): return [.name(Name(name, expression.range))]
    case .member(let base, let name): return steps(base).map { $0 + [.name(name)] }
    case .index(let base, let index):
      guard let steps = steps(base) else { return nil }
      switch index.kind {
      case .literal(.string(let name)), .name(let name): return steps + [.index(.string(name), index.range)]
      default: return nil
      }
    default: return nil
    }
  }
}

extension Completer {
  /// Names that can stand between the brackets or behind the dot before the cursor; nil where there is neither.
  static func members(before start: Int, in bytes: [UInt8], typed: String, host: any ScriptHost) -> [Completion]? {
    guard start > 0 else { return nil }
    if bytes[start - 1] == UInt8(ascii: "[") {
      return PathBefore(bytes[..<(start - 1)]).flatMap { host.names(below: $0.path) }?
        .map { Completion("\"\($0)\"]", .path) }
    }
    guard bytes[start - 1] == UInt8(ascii: "]"), let dot = typed.lastIndex(of: ".") else { return nil }
    let prefix = typed[...dot]
    return PathBefore(bytes[..<start] + Array(prefix.dropLast().utf8)).flatMap { host.names(below: $0.path) }?
      .map { Completion(prefix + $0, .path) }
  }
}
