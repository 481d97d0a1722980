import Base

/// A word of a filter, cut as libpcap cuts them.
struct FilterWord: Hashable, Sendable {
  let text: String
  /// Bytes of the filter's UTF-8.
  let range: Range<Int>
}

enum FilterWords {
  /// Our own bound, in bytes: libpcap's parser and optimiser grow with the text.
  static let greatestLength = 4096

  /// Runs of what names, numbers and addresses are made of, and every other visible character alone.
  static func words(of text: String) -> [FilterWord] {
    let bytes = Array(text.utf8)
    var words: [FilterWord] = []
    var depth = 0
    var at = 0
    while at < bytes.count {
      let start = at
      // Between `[` and `]` a colon divides numbers.
      while at < bytes.count, isPart(bytes[at]) && (depth == 0 || bytes[at] != UInt8(ascii: ":")) { at += 1 }
      if at == start {
        if bytes[at] == UInt8(ascii: "[") { depth += 1 } else if bytes[at] == UInt8(ascii: "]") { depth -= 1 }
        at += 1
        if bytes[start] <= 0x20 { continue }
      }
      words.append(FilterWord(text: String(decoding: bytes[start..<at], as: UTF8.self), range: start..<at))
    }
    return words
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: ":"), UInt8(ascii: "\\"), 0x80...:
      true
    default: false
    }
  }

  /// libpcap resolves the names of hosts, networks, ports and protocols: none of that may happen here.
  static func refuseNames(in text: String) throws(BerkeleyFault) {
    let bytes = Array(text.utf8)
    guard bytes.count <= greatestLength else { throw BerkeleyFault(.tooLong(bytes.count), 0..<bytes.count) }
    if let zero = bytes.firstIndex(of: 0) { throw BerkeleyFault(.syntax("\\0"), zero..<zero + 1) }
    var before = ""
    for word in words(of: text) {
      if !isHarmless(word.text, behind: before) { throw BerkeleyFault(.name(word.text), word.range) }
      before = word.text
    }
  }

  private static func isHarmless(_ word: String, behind before: String) -> Bool {
    guard let first = word.utf8.first, isPart(first), word != ":" else { return true }
    if keywords.contains(word) || isNumber(word) || isAddress(word) { return true }
    let rest = String(word.dropFirst())
    // `ip proto \tcp`: a protocol's own number, whatever the machine calls it.
    if first == UInt8(ascii: "\\") { return ["proto", "protochain"].contains(before) && protocols.contains(rest) }
    if first == UInt8(ascii: "-") { return rest.isEmpty || keywords.contains(rest) || isNumber(rest) }
    let ends = word.split(separator: "-", omittingEmptySubsequences: false)
    return before == "portrange" && ends.count == 2 && ends.allSatisfy { isNumber(String($0)) }
  }

  /// `53`, `0x35`, and `10.1` as the beginning of a network's address.
  private static func isNumber(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 4
      && parts.allSatisfy { part in
        let isHex = part.hasPrefix("0x") || part.hasPrefix("0X")
        let digits = isHex ? part.dropFirst(2) : part
        return !digits.isEmpty && digits.allSatisfy { isHex ? $0.isHexDigit : $0.isASCII && $0.isNumber }
      }
  }

  /// An IPv6 address, or six bytes of a link's.
  private static func isAddress(_ text: String) -> Bool {
    if IPv6Address(text) != nil { return true }
    let bytes = text.split(separator: ":", omittingEmptySubsequences: false)
    return bytes.count == 6 && bytes.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy(\.isHexDigit) }
  }
}
