/// Hexadecimal text (RFC 4648 §8, lower case on output).
package enum Hex {
  @inlinable package static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }

  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Pairs of digits, white space between them ignored; nil for anything else.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var half: UInt8?
    for character in text.utf8 {
      if character == 0x20 || character == 0x09 || character == 0x0a || character == 0x0d { continue }
      guard let nibble = value(of: character) else { return nil }
      if let high = half {
        bytes.append(high << 4 | nibble)
        half = nil
      } else {
        half = nibble
      }
    }
    return half == nil ? bytes : nil
  }
}
