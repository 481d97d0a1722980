import Base
import Script

/// What a script has done so far, for whoever runs many of them.
package struct ScriptAccount: Sendable {
  package struct Section: Sendable {
    package let title: String
    package let began: Instant
    package fileprivate(set) var ended: Instant
    package fileprivate(set) var checks = 0
  }

  /// Where and why it ended early.
  package struct Failure: Sendable {
    package let diagnostic: Diagnostic
    /// Counted from 1; nil where no line is at fault.
    package let place: (file: String, line: Int, column: Int)?
    /// As it was said, without colours.
    package let text: String
  }

  package private(set) var sections: [Section] = []
  /// Expectations and checks that were reached.
  package private(set) var checks = 0
  package private(set) var failure: Failure?
  /// Where the run directory of a failure lies.
  package internal(set) var runDirectory: String?
  private(set) var isInSection = false

  package init() {}

  mutating func reached(_ statement: Statement) {
    switch statement.kind {
    case .expect, .check, .expectGroup, .requireInvariants: break
    case .binding(_, .expectation): break
    default: return
    }
    checks += 1
    if isInSection { sections[sections.count - 1].checks += 1 }
  }

  mutating func enter(_ title: String?, at now: Instant) {
    if isInSection { sections[sections.count - 1].ended = now }
    isInSection = title != nil
    if let title { sections.append(Section(title: title, began: now, ended: now)) }
  }

  mutating func failed(_ failure: ScriptFailure, in sources: SourceMap) {
    guard let diagnostic = failure.diagnostics.first else { return }
    let place = diagnostic.range.flatMap { range in
      sources[range.source].map { source in
        let position = source.position(range.lower)
        return (source.name, position.line, position.column)
      }
    }
    let renderer = DiagnosticRenderer(coloured: false)
    self.failure = Failure(diagnostic: diagnostic, place: place, text: renderer.text(diagnostic, in: sources))
  }
}
