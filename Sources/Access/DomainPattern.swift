import Wire

/// The address of a DNS resource: which names belong to it.
///
/// | in a pattern | matches |
/// | --- | --- |
/// | `?` | one character of a label |
/// | `*` | any run of characters within one label |
/// | `**`, a whole label | any number of labels, none too |
/// | `*.` or `**.` in front | the name behind it as well: `*.a.example` matches `a.example` |
///
/// Letters match in either case. Client and gateway both ask: the one which names it answers, the other which names it
/// lets be looked up.
package struct DomainPattern: Hashable, Sendable {
  /// As the resource states it.
  package let text: String
  private let labels: [Label]

  private enum Label: Hashable, Sendable {
    /// In lower case.
    case glob([UInt8])
    case anyNumber
  }

  /// A resource's address with an empty label, or with `**` beside other characters of a label, is no pattern.
  package init?(_ text: String) {
    self.text = text
    var labels: [Label] = []
    let trimmed = text.hasSuffix(".") ? text.dropLast() : text[...]
    for part in trimmed.split(separator: ".", omittingEmptySubsequences: false) {
      if part == "**" {
        // Two in a row say no more than one.
        if labels.last != .anyNumber { labels.append(.anyNumber) }
        continue
      }
      guard !part.isEmpty, !part.contains("**") else { return nil }
      labels.append(.glob(part.utf8.map(Self.lower)))
    }
    self.labels = labels
  }

  package func matches(_ domain: ResourceDomain) -> Bool { matches(domain.name) }

  /// Complexity: O(labels of the pattern × labels of the name), and the same again for the characters of a label.
  package func matches(_ name: DomainName) -> Bool {
    let name = name.labels
    return Self.match(labels, name, any: .anyNumber) { label, part in
      guard case .glob(let glob) = label else { return false }
      return Self.matches(glob, part)
    } || (labels.first == .glob([Self.star]) && labels.count > 1 && matchesParent(name))
  }

  /// `*.a.example` speaks of `a.example` too.
  private func matchesParent(_ name: [ArraySlice<UInt8>]) -> Bool {
    Self.match(labels[1...], name, any: .anyNumber) { label, part in
      guard case .glob(let glob) = label else { return false }
      return Self.matches(glob, part)
    }
  }

  private static func matches(_ glob: [UInt8], _ label: ArraySlice<UInt8>) -> Bool {
    match(glob, label, any: star) { $0 == question || $0 == lower($1) }
  }

  /// Matching with one wildcard that stands for any run: on a mismatch the last one takes one element more.
  private static func match<Pattern: Collection, Text: Collection>(
    _ pattern: Pattern, _ text: Text, any: Pattern.Element, _ same: (Pattern.Element, Text.Element) -> Bool
  ) -> Bool where Pattern.Element: Equatable {
    var (p, t) = (pattern.startIndex, text.startIndex)
    var resume: (pattern: Pattern.Index, text: Text.Index)?
    while t < text.endIndex {
      if p < pattern.endIndex, pattern[p] == any {
        p = pattern.index(after: p)
        resume = (p, t)
      } else if p < pattern.endIndex, same(pattern[p], text[t]) {
        p = pattern.index(after: p)
        t = text.index(after: t)
      } else if let last = resume {
        p = last.pattern
        t = text.index(after: last.text)
        resume = (p, t)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == any }
  }

  private static let star = UInt8(ascii: "*")
  private static let question = UInt8(ascii: "?")

  private static func lower(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
