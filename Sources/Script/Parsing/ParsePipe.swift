import Base

/// ```
/// pipeline = expression { "|" stage } [ [ "|" ] "to" format ]
/// stage    = "where" expression | "count" [ "by" columns ] | "sum" name [ "by" columns ] | "select" columns
///          | "sort" name [ "desc" | "asc" ] | "first" count | "last" count | "to" ("json" | "ndjson" | "csv" | "text") | "write" ("pcapng" | "pcap") file
/// columns  = dotted-name { "," dotted-name }
/// ```
extension Parser {
  static let stages = ["where", "count", "sum", "select", "sort", "first", "last", "to", "write"]
  static let formats = ["json", "ndjson", "csv", "text"]
  package static let captureFormats = ["pcapng", "pcap"]

  /// An expression with a pipe behind it, where no command could own the pipe.
  mutating func pipeline() throws(SyntaxError) -> Expression {
    let base = try expression()
    let stages = try pipe()
    if stages.isEmpty { return base }
    return Expression(.pipe(base, stages), range(from: base.range.lower))
  }

  mutating func pipe() throws(SyntaxError) -> [PipeStage] {
    var stages: [PipeStage] = []
    while peek().isSymbol(.pipe) || saysFormat() {
      if case .write? = stages.last?.kind {
        throw unexpected(peek(), "expected nothing behind `write`: all rows are in the file")
      }
      _ = take(.pipe)
      stages.append(try stage())
    }
    return stages
  }

  /// `p to json`: the last stage needs no `|` before it.
  private mutating func saysFormat() -> Bool {
    guard peek().isWord(.to), let format = name(peekSecond()) else { return false }
    return Self.formats.contains(format)
  }

  private mutating func stage() throws(SyntaxError) -> PipeStage {
    let token = peek()
    note(words: Self.stages, at: token)
    guard let word = name(token), Self.stages.contains(word) else {
      let meant = name(token).flatMap { Suggestion.nearest(to: $0, in: Self.stages) }
      throw unexpected(
        token, "expected a stage of the pipe", label: meant.map { "did you mean `\($0)`?" } ?? "",
        notes: ["stages: \(Self.stages.joined(separator: " "))"])
    }
    try take()
    let kind = try stage(word)
    return PipeStage(kind, range(from: token.range.lower))
  }

  private mutating func stage(_ word: String) throws(SyntaxError) -> PipeStage.Kind {
    switch word {
    case "where": return .filter(try expression())
    case "count": return .count(by: take(word: .by) ? try columns() : [])
    case "sum": return .sum(try column(), by: take(word: .by) ? try columns() : [])
    case "select": return .select(try columns())
    case "sort":
      _ = take(word: .by)
      let name = try column()
      if take(word: .desc) { return .sort(by: name, descending: true) }
      _ = take(word: .asc)
      return .sort(by: name, descending: false)
    case "first": return .first(try postfix())
    case "last": return .last(try postfix())
    case "write": return .write(try choice(Self.captureFormats, "format"), to: try wordArgument("a file"))
    default: return .to(try choice(Self.formats, "format"))
    }
  }

  private mutating func columns() throws(SyntaxError) -> [Name] {
    var names = [try column()]
    while take(.comma) { names.append(try column()) }
    return names
  }

  private mutating func column() throws(SyntaxError) -> Name {
    let token = peek()
    guard token.isIdentifier, let name = try postfix().dottedName else {
      throw unexpected(token, "expected the name of a column")
    }
    return name
  }

  /// One of a few words.
  mutating func choice(_ words: [String], _ what: String) throws(SyntaxError) -> Name {
    let token = peek()
    note(words: words, at: token)
    guard let word = name(token) else {
      throw unexpected(token, "expected a \(what)", notes: ["one of: \(words.joined(separator: " "))"])
    }
    guard words.contains(word) else { throw notAChoice(word, words, what, token.range) }
    try take()
    return Name(word, token.range)
  }

  func notAChoice(_ word: String, _ words: [String], _ what: String, _ range: SourceRange) -> SyntaxError {
    SyntaxError(
      .notAChoice, "`\(word)` is no \(what)", at: range,
      label: Suggestion.nearest(to: word, in: words).map { "did you mean `\($0)`?" } ?? "not one of the choices",
      notes: ["one of: \(words.joined(separator: " "))"])
  }
}
