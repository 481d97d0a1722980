/// How bytes are written in the text of names and character strings (RFC 1035 §5.1).
enum DNSText {
  /// Printable ASCII as it is, a backslash before itself and before what is special, all else as `\DDD`.
  static func escaped(_ bytes: some Sequence<UInt8>, special: UInt8? = nil) -> String {
    var text: [UInt8] = []
    for byte in bytes { append(byte, to: &text, special: special) }
    return String(decoding: text, as: UTF8.self)
  }

  static func append(_ byte: UInt8, to text: inout [UInt8], special: UInt8?) {
    if byte == UInt8(ascii: "\\") || byte == special {
      text += [UInt8(ascii: "\\"), byte]
    } else if (0x21...0x7e).contains(byte) {
      text.append(byte)
    } else {
      text += [UInt8(ascii: "\\"), 0x30 + byte / 100, 0x30 + byte / 10 % 10, 0x30 + byte % 10]
    }
  }

  /// A character string between quotes: `"v=spf1 -all"`.
  static func quoted(_ bytes: some Sequence<UInt8>) -> String {
    let pieces = Array(bytes).split(separator: 0x20, omittingEmptySubsequences: false)
    return "\"" + pieces.map { escaped($0, special: UInt8(ascii: "\"")) }.joined(separator: " ") + "\""
  }
}
