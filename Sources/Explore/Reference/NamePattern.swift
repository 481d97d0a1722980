/// A DNS resource's pattern as an administrator reads it: `*` is within a label, a leading `**` any number of them, and
/// both stand for the bare name too.
struct NamePattern: Hashable, Sendable {
  private let labels: [Substring]

  init(_ text: String) { labels = text.split(separator: ".") }

  func matches(_ name: String) -> Bool {
    let name = name.split(separator: ".")
    guard let first = labels.first else { return false }
    let rest = labels.dropFirst()
    switch first {
    case "**": return name.count >= rest.count && Array(name.suffix(rest.count)) == Array(rest)
    case "*": return name.count - rest.count <= 1 && name.count >= rest.count && name.suffix(rest.count) == rest
    default: return name[...] == labels[...]
    }
  }

  /// The plain name first, then `*`, then `**`; of two of a kind the longer one.
  var rank: (Int, Int) { (labels.first == "**" ? 2 : labels.first == "*" ? 1 : 0, -labels.count) }
}
