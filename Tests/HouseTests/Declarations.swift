/// A type or extension with a body, as far as the rules ask.
struct TypeDeclaration {
  var kind: String
  var name: String
  var line: Int
  var storedProperties: Int
}

struct FunctionDeclaration {
  var name: String
  var line: Int
  /// From the line of its name to that of its closing brace.
  var lineCount: Int
}

/// The index of the bracket that closes the one at `open`, or the last index when none does.
func closing(_ tokens: [Token], _ open: Int) -> Int {
  var depth = 0
  for at in open..<tokens.count {
    if ["{", "(", "["].contains(tokens[at].text) { depth += 1 }
    if ["}", ")", "]"].contains(tokens[at].text) { depth -= 1 }
    if depth == 0 { return at }
  }
  return tokens.count - 1
}

private let beginsDeclaration = [
  "func", "var", "let", "init", "deinit", "subscript", "case", "struct", "class", "enum", "protocol", "extension",
  "typealias", "static", "package", "public", "private", "fileprivate", "internal", "mutating", "associatedtype", "@",
  "}",
]

/// Where the body of a declaration begins, if it has one: the first brace outside of brackets before the next declaration.
private func body(_ tokens: [Token], after start: Int) -> Int? {
  var at = start
  while at < tokens.count {
    switch tokens[at].text {
    case "{": return at
    case "(", "[": at = closing(tokens, at)
    case let word where at > start && tokens[at].isFirstOnLine && beginsDeclaration.contains(word): return nil
    default: break
    }
    at += 1
  }
  return nil
}

func functions(_ file: SourceFile) -> [FunctionDeclaration] {
  let tokens = file.tokens
  return tokens.indices.dropLast().compactMap { at in
    let isFunction = tokens[at].text == "func" || isInitializer(tokens, at)
    guard isFunction, let open = body(tokens, after: at + 1) else { return nil }
    let name = tokens[at].text == "func" ? tokens[at + 1].text : "init"
    return FunctionDeclaration(
      name: name, line: tokens[at].line, lineCount: tokens[closing(tokens, open)].line - tokens[at].line + 1)
  }
}

private func isInitializer(_ tokens: [Token], _ at: Int) -> Bool {
  ["init", "subscript"].contains(tokens[at].text) && (at == 0 || tokens[at - 1].text != ".")
    && ["(", "<", "?"].contains(tokens[at + 1].text)
}

func types(_ file: SourceFile) -> [TypeDeclaration] {
  let tokens = file.tokens
  return tokens.indices.dropLast().compactMap { at in
    guard ["struct", "class", "enum", "protocol", "typealias"].contains(tokens[at].text), tokens[at + 1].isTypeName
    else {
      return nil
    }
    let open = tokens[at].text == "typealias" ? nil : body(tokens, after: at + 1)
    return TypeDeclaration(
      kind: tokens[at].text, name: tokens[at + 1].text, line: tokens[at].line,
      storedProperties: open.map { storedProperties(tokens, in: $0) } ?? 0)
  }
}

/// Counts what an instance holds: `let` and `var` right inside the braces, without static and computed ones.
private func storedProperties(_ tokens: [Token], in open: Int) -> Int {
  let close = closing(tokens, open)
  var count = 0
  var at = open + 1
  while at < close {
    switch tokens[at].text {
    case "{", "(", "[": at = closing(tokens, at)
    case "let", "var":
      let isOfType = ["static", "class"].contains(tokens[at - 1].text)
      if !isOfType, !isComputed(tokens, at) { count += names(tokens, at) }
    default: break
    }
    at += 1
  }
  return count
}

/// `let a, b: Int` declares two.
private func names(_ tokens: [Token], _ at: Int) -> Int {
  var count = 1
  var next = at + 2
  while next + 1 < tokens.count, tokens[next].text == ",", tokens[next + 1].isWord {
    (count, next) = (count + 1, next + 2)
  }
  return count
}

/// A brace before any `=`, and no observer in it.
private func isComputed(_ tokens: [Token], _ at: Int) -> Bool {
  guard tokens[at].text == "var", let open = body(tokens, after: at + 1) else { return false }
  let hasValue = tokens[at..<open].contains { $0.text == "=" }
  return !hasValue && !["didSet", "willSet"].contains(tokens[open + 1].text)
}
