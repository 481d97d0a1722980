import Base

extension Packet {
  /// The rows of sixteen bytes in which two packets differ: this one's with `-`, the other's with `+`, and what differs
  /// marked below. Empty for the same bytes.
  package func hexDifference(from other: Packet) -> String {
    let length = max(bytes.count, other.bytes.count)
    return stride(from: 0, to: length, by: 16).flatMap { at -> [String] in
      let row = at..<min(at + 16, length)
      let marks = row.map { self.byte($0) == other.byte($0) ? "  " : "^^" }
      guard marks.contains("^^") else { return [] }
      return [self.row(row, "-"), other.row(row, "+"), "        " + marks.joined(separator: " ").withoutBlanksBehind]
    }.joined(separator: "\n")
  }

  private func byte(_ at: Int) -> UInt8? { at < bytes.count ? bytes[at] : nil }

  private func row(_ range: Range<Int>, _ sign: String) -> String {
    let offset = String(range.lowerBound, radix: 16)
    let shown = range.map { byte($0).map { Hex.text([$0]) } ?? "  " }.joined(separator: " ")
    return "\(sign) \(String(repeating: "0", count: max(0, 4 - offset.count)))\(offset)  \(shown)".withoutBlanksBehind
  }
}

extension String {
  fileprivate var withoutBlanksBehind: String { String(reversed().drop { $0 == " " }.reversed()) }
}
