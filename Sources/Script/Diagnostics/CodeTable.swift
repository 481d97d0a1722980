/// All codes that `explain` knows.
package enum CodeTable {
  /// Those of the language, in the order of their numbers.
  package static let language: [DiagnosticCode] =
    (DiagnosticCode.lexical + DiagnosticCode.syntactic + DiagnosticCode.valued).sorted { $0.code < $1.code }

  /// A code of the language or of a host, in any letter case.
  package static func find(_ code: String, host: [DiagnosticCode] = []) -> DiagnosticCode? {
    (language + host).first { $0.code == code.uppercased() }
  }
}
