import Base
import Cipher

/// Other words for words, as long as they were and of the same kinds of letters; the same one for the same.
struct WordDisguise: Sendable {
  private let key: [UInt8]
  private var known = SortedTable<String, String>()
  private var taken = SortedTable<String, Bool>()
  /// Words that are somebody's name here, whatever they mean elsewhere.
  private var names = SortedTable<String, Bool>()

  init(key: [UInt8]) { self.key = key }

  /// What nodes are called by what they are says nothing of them.
  private static let roles = ["client", "gateway", "relay", "portal"]
  /// Our own: a word for which no free one of its length is found becomes longer.
  private static let attempts: UInt8 = 64

  /// From here on no word of this text is told, unless it is a role.
  mutating func learn(_ name: String) {
    for word in name.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) where !Self.roles.contains(String(word)) {
      // Types of records and protocols are written so, and no name but one like `DNS` is missed for it.
      if !word.allSatisfy(\.isUppercase) { names[String(word)] = true }
    }
  }

  func mayBeTold(_ word: Substring) -> Bool {
    names[String(word)] == nil && ProgramWords.contains(String(word))
  }

  mutating func callAsFunction(_ word: Substring, isHex: Bool = false) -> String {
    let word = String(word)
    if let other = known[word] { return other }
    var attempt: UInt8 = 0
    while true {
      let longer = String(repeating: "x", count: attempt < Self.attempts ? 0 : Int(attempt - Self.attempts) + 1)
      let other = drawn(word, attempt, isHex) + longer
      attempt = min(attempt + 1, .max - 1)
      guard attempt < .max - 1 else { return keep(other, for: word) }
      guard taken[other] == nil, other != word, !ProgramWords.contains(other) else { continue }
      return keep(other, for: word)
    }
  }

  private mutating func keep(_ other: String, for word: String) -> String {
    (known[word], taken[other]) = (other, true)
    return other
  }

  private func drawn(_ word: String, _ attempt: UInt8, _ isHex: Bool) -> String {
    var pads: [UInt8] = []
    var text = ""
    for (i, letter) in word.enumerated() {
      if i % 16 == 0 {
        let input = [attempt, UInt8(truncatingIfNeeded: i / 16)] + Array(word.utf8)
        pads = key.withUnsafeBytes { BLAKE2s.mac(key: $0, input[...]).bytes }
      }
      text.append(Self.other(letter, pads[i % 16], isHex))
    }
    return text
  }

  private static func other(_ letter: Character, _ pad: UInt8, _ isHex: Bool) -> Character {
    func among(_ letters: String) -> Character {
      letters[letters.index(letters.startIndex, offsetBy: Int(pad) % letters.count)]
    }
    if isHex { return letter.isHexDigit ? among("0123456789abcdef") : letter }
    if letter.isNumber { return among("0123456789") }
    if letter.isUppercase { return among("ABCDEFGHIJKLMNOPQRSTUVWXYZ") }
    return letter.isLetter ? among("abcdefghijklmnopqrstuvwxyz") : letter
  }
}
