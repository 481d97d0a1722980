import Base

/// What the comment at the head of a script says about how it is run.
///
/// ```
/// # A blocked port asks for access again and again.
/// # Fails with: compat no-client-filters, reauthorize-without-pause
/// # Runs with: host = 172.20.0.100, 172:20::100
/// ```
package struct ScriptHeader: Hashable, Sendable {
  /// A name that is given a value before the script begins, as `let` does.
  package struct Setting: Hashable, Sendable {
    package let name: String
    /// As it is written in the language.
    package let value: String

    package init(name: String, value: String) { (self.name, self.value) = (name, value) }
  }

  /// Faults of the original under which the script has to fail.
  package private(set) var faults: [String] = []
  /// For each name the values with which the script is run, in order.
  package private(set) var choices: [(name: String, values: [String])] = []

  package init(_ text: String) {
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      guard line.first == "#" else { return }
      if let rest = Self.rest(of: line, after: "# Fails with: compat ") { faults += Self.list(rest) }
      if let rest = Self.rest(of: line, after: "# Runs with: ") { add(choice: rest) }
    }
  }

  private mutating func add(choice text: Substring) {
    guard let equals = text.firstIndex(of: "=") else { return }
    let name = String(text[..<equals]).trimmed
    let values = Self.list(text[text.index(after: equals)...])
    if !name.isEmpty, !values.isEmpty { choices.append((name, values)) }
  }

  /// Every way to run it: one of each choice; a script without choices has one.
  package var variants: [[Setting]] {
    choices.reduce([[]]) { made, choice in
      made.flatMap { settings in choice.values.map { settings + [Setting(name: choice.name, value: $0)] } }
    }
  }

  private static func rest(of line: Substring, after prefix: String) -> Substring? {
    line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : nil
  }

  private static func list(_ text: Substring) -> [String] {
    text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
  }

  package static func == (a: Self, b: Self) -> Bool { a.faults == b.faults && a.variants == b.variants }
  package func hash(into hasher: inout Hasher) {
    hasher.combine(faults)
    hasher.combine(variants)
  }
}
