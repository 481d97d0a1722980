import Wire

/// The address of a DNS resource: labels, some of them with wildcards. Letters have no case.
///
/// | wildcard | stands for |
/// | --- | --- |
/// | `?` | one character of a label |
/// | `*` | any run of characters within a label |
/// | `**` as a whole label | any number of labels, none included |
///
/// A first label `*` may be missing: `*.example.com` matches `example.com` too.
package struct DomainPattern: Hashable, Sendable {
  /// As written, in lower case.
  package let text: String
  private let labels: [[UInt8]]
  /// The text from its end: what decides between patterns is compared from the right.
  private let reversed: [UInt8]

  private static let one = UInt8(ascii: "?")
  private static let run = UInt8(ascii: "*")
  private static let labelRun = [run, run]
  /// As long as the text of a name may be (RFC 1035 §2.3.4).
  package static let greatestLength = 253

  /// nil for an empty label, a `**` that is not a whole label, and what is longer than a name.
  package init?(_ text: some StringProtocol) {
    var bytes = text.utf8.map(Self.lower)
    if bytes.count > 1, bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.count <= Self.greatestLength else { return nil }
    let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Array.init)
    for label in labels {
      guard !label.isEmpty else { return nil }
      let hasDouble = zip(label, label.dropFirst()).contains { $0 == Self.run && $1 == Self.run }
      guard !hasDouble || label == Self.labelRun else { return nil }
    }
    self.text = String(decoding: bytes, as: UTF8.self)
    self.labels = labels
    reversed = bytes.reversed()
  }

  package func matches(_ name: DomainName) -> Bool {
    let name = name.labels.map { $0.map(Self.lower) }
    guard !name.isEmpty else { return false }
    if matches(labels[...], name) { return true }
    return labels.count > 1 && labels[0] == [Self.run] && matches(labels.dropFirst(), name)
  }

  /// The usual walk with one place to come back to: where the last `**` stood, and what it has swallowed.
  private func matches(_ pattern: ArraySlice<[UInt8]>, _ name: [[UInt8]]) -> Bool {
    var (p, n) = (pattern.startIndex, 0)
    var back: (p: Int, n: Int)?
    while n < name.count {
      if p < pattern.endIndex, pattern[p] == Self.labelRun {
        back = (p + 1, n)
        p += 1
      } else if p < pattern.endIndex, Self.matches(pattern[p], name[n]) {
        (p, n) = (p + 1, n + 1)
      } else if let (after, swallowed) = back {
        back = (after, swallowed + 1)
        (p, n) = (after, swallowed + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == Self.labelRun }
  }

  /// The same walk within a label.
  private static func matches(_ pattern: [UInt8], _ label: [UInt8]) -> Bool {
    var (p, n) = (0, 0)
    var back: (p: Int, n: Int)?
    while n < label.count {
      if p < pattern.count, pattern[p] == run {
        back = (p + 1, n)
        p += 1
      } else if p < pattern.count, pattern[p] == one || pattern[p] == label[n] {
        (p, n) = (p + 1, n + 1)
      } else if let (after, swallowed) = back {
        back = (after, swallowed + 1)
        (p, n) = (after, swallowed + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == run }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
}

extension DomainPattern: Comparable {
  /// The more specific first. From the right: what has ended before what goes on, plain characters before `?` before
  /// `*`, and plain ones from the last of the alphabet to the first.
  package static func < (a: DomainPattern, b: DomainPattern) -> Bool {
    for (x, y) in zip(a.reversed, b.reversed) where x != y {
      let (left, right) = (breadth(x), breadth(y))
      return left == right ? x > y : left < right
    }
    return a.reversed.count < b.reversed.count
  }

  private static func breadth(_ byte: UInt8) -> Int { byte == run ? 2 : byte == one ? 1 : 0 }
}
