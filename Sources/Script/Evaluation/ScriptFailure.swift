/// Why a script ended early.
package struct ScriptFailure: Error {
  package enum Kind: Hashable, Sendable {
    /// Does not parse or check.
    case parse
    /// A name, value or type was wrong when it came to it.
    case runtime
    /// File, permission, port.
    case environment
    case expectation
    case invariant
    case interrupted
    /// The application's own result was a failure (`EHOSTUNREACH`): what `expect failure { … }` counts.
    case application(errno: String?)
  }

  package var kind: Kind
  package var diagnostics: [Diagnostic]

  package init(_ kind: Kind, _ diagnostic: Diagnostic) {
    self.kind = kind
    diagnostics = [diagnostic]
  }

  package init(_ kind: Kind, _ diagnostics: [Diagnostic]) {
    self.kind = kind
    self.diagnostics = diagnostics
  }

  /// The exit code of a program that ends with this failure.
  package var exitCode: Int32 {
    switch kind {
    case .parse, .runtime: 2
    case .environment: 3
    case .expectation, .application: 4
    case .invariant: 5
    case .interrupted: 130
    }
  }
}
