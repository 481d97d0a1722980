extension String {
  package enum Side: Hashable, Sendable { case left, right }

  /// The columns that a terminal uses for this text: wide East Asian letters and emoji take two, combining marks none.
  ///
  /// Blocks after UAX #11 (W and F); close enough for tables, with no table of 1,114,112 entries.
  package var displayWidth: Int {
    var utf8 = utf8.makeIterator()
    var count = 0
    while let byte = utf8.next() {
      if byte >= 0x80 { return reduce(0) { $0 + $1.displayWidth } }
      count += 1
    }
    return count
  }

  package func padded(to width: Int, _ side: Side = .left) -> String {
    let gap = String(repeating: " ", count: max(0, width - displayWidth))
    return side == .left ? self + gap : gap + self
  }

  /// The text cut to a width, `…` standing for what is gone.
  package func shortened(to width: Int) -> String {
    guard displayWidth > width else { return self }
    var (text, used) = ("", 0)
    for character in self {
      guard used + character.displayWidth < width else { break }
      text.append(character)
      used += character.displayWidth
    }
    return text + "…"
  }

  var withoutTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }

  /// As a JSON string, quotes included.
  var quoted: String {
    var text = Text()
    text.add(json: self)
    return text.string
  }

  /// The text, or its quoted form if it holds control characters: what a terminal would obey is never printed.
  package var visible: String {
    unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) } ? self : quoted
  }
}

extension Character {
  var displayWidth: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x300...0x36f, 0x200b...0x200f, 0xfe00...0xfe0f: return 0
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }
}
