import Lab

/// Stands where the shell comes in: it knows how to leave and says so.
final class NoShell: ShellSession {
  private let output: Output
  let prompt = "fzsh> "
  let trace: [TraceRecord] = []

  init(_ setup: SessionSetup) { output = setup.output }

  func needsMore(_ text: String) -> Bool { text.hasSuffix("\\") || text.last { "{}".contains($0) } == "{" }

  func complete(_ text: String, at cursor: Int) -> [Candidate] {
    let typed = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
    return [("help", "what can be typed here"), ("quit", "leave")].filter { $0.0.hasPrefix(typed) }
      .map { Candidate(text: $0.0, replacing: 0..<cursor, help: $0.1) }
  }

  func evaluate(_ text: String, source: String) -> Evaluation {
    for line in text.split(separator: "\n") {
      switch line.trimmingPrefix(" ").prefix(while: { $0 != " " }) {
      case "quit": return .quit(.passed)
      case "help": output.write("help  what can be typed here\nquit  leave\n")
      default:
        output.write("error: this build holds no language yet\n")
        return .done(.internalError)
      }
    }
    return .done(.passed)
  }

  func check(_ text: String, source: String) -> ExitStatus { evaluate(text, source: source).status }
}
