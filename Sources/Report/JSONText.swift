import Base

/// JSON (RFC 8259) by hand: an encoder would be asked for a fixed field order, numbers beyond 2^53 as they are, and
/// millions of lines, and none gives all three.
extension Text {
  /// A string with its quotes. Control characters are escaped (§7); everything else stays as it is.
  package mutating func add(json text: String) {
    add(UInt8(ascii: "\""))
    var text = text
    // 0xc2 begins the C1 controls, among other characters that are rare enough to be looked at one by one.
    let plain = text.withUTF8 { bytes in
      let plain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c && $0 != 0x7f && $0 != 0xc2 }
      if plain { add(bytes) }
      return plain
    }
    if !plain { for scalar in text.unicodeScalars { add(jsonScalar: scalar) } }
    add(UInt8(ascii: "\""))
  }

  private mutating func add(jsonScalar scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x22: add("\\\"")
    case 0x5c: add("\\\\")
    case 0x0a: add("\\n")
    case 0x0d: add("\\r")
    case 0x09: add("\\t")
    // DEL and C1 need no escape by the RFC; a terminal that shows the line is better off with one.
    case 0x00..<0x20, 0x7f...0x9f:
      add("\\u00")
      add(hex: UInt8(truncatingIfNeeded: scalar.value))
    default: add(String(scalar))
    }
  }

  mutating func add(hex byte: UInt8) {
    add(Text.digit(byte >> 4))
    add(Text.digit(byte & 15))
  }

  private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }

  /// A fact as JSON.
  ///
  /// Addresses, endpoints and prefixes are strings as people write them; durations and instants are numbers in
  /// nanoseconds; bytes are a string of hexadecimal digits; a packet is its number; what is absent is `null`.
  package mutating func add(json fact: Fact) {
    switch fact {
    case .none, .packet(.none): add("null")
    case .flag(let flag): add(flag ? "true" : "false")
    case .number(let number): add(number)
    case .text(let text): add(json: text)
    case .duration(let duration): add(duration.nanoseconds)
    case .instant(let instant): add(instant.nanoseconds)
    case .packet(let id): add(UInt64(id.number))
    case .address, .endpoint, .prefix: add(quoted: fact.description)
    case .bytes(let bytes):
      add(UInt8(ascii: "\""))
      for byte in bytes { add(hex: byte) }
      add(UInt8(ascii: "\""))
    case .list(let facts): add(jsonList: facts)
    }
  }

  private mutating func add(quoted plain: String) {
    add(UInt8(ascii: "\""))
    add(plain)
    add(UInt8(ascii: "\""))
  }

  private mutating func add(jsonList facts: [Fact]) {
    add(UInt8(ascii: "["))
    for (i, fact) in facts.enumerated() {
      if i > 0 { add(UInt8(ascii: ",")) }
      add(json: fact)
    }
    add(UInt8(ascii: "]"))
  }

  mutating func add(member name: String, first: Bool = false) {
    if !first { add(UInt8(ascii: ",")) }
    add(json: name)
    add(UInt8(ascii: ":"))
  }
}
