/// XML and HTML with every text escaped, one element a line.
struct Markup {
  private(set) var text = ""
  private var depth = 0

  mutating func line(_ raw: String) { text += String(repeating: " ", count: depth) + raw + "\n" }

  mutating func open(_ element: String, _ attributes: [(String, String)] = []) {
    line("<\(element)\(Self.attributes(attributes))>")
    depth += 1
  }

  mutating func close(_ element: String) {
    depth -= 1
    line("</\(element)>")
  }

  mutating func empty(_ element: String, _ attributes: [(String, String)] = []) {
    line("<\(element)\(Self.attributes(attributes))/>")
  }

  /// Its text stands as it is, without room around it.
  mutating func element(_ element: String, _ attributes: [(String, String)] = [], _ content: String) {
    line("<\(element)\(Self.attributes(attributes))>\(Self.escaped(content))</\(element)>")
  }

  private static func attributes(_ attributes: [(String, String)]) -> String {
    attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
  }

  /// XML 1.0 §2.2 has no place for most control characters, not even escaped: they become U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: result += "&amp;"
      case 0x3c: result += "&lt;"
      case 0x3e: result += "&gt;"
      case 0x22: result += "&quot;"
      case 0x09, 0x0a: result.unicodeScalars.append(scalar)
      case 0..<0x20, 0x7f, 0xfffe, 0xffff: result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
