/// Lines that GitHub Actions turns into remarks beside the source.
extension RunResult {
  package var annotations: [String] { failed.map(\.annotation) }
}

extension CaseResult {
  fileprivate var annotation: String {
    var properties = ["file=\(Self.escaped(property: failure?.file ?? name.file))"]
    if let line = failure?.line { properties.append("line=\(line)") }
    if let column = failure?.column { properties.append("col=\(column)") }
    properties.append("title=\(Self.escaped(property: name.text))")
    let text = failure.map { $0.text.isEmpty ? $0.sentence : $0.text } ?? verdict.rawValue
    return "::error \(properties.joined(separator: ","))::\(Self.escaped(text))"
  }

  /// The escapes of the runner's workflow commands: one command is one line.
  private static func escaped(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func escaped(property: String) -> String {
    escaped(property).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
