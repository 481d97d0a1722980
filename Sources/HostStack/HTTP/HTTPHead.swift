/// The head of an HTTP/1.1 message: a first line and fields, closed by an empty line (RFC 9112 §2.1).
struct HTTPHead: Sendable {
  var firstLine: Substring
  private var fields: [(name: String, value: Substring)] = []
  /// Bytes of the head, the empty line included.
  var length: Int

  /// Nil if the head is not complete or not text.
  init?(_ bytes: [UInt8]) {
    guard let end = Self.end(of: bytes) else { return nil }
    let text = String(decoding: bytes[..<end], as: UTF8.self)
    // RFC 9112 §2.2: a lone LF may end a line as well.
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\n" }[...]
    guard let first = lines.popFirst() else { return nil }
    firstLine = first
    length = end
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      fields.append((line[..<colon].lowercased(), value))
    }
  }

  /// The first field of this name, given in lower case.
  subscript(name: String) -> Substring? { fields.first { $0.name == name }?.value }

  /// Where the body begins.
  private static func end(of bytes: [UInt8]) -> Int? {
    var lineStart = 0
    for (i, byte) in bytes.enumerated() where byte == 0x0a {
      if i == lineStart || (i == lineStart + 1 && bytes[lineStart] == 0x0d) { return i + 1 }
      lineStart = i + 1
    }
    return nil
  }
}
