/// A piece of YAML with its place in the file.
struct YAMLNode: Sendable {
  enum Content: Sendable {
    /// `isPlain`: written without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([Pair])
  }

  struct Pair: Sendable {
    let key: YAMLNode
    let value: YAMLNode
  }

  let content: Content
  /// Bytes of the file.
  let range: Range<Int>

  /// What it is, in words.
  var kind: String {
    switch content {
    case .scalar(_, isPlain: _) where isNull: "nothing"
    case .scalar: "a word"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// YAML 1.1: an empty plain scalar, `~` or `null` says nothing.
  var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content {
      ["", "~", "null", "Null", "NULL"].contains(text)
    } else {
      false
    }
  }
}
