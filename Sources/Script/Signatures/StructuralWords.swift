/// The words of the language itself, described like verbs so that `help for` works. The parser has a production for
/// each; their forms are empty.
package enum StructuralWords {
  package static let all: [VerbSignature] = [
    word(
      "let", "give a value, or the result of a command, a name", "let NAME = EXPRESSION | COMMAND",
      Example("let timeout = 5s", "a variable")),
    word(
      "for", "run a block for every element of a set, list, range or table", "for NAME in VALUES { … }",
      Example("for port in {53, 80} { check port < 1024 }", "two turns")),
    word("repeat", "run a block a number of times", "repeat COUNT { … }", Example("repeat 3 { mark }", "three turns")),
    word(
      "if", "run a block when a condition holds, or another one when not", "if CONDITION { … } [else { … }]",
      Example("if 1 < 2 { mark } else { check false }", "only the first block runs")),
    word("else", "the other block of an `if`", "if CONDITION { … } else { … }"),
    word(
      "fn", "declare a function; its last line is its value", "fn NAME(PARAMETER, …) { … }",
      Example("fn double(x) { x * 2 }", "then `double(4)` is 8")),
    word("use", "run another file; its variables and functions stay", "use \"FILE\""),
    word(
      "section", "group the report, up to the next section or for a block", "section \"TITLE\" [{ … }]",
      Example("section \"set up\"", "what follows is reported under this title")),
    word(
      "finally", "run a block at the end of the block around it, however that ends", "finally { … }",
      Example("finally { mark }", "runs last")),
    word(
      "expect", "wait until something happens, for at most 5 s of virtual time unless `within` says otherwise",
      """
      expect EXPRESSION [within D]
      expect PATTERN at TAP [within D] [as NAME]
      expect MESSAGE(FIELD=…) [from NODE] [to NODE] [within D]
      expect event KIND [where EXPRESSION] [within D] [as NAME]
      expect no … for D
      expect failure[(ERRNO)] { … }
      """),
    word("check", "fail unless a condition holds now", "check CONDITION", Example("check 2 * 5s == 10s", "holds")),
    word("require", "check after every event what must always hold", "require invariants"),
    word("in-order", "expect several things one after the other", "in-order { EXPECTATION … }"),
    word("any-order", "expect several things in any order", "any-order { EXPECTATION … }"),
    word("either", "expect one of several things", "either { … } or { … }"),
    word("mark", "let expectations look only at what happens from here on", "mark", Example("mark", "forgets nothing")),
  ]

  private static func word(_ name: String, _ summary: String, _ page: String, _ examples: Example...) -> VerbSignature {
    VerbSignature(name, summary: summary, page: page, forms: [], examples: examples)
  }
}
