/// Lays diagnostics out as text.
package struct DiagnosticRenderer: Sendable {
  package var isColoured: Bool

  package init(coloured: Bool = false) { isColoured = coloured }

  /// The lines of one diagnostic, without a last line break.
  package func text(_ diagnostic: Diagnostic, in sources: SourceMap) -> String { diagnostic.message }
}
