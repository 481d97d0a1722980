/// FZ01xx: what the parser finds.
extension DiagnosticCode {
  package static let unknownVerb = DiagnosticCode(
    "FZ0110", "not a verb",
    explanation: """
      The first word of a line is a verb (`help` lists them), a word of the language such as `let`, or the \
      name of a function with its brackets.
      """,
    example: "pong 10.0.0.1       write: ping 10.0.0.1")
  package static let unexpectedToken = DiagnosticCode(
    "FZ0111", "something else was expected",
    explanation: """
      What stands here does not continue what stands before it. The message says what could.
      """, example: "let x 5             write: let x = 5")
  package static let missingArgument = DiagnosticCode(
    "FZ0114", "an argument is missing",
    explanation: """
      The verb needs one more word. `help VERB` shows its forms.
      """,
    example: "ping                write: ping 172.20.0.100")
  package static let unexpectedArgument = DiagnosticCode(
    "FZ0115", "an argument too many",
    explanation: """
      The verb takes nothing here. Names with spaces are quoted, and some arguments need their word \
      (`from`, `at`, `within`) before them.
      """,
    example: "ping httpbin now    write: ping httpbin")
  package static let unknownOption = DiagnosticCode(
    "FZ0116", "not an option",
    explanation: """
      The verb has no such option; the note lists those that it has.
      """,
    example: "events --fromat csv   write: events --format csv")
  package static let missingUnit = DiagnosticCode(
    "FZ0117", "a duration without a unit",
    explanation: """
      A bare number could be seconds or milliseconds, so a duration always carries its unit: ns, us, ms, \
      s, m or h.
      """,
    example: "run 5               write: run 5s")
  package static let assignmentInExpression = DiagnosticCode(
    "FZ0118", "`=` where a comparison was meant",
    explanation: """
      Between layer brackets `=` names a field. In an expression two values are compared with `==`.
      """, example: "check x = 5         write: let x = 5; check x == 5")
  package static let chainedComparison = DiagnosticCode(
    "FZ0119", "comparisons do not chain",
    explanation: """
      `a < b < c` would compare a truth value with a number. Join two comparisons with `and`, or use a \
      range.
      """, example: "check 1 < x < 5     write: let x = 3; check x in 2..4")
  package static let foreignHabit = DiagnosticCode(
    "FZ0120", "written as in another tool",
    explanation: """
      The line is in the manner of Scapy, tcpdump or hping3. The message shows the same in this language.
      """,
    example: "sr1(IP(dst=\"10.0.0.1\")/ICMP())   write: ask ip(dst=10.0.0.1)/icmp() from client")
  package static let tooDeep = DiagnosticCode(
    "FZ0121", "nested too deeply",
    explanation: """
      Brackets, blocks and operators may nest 256 levels deep, so that no input can exhaust the stack.
      """,
    example: "((((…))))           write: name the parts with let")
  package static let misplacedBound = DiagnosticCode(
    "FZ0122", "an expectation has the wrong bound",
    explanation: """
      `expect no …` looks at a span and needs `for D`. Every other expectation waits until something \
      happens and takes `within D`.
      """, example: "expect no icmp at client.tun   write: expect no icmp at client.tun for 2s")
  package static let notAName = DiagnosticCode(
    "FZ0123", "not a name",
    explanation: """
      A variable, function or parameter is named by a letter and then letters, digits, `_` and `-`, and by \
      no word of the language.
      """,
    example: "let for = 5         write: let rounds = 5")
  package static let notAChoice = DiagnosticCode(
    "FZ0124", "not one of the choices",
    explanation: """
      Only certain words can stand here; the note lists them.
      """,
    example: "diagram as pdf      write: diagram as svg")
  package static let tooComplex = DiagnosticCode(
    "FZ0125", "too much to read",
    explanation: """
      Reading this text takes more steps than any sensible script needs; it was given up.
      """,
    example: "a generated file of nested blocks")

  static let syntactic: [DiagnosticCode] = [
    .unknownVerb, .unexpectedToken, .missingArgument, .unexpectedArgument, .unknownOption, .missingUnit,
    .assignmentInExpression, .chainedComparison, .foreignHabit, .tooDeep, .misplacedBound, .notAName, .notAChoice,
    .tooComplex,
  ]
}
