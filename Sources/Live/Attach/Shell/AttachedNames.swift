import Base
import Lab

/// What nodes call each other's objects by identifier, by the name that somebody knows.
struct AttachedNames {
  private var names: [String: String] = [:]

  /// RFC 9562 §4: 36 characters in text.
  private static let length = 36

  mutating func learn(_ more: [ControlName]) { for one in more { names[one.id] = one.name } }

  /// Whether a text is an identifier that nobody has named.
  func isUnknown(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count == Self.length, names[text] == nil else { return false }
    return bytes.enumerated().allSatisfy { i, byte in
      [8, 13, 18, 23].contains(i) ? byte == UInt8(ascii: "-") : Hex.value(of: byte) != nil
    }
  }

  /// Identifiers may stand among words: `relayed by …`.
  func name(_ text: String) -> String {
    guard text.utf8.count > Self.length else { return names[text] ?? text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.utf8.count == Self.length ? names[String(word)] ?? String(word) : String(word)
    }.joined(separator: " ")
  }
}
