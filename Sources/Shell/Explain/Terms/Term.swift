/// A word of the program's output or of the language that is no verb, event or reason: what it means, and where it is seen.
struct Term: Hashable, Sendable {
  let name: String
  /// Whole sentences.
  let meaning: String
  /// Where it is seen, or what tells more.
  let see: String

  var text: String { "\(name): \(meaning)\n  more: \(see)" }

  static func terms(seeing see: String, _ words: [(name: String, meaning: String)]) -> [Term] {
    words.map { Term(name: $0.name, meaning: $0.meaning, see: see) }
  }
}

/// Every such word. Some mean one thing here and another there, and each is told.
enum TermTable {
  static let all =
    Term.ofMachines + Term.ofState + Term.ofTables + Term.ofBeliefs + Term.ofEvents + Term.ofPaths + Term.ofTimers
    + Term.ofRouters + Term.ofLabFiles + Term.ofLanguage + Term.ofFlags + Term.ofQuirks + Term.ofDoctor

  /// `round_trip` and `round-trip` are the same word.
  static func named(_ word: String) -> [Term] {
    let wanted = word.replacing("_", with: "-")
    return all.filter { $0.name == word || $0.name.replacing("_", with: "-") == wanted }
  }
}
