package enum Severity: String, Hashable, Sendable {
  case error
  case warning
  case note
}

/// What `explain FZ0104` knows. Every code has a title, an explanation and an example.
///
/// Ranges: FZ01xx lexical and syntax (and FZ0104, the unknown field of a layer), FZ02xx names, values and types,
/// FZ03xx packets, FZ04xx objects of the lab, FZ05xx expectations, FZ06xx files and environment. The first two
/// are owned here; a host declares its own as static lets in an extension and lists them in its `codes`.
package struct DiagnosticCode: Hashable, Sendable {
  /// `FZ0104`
  package let code: String
  package let title: String
  package let explanation: String
  /// Lines that show the mistake, and what to write instead.
  package let example: String

  package init(_ code: String, _ title: String, explanation: String, example: String) {
    self.code = code
    self.title = title
    self.explanation = explanation
    self.example = example
  }
}

/// One error, warning or note, as data: how it looks is the renderer's matter.
package struct Diagnostic: Hashable, Sendable {
  /// A place and what is to be said at it. The first label of a diagnostic is where the carets go first.
  package struct Label: Hashable, Sendable {
    package var range: SourceRange
    package var text: String

    package init(_ range: SourceRange, _ text: String = "") {
      self.range = range
      self.text = text
    }
  }

  package var code: DiagnosticCode
  package var severity: Severity
  /// One sentence without a full stop; names in backquotes.
  package var message: String
  package var labels: [Label]
  /// Each becomes a line `= …` below the source.
  package var notes: [String]

  package init(
    _ code: DiagnosticCode, _ message: String, severity: Severity = .error, at range: SourceRange? = nil,
    label: String = "", notes: [String] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    labels = range.map { [Label($0, label)] } ?? []
    self.notes = notes
  }

  package var range: SourceRange? { labels.first?.range }
}
