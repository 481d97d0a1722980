import CLineEdit

/// A block that is pasted becomes one entry: it is shown, and runs when the return key is pressed, whole or not at all.
extension TerminalEditor {
  /// The terminal says where the pasted text ends: `ESC [ 201 ~`.
  private static let end = Array("\u{1b}[201~".utf8)
  /// A larger block is a file that was pasted by mistake.
  private static let longest = 1024 * 1024

  func paste() -> UInt8 {
    var bytes: [UInt8] = []
    var isTooLong = false
    while !bytes.ends(with: Self.end) {
      switch nextByte(editor) {
      // Also of a terminal that never says where it ends.
      case .byte(3), .interrupt: return interrupt()
      case .byte(let byte): bytes.append(byte)
      case .endOfInput, .failure: return UInt8(CC_EOF)
      }
      // The rest is read to its end: a part of it would be taken for commands that somebody types.
      if bytes.count > Self.longest { (isTooLong, bytes) = (true, bytes.suffix(Self.end.count)) }
    }
    if isTooLong {
      refusal = "what was pasted is longer than \(Self.longest >> 20) MiB; nothing of it was taken"
      return interrupt()
    }
    let text = Self.text(bytes.dropLast(Self.end.count))
    return text.isEmpty || el_insertstr(editor, text) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
  }

  /// Terminals send a carriage return for the end of a line. Other control characters are no part of a command.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let lines = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    var text = String(
      String.UnicodeScalarView(lines.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.value >= 0x20 }))
    while text.last == "\n" { text.removeLast() }
    return text
  }
}

extension [UInt8] {
  fileprivate func ends(with other: [UInt8]) -> Bool {
    count >= other.count && self[(count - other.count)...] == other[...]
  }
}
