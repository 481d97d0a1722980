import Script

/// The page of an error's code: what is wrong, a line that gives it, and what to do. The lines run as tests.
enum CodePages {
  /// The example of a code: what gives it, and what is to be done.
  struct Parts: Hashable {
    let wrong: String
    /// What works in its place, a line of the language.
    var instead: String?
    /// Any other advice.
    var advice: String?

    init(_ example: String) {
      guard let gap = example.firstRange(of: "   ") else {
        wrong = example
        return
      }
      wrong = String(example[..<gap.lowerBound])
      let rest = String(example[gap.upperBound...].drop { $0 == " " })
      if let line = rest.without("write: ") { instead = line } else { advice = rest }
    }
  }

  static func text(_ code: DiagnosticCode) -> String {
    let parts = Parts(code.example)
    var text = "\(code.code): \(code.title)\n\n\(code.explanation.wrapped())\n\n  \(parts.wrong)\n    gives it\n"
    if let instead = parts.instead { text += "  \(instead)\n    works\n" }
    if let advice = parts.advice { text += "  what to do: \(advice)\n" }
    return text
  }
}

extension String {
  fileprivate func without(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
