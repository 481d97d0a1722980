/// Bytes as people read them: offset, sixteen bytes in hexadecimal, and the ASCII among them.
///
/// ```
/// 0000  45 00 00 54 00 00 40 00  40 01 a6 ec 64 40 00 01  |E..T..@.@...d@..|
/// ```
package enum HexDump {
  /// Every line ends with an end of line; no bytes give no line.
  package static func text(_ bytes: [UInt8]) -> String {
    var text = Text()
    for start in stride(from: 0, to: bytes.count, by: 16) {
      add(bytes[start..<min(start + 16, bytes.count)], to: &text)
    }
    return text.string
  }

  private static func add(_ row: ArraySlice<UInt8>, to text: inout Text) {
    let offset = row.startIndex
    if offset > 0xffff { text.add(String(offset >> 16, radix: 16)) }
    text.add(hex: UInt8(truncatingIfNeeded: offset >> 8))
    text.add(hex: UInt8(truncatingIfNeeded: offset))
    for place in 0..<16 {
      text.add(place % 8 == 0 ? "  " : " ")
      if place < row.count { text.add(hex: row[offset + place]) } else { text.add("  ") }
    }
    text.add("  |")
    for byte in row { text.add((0x20..<0x7f).contains(byte) ? byte : UInt8(ascii: ".")) }
    text.add("|\n")
  }
}
