import Base

/// Reads values out of YAML and keeps every problem: one run tells them all.
struct LabFileReader {
  /// More mistakes than that have one cause.
  static let mostProblems = 100

  private(set) var problems: [LabFileProblem] = []
  /// What is referred to, to be looked at when all is read.
  var references: [Reference] = []
  /// Who has a name, by the class of things.
  var taken = TakenNames()
  /// What the routers of networks do, by name: they come before the nodes.
  var behaviours = SortedTable<String, NATBehaviour>()

  mutating func complain(_ problem: LabFileProblem) {
    if problems.count < Self.mostProblems { problems.append(problem) }
  }

  mutating func complain(
    _ kind: LabFileProblem.Kind, _ message: String, at range: Range<Int>, label: String = "", notes: [String] = []
  ) {
    complain(LabFileProblem(kind, message, at: range, label: label, notes: notes))
  }
}

/// A value and where it is written.
struct Written<Value> {
  let value: Value
  let range: Range<Int>
}

/// One mapping with the keys that it may have.
struct Fields {
  let what: String
  let range: Range<Int>
  fileprivate var values: [(key: String, value: YAMLNode)]

  subscript(key: String) -> YAMLNode? { values.first { $0.key == key }?.value }
}

extension LabFileReader {
  /// The pairs of a mapping; a key that comes twice counts once. Null is an empty mapping.
  mutating func pairs(_ node: YAMLNode, _ what: String) -> [(key: Written<String>, value: YAMLNode)] {
    guard case .mapping(let pairs) = node.content else {
      if !node.isNull { wrongType(node, "\(what) is a mapping", "name: value") }
      return []
    }
    var seen = SortedTable<String, Range<Int>>()
    var result: [(key: Written<String>, value: YAMLNode)] = []
    for pair in pairs {
      guard let key = text(pair.key, "a key") else { continue }
      if let first = seen[key.value] {
        var problem = LabFileProblem(.takenTwice, "`\(key.value)` is said twice", at: key.range, label: "again")
        problem.other = .init(range: first, text: "first here")
        complain(problem)
        continue
      }
      seen[key.value] = key.range
      result.append((key, pair.value))
    }
    return result
  }

  /// A mapping of known keys.
  mutating func fields(_ node: YAMLNode, _ what: String, _ keys: [String]) -> Fields {
    var fields = Fields(what: what, range: node.range, values: [])
    for (key, value) in pairs(node, what) {
      guard keys.contains(key.value) else {
        let near = Suggestion.nearest(to: key.value, in: keys)
        complain(
          .unknownKey, "\(what) has no `\(key.value)`", at: key.range,
          label: near.map { "did you mean `\($0)`?" } ?? "",
          notes: ["\(what) has: " + keys.joined(separator: " ")])
        continue
      }
      fields.values.append((key.value, value))
    }
    return fields
  }

  /// The members of a list; a single value is a list of one, and null an empty one.
  func list(_ node: YAMLNode?) -> [YAMLNode] {
    guard let node, !node.isNull else { return [] }
    if case .sequence(let members) = node.content { return members }
    return [node]
  }

  mutating func text(_ node: YAMLNode, _ what: String) -> Written<String>? {
    guard case .scalar(let text, _) = node.content, !node.isNull else {
      wrongType(node, "\(what) is a word", "")
      return nil
    }
    return Written(value: text, range: node.range)
  }

  /// A value that is read from a word; `example` says how it is written.
  mutating func read<Value>(
    _ node: YAMLNode, _ what: String, example: String, _ parse: (String) -> Value?
  ) -> Written<Value>? {
    guard let text = text(node, what) else { return nil }
    guard let value = parse(text.value) else {
      complain(.badValue, "`\(shortened(text.value))` is not \(what)", at: text.range, label: example)
      return nil
    }
    return Written(value: value, range: text.range)
  }

  mutating func readList<Value>(
    _ node: YAMLNode?, _ what: String, example: String, _ parse: (String) -> Value?
  ) -> [Written<Value>] {
    list(node).compactMap { read($0, what, example: example, parse) }
  }

  /// One of a few words.
  mutating func choice<Value>(_ node: YAMLNode, _ what: String, _ choices: [(String, Value)]) -> Value? {
    guard let text = text(node, what) else { return nil }
    if let choice = choices.first(where: { $0.0 == text.value }) { return choice.1 }
    let words = choices.map(\.0)
    let near = Suggestion.nearest(to: text.value, in: words)
    complain(
      .badValue, "`\(shortened(text.value))` is not \(what)", at: text.range,
      label: near.map { "did you mean `\($0)`?" } ?? "", notes: ["there is: " + words.joined(separator: " ")])
    return nil
  }

  mutating func flag(_ node: YAMLNode, _ what: String) -> Bool? {
    choice(node, what, [("true", true), ("false", false), ("on", true), ("off", false)])
  }

  mutating func missing(_ key: String, of fields: Fields, example: String) {
    complain(
      .missing, "\(fields.what) has no `\(key)`", at: fields.range.lowerBound..<fields.range.lowerBound + 1,
      label: "needs \(key): \(example)")
  }

  private mutating func wrongType(_ node: YAMLNode, _ message: String, _ label: String) {
    // A whole block would be underlined: its beginning says enough.
    let range = node.range.lowerBound..<min(node.range.upperBound, node.range.lowerBound + 40)
    complain(.wrongType, "\(message), and this is \(node.kind)", at: range, label: label)
  }

  func shortened(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "…" : text }
}
