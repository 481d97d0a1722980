/// A TextMate grammar, as VS Code, Sublime Text, Zed's importer and GitHub read it.
package enum TextMateGrammar {
  private struct Rule {
    let scope: String
    let pattern: String
  }

  package static func text(_ words: LanguageWords) -> String {
    let rules = rules(words).map { rule in
      "    { \"name\": \"\(rule.scope).fzsh\", \"match\": \(quoted(rule.pattern)) }"
    }
    return """
      {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "comment": "Generated: fzsh generate textmate",
        "name": "fzsh",
        "scopeName": "source.fzsh",
        "fileTypes": ["fzs"],
        "patterns": [
      \(([strings] + rules).joined(separator: ",\n"))
        ]
      }

      """
  }

  private static let strings = """
        {
          "name": "string.quoted.double.fzsh",
          "begin": "x?\\"",
          "end": "\\"",
          "patterns": [
            { "name": "constant.character.escape.fzsh", "match": "\\\\\\\\." },
            { "name": "variable.other.interpolated.fzsh", "match": "\\\\{[^}\\"]*\\\\}" }
          ]
        }
    """

  private static func rules(_ words: LanguageWords) -> [Rule] {
    let connectors = words.connectors.filter { !words.structure.contains($0) && !words.operators.contains($0) }
    return [
      Rule(scope: "comment.line.number-sign", pattern: "#(?!\\d).*$"),
      Rule(scope: "variable.language.reference", pattern: "#\\d+|\\b(?:p|_)\\d+\\b"),
      Rule(scope: "keyword.control", pattern: word(words.structure)),
      Rule(scope: "entity.name.function.verb", pattern: "(?:^|(?<=[;{=]))\\s*\(word(words.verbs))"),
      Rule(scope: "constant.numeric.address", pattern: "\\b\\d+\\.\\d+\\.\\d+\\.\\d+(?:/\\d+)?\\b"),
      Rule(
        scope: "constant.numeric",
        pattern: "\\b(?:0x[0-9a-fA-F]+|\\d+(?:\\.\\d+)?(?:ns|us|ms|s|m|h|B|kB|KiB|MiB|%)?)(?![\\w.])"),
      Rule(scope: "entity.name.type.layer", pattern: "\(word(words.layers))(?=\\()"),
      Rule(scope: "support.function", pattern: "\(word(words.functions))(?=\\()"),
      Rule(scope: "constant.other.message", pattern: word(words.messages)),
      Rule(scope: "constant.other.event", pattern: word(words.events.filter { $0.contains(".") })),
      Rule(scope: "constant.language", pattern: word(["true", "false", "none", "auto", "on", "off"])),
      Rule(scope: "keyword.operator.word", pattern: word(words.operators)),
      Rule(scope: "keyword.other", pattern: word(connectors)),
      Rule(scope: "variable.parameter.option", pattern: "(?<=\\s)--[a-z][a-z0-9-]*"),
    ]
  }

  /// Longer words first: `wg.transport` is not `wg`, and `tun.out` no `tun`.
  private static func word(_ words: [String]) -> String {
    let longest = words.sorted { ($1.count, $0) < ($0.count, $1) }.map { $0.replacing(".", with: "\\.") }
    return "(?<![\\w.-])(?:\(longest.joined(separator: "|")))(?![\\w-])"
  }

  private static func quoted(_ pattern: String) -> String {
    "\"" + pattern.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
