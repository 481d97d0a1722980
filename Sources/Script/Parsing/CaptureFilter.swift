/// A filter in the language of tcpdump (pcap-filter(7)), as a condition on packets: `icmp and host 10.0.0.1` →
/// `icmp and (ip(src=10.0.0.1) or ip(dst=10.0.0.1))`.
struct CaptureFilter {
  private var words: ArraySlice<String>

  /// nil where the filter has words that are not translated.
  static func translate(_ filter: String) -> String? {
    var spaced = ""
    for character in filter { spaced += "()!".contains(character) ? " \(character) " : String(character) }
    var translation = CaptureFilter(words: spaced.split(separator: " ").map(String.init)[...])
    var result: [String] = []
    while !translation.words.isEmpty {
      guard let part = translation.part() else { return nil }
      result.append(part)
    }
    return result.joined(separator: " ").replacing("( ", with: "(").replacing(" )", with: ")")
  }

  /// An operator, a bracket, or one primitive.
  private mutating func part() -> String? {
    let word = words.removeFirst()
    switch word {
    case "and", "&&": return "and"
    case "or", "||": return "or"
    case "not", "!": return "not"
    case "(", ")": return word
    case "src", "dst": return endpoint(of: ["udp", "tcp"], [word])
    case "host", "port":
      words.insert(word, at: words.startIndex)
      return endpoint(of: ["udp", "tcp"], ["src", "dst"])
    case "tcp", "udp": return transport(word)
    case "icmp", "icmp6", "ip", "ip6": return word
    default: return nil
    }
  }

  private mutating func transport(_ layer: String) -> String? {
    switch words.first {
    case "port": return endpoint(of: [layer], ["src", "dst"])
    case "src", "dst":
      guard words.dropFirst().first == "port" else { return layer }
      return endpoint(of: [layer], [words.removeFirst()])
    default: return layer
    }
  }

  /// `host ADDRESS`, `port NUMBER` or an address alone, at one end or either.
  private mutating func endpoint(of layers: [String], _ sides: [String]) -> String? {
    guard let first = words.popFirst() else { return nil }
    let isPort = first == "port"
    guard let value = isPort || first == "host" ? words.popFirst() : first else { return nil }
    let isValue: (Character) -> Bool = { isPort ? $0.isNumber : $0.isHexDigit || ".:".contains($0) }
    guard value.allSatisfy(isValue) else { return nil }
    let tests =
      isPort
      ? layers.flatMap { layer in sides.map { "\(layer)(\($0.prefix(1))port=\(value))" } }
      : sides.map { "\(value.contains(":") ? "ip6" : "ip")(\($0)=\(value))" }
    return tests.count == 1 ? tests[0] : "(\(tests.joined(separator: " or ")))"
  }
}
