import Script

/// Layers and functions of the language that later versions bring.
enum LaterWords {
  private static let all: [(name: String, summary: String)] = [
    ("dns", "DNS messages"), ("stun", "STUN messages"), ("turn.channel", "TURN channel data"),
  ]

  static func diagnostic(_ name: Name) -> Diagnostic? {
    guard let word = all.first(where: { $0.name == name.text.lowercased() }) else { return nil }
    return Diagnostic(
      .laterVerb, "`\(word.name)` is not in this version", at: name.range, label: "later: \(word.summary)")
  }
}
