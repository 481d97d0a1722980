/// FZ01xx: what the lexer finds. FZ0104, the unknown field of a layer, is reported by hosts.
extension DiagnosticCode {
  package static let unexpectedCharacter = DiagnosticCode(
    "FZ0101", "a character without meaning",
    explanation: """
      The character begins no number, name, string or operator. Typographic quotes and dashes, `&&`, `||`, \
      `!` and `$` come from other languages; the message says what is written instead.
      """,
    example: "check true && true   write: check true and true")
  package static let badAddress = DiagnosticCode(
    "FZ0102", "not an address",
    explanation: """
      An IPv4 address is four decimal numbers from 0 to 255 without leading zeros. An IPv6 address is up \
      to eight groups of four hexadecimal digits, where `::` stands once for a run of zeros (RFC 4291 \
      section 2.2).
      """,
    example: "ping 300.1.2.3      write: ping 30.1.2.3")
  package static let unclosedString = DiagnosticCode(
    "FZ0103", "a string is not closed",
    explanation: """
      A string ends with a double quote on the line on which it began. Inside it `{name}` inserts a value; \
      `\\n` is a line break, `\\"` a quote and `\\{` a brace.
      """,
    example: "ping \"httpbin       write: ping \"httpbin\"")
  package static let unknownField = DiagnosticCode(
    "FZ0104", "a layer has no such field",
    explanation: """
      Fields are named as in the RFC of their protocol. The note lists the fields of the layer, and so \
      does `fields LAYER`.
      """,
    example: "ip(dts=10.0.0.1)    write: ip(dst=10.0.0.1)")
  package static let unclosedBracket = DiagnosticCode(
    "FZ0105", "a bracket is not closed",
    explanation: """
      An open `(`, `[` or `{` continues the line by itself, so a forgotten one swallows what follows. The \
      place shown is where it was opened.
      """,
    example: "ip(dst=10.0.0.1     write: ip(dst=10.0.0.1)")
  package static let strayBracket = DiagnosticCode(
    "FZ0106", "a bracket closes nothing",
    explanation: """
      A `)`, `]` or `}` stands where nothing is open.
      """,
    example: "check true }        write: check true")
  package static let literalOutOfRange = DiagnosticCode(
    "FZ0107", "a port or prefix length out of range",
    explanation: """
      A port has 16 bits (0-65535). The length of a prefix is at most the width of its address: 32 for \
      IPv4, 128 for IPv6.
      """,
    example: "10.0.0.0/33         write: 10.0.0.0/24")
  package static let badNumber = DiagnosticCode(
    "FZ0108", "not a number",
    explanation: """
      Integers have 64 bits. Hexadecimal numbers begin with `0x`, and `_` may separate digits.
      """,
    example: "0xfg                write: 0xff")
  package static let unknownUnit = DiagnosticCode(
    "FZ0109", "not a unit",
    explanation: """
      Durations end in ns, us, ms, s, m or h; sizes in B, kB, KiB, MB, MiB, GB or GiB; shares in %. There \
      is no blank between number and unit.
      """,
    example: "run 5sec            write: run 5s")
  package static let badEscape = DiagnosticCode(
    "FZ0112", "not an escape",
    explanation: """
      In a string a backslash begins one of the escapes that the note lists.
      """,
    example: "\"C:\\dir\"            write: \"C:\\\\dir\"")
  package static let badBytes = DiagnosticCode(
    "FZ0113", "not hexadecimal bytes",
    explanation: """
      `x"…"` holds pairs of hexadecimal digits, with or without blanks between them. So do the rows of a \
      hexdump (`packet { … }`), whose offsets must agree with the bytes before them.
      """,
    example: "x\"de a\"             write: x\"de 0a\"")

  static let lexical: [DiagnosticCode] = [
    .unexpectedCharacter, .badAddress, .unclosedString, .unknownField, .unclosedBracket, .strayBracket,
    .literalOutOfRange, .badNumber, .unknownUnit, .badEscape, .badBytes,
  ]
}
