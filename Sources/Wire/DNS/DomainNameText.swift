/// The text form of master files (RFC 1035 §5.1): dots between labels, `\.` and `\\` for the bytes themselves, `\DDD`
/// for a byte by its decimal number.
extension DomainName {
  /// - Parameter text: with or without the root's dot at the end; `.` and the empty text are the root. Characters
  ///   beyond ASCII stand for the bytes of their UTF-8.
  package init(_ text: some StringProtocol) throws(DomainNameError) {
    let text = Array(text.utf8)
    guard !text.isEmpty, text != [UInt8(ascii: ".")] else {
      self = .root
      return
    }
    var wire: [UInt8] = [0]
    wire.reserveCapacity(text.count + 2)
    var start = 0  // of the label's length
    var at = 0
    while at < text.count {
      if text[at] == UInt8(ascii: ".") {
        try Self.close(&wire, from: start)
        start = wire.count
        wire.append(0)
        at += 1
      } else {
        let (byte, length) = try Self.byte(in: text, at: at)
        wire.append(byte)
        at += length
      }
    }
    if start < wire.count - 1 {
      try Self.close(&wire, from: start)
      wire.append(0)
    }
    guard wire.count <= Self.greatestLength else { throw .nameTooLong(wire.count) }
    self.init(checked: wire)
  }

  private static func close(_ wire: inout [UInt8], from start: Int) throws(DomainNameError) {
    let length = wire.count - start - 1
    guard length > 0 else { throw .emptyLabel }
    guard length <= greatestLabel else { throw .labelTooLong(length) }
    wire[start] = UInt8(length)
  }

  /// One byte of a label, and how many bytes of text say it.
  private static func byte(in text: [UInt8], at: Int) throws(DomainNameError) -> (UInt8, length: Int) {
    guard text[at] == UInt8(ascii: "\\") else { return (text[at], 1) }
    guard at + 1 < text.count else { throw .badEscape(at: at) }
    guard let first = digit(text[at + 1]) else { return (text[at + 1], 2) }
    guard at + 3 < text.count, let second = digit(text[at + 2]), let third = digit(text[at + 3]),
      let byte = UInt8(exactly: first * 100 + second * 10 + third)
    else { throw .badEscape(at: at) }
    return (byte, 4)
  }

  private static func digit(_ byte: UInt8) -> Int? { (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil }
}

extension DomainName: CustomStringConvertible {
  /// Without the root's dot at the end: `a.example`; the root itself is `.`.
  package var description: String {
    guard !isRoot else { return "." }
    var text: [UInt8] = []
    text.reserveCapacity(wire.count)
    var at = 0
    while wire[at] != 0 {
      if at > 0 { text.append(UInt8(ascii: ".")) }
      for byte in wire[at + 1...at + Int(wire[at])] { DNSText.append(byte, to: &text, special: UInt8(ascii: ".")) }
      at += 1 + Int(wire[at])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// With the root's dot, as tools print it: `a.example.`
  package var absolute: String { isRoot ? "." : description + "." }
}

extension DomainNameError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .emptyLabel: "a label is empty"
    case .labelTooLong(let count): "a label has \(count) bytes; \(DomainName.greatestLabel) fit"
    case .nameTooLong(let count): "the name has \(count) bytes; \(DomainName.greatestLength) fit"
    case .badEscape(let at): "the backslash at byte \(at) needs a character or three digits up to 255"
    }
  }
}
