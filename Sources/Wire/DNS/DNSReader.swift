/// Reads a message from its first byte on; every length is checked before it is believed.
///
/// What a message can cost is bounded: a name comes to at most 255 bytes by at most 127 pointers, and what names a name
/// has at least six bytes, so that 65,535 bytes decode to less than three million.
struct DNSReader {
  let bytes: [UInt8]
  /// Where the message begins: pointers count from there.
  let start: Int
  let messageEnd: Int
  private(set) var at: Int
  /// The end of what is being read: of the message, or of one record's data.
  private(set) var end: Int
  /// The message's first name: what most others point to, and then share.
  private var first: (at: Int, name: DomainName)?

  /// As many as a name of 255 bytes has labels.
  static let greatestPointers = 127

  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    start = range.lowerBound
    messageEnd = range.upperBound
    at = start
    end = messageEnd
  }

  /// Reads from `at` in a message that began at `start`, up to `end`.
  init(_ bytes: [UInt8], from at: Int, to end: Int, of start: Int) {
    self.bytes = bytes
    self.start = start
    self.at = at
    self.end = end
    messageEnd = end
  }

  var isAtEnd: Bool { at == end }
  var left: Int { end - at }
  /// For errors: counted from the message's first byte.
  var offset: Int { at - start }

  func need(_ count: Int, _ what: String) throws(MalformedDNS) {
    guard left >= count else { throw .truncated(what, at: offset, needs: count, has: left) }
  }

  mutating func byte(_ what: String) throws(MalformedDNS) -> UInt8 {
    try need(1, what)
    at += 1
    return bytes[at - 1]
  }

  mutating func word(_ what: String) throws(MalformedDNS) -> UInt16 {
    try need(2, what)
    at += 2
    return bytes.be16(at - 2)
  }

  mutating func long(_ what: String) throws(MalformedDNS) -> UInt32 {
    try need(4, what)
    at += 4
    return bytes.be32(at - 4)
  }

  mutating func take(_ count: Int, _ what: String) throws(MalformedDNS) -> [UInt8] {
    try need(count, what)
    at += count
    return Array(bytes[at - count..<at])
  }

  /// What is left.
  mutating func rest() -> [UInt8] {
    defer { at = end }
    return Array(bytes[at..<end])
  }

  /// RFC 1035 §3.3: a length and so many bytes.
  mutating func string(_ what: String) throws(MalformedDNS) -> [UInt8] {
    let count = Int(try byte(what))
    return try take(count, what)
  }

  /// Reads `body` from the next `count` bytes alone, all of which it must take.
  mutating func within<Value>(
    _ count: Int, _ what: String, _ body: (inout DNSReader) throws(MalformedDNS) -> Value,
    else excess: (_ read: Int) -> MalformedDNS
  ) throws(MalformedDNS) -> Value {
    try need(count, what)
    let (outer, first) = (end, at)
    end = at + count
    let value = try body(&self)
    guard isAtEnd else { throw excess(at - first) }
    end = outer
    return value
  }
}

extension DNSReader {
  /// A name, pointers followed (RFC 1035 §4.1.4).
  ///
  /// - Parameter compressible: whether a pointer may be in it (RFC 3597 §4).
  mutating func name(compressible: Bool = true) throws(MalformedDNS) -> DomainName {
    if compressible, let first, left >= 2, bytes[at] >= 0xc0, target(at: at) == first.at {
      at += 2
      return first.name
    }
    let begin = at
    let length = try skipName()
    guard compressible || length == at - begin else { throw .compressedName(at: begin - start) }
    let name = DomainName(
      checked: length == at - begin ? Array(bytes[begin..<at]) : uncompressed(from: begin, length: length))
    if first == nil { first = (begin, name) }
    return name
  }

  /// The name at `from`, which was checked and has this length.
  private func uncompressed(from: Int, length: Int) -> [UInt8] {
    var wire: [UInt8] = []
    wire.reserveCapacity(length)
    var from = from
    while wire.count < length {
      let byte = bytes[from]
      if byte >= 0xc0 {
        from = target(at: from)
      } else {
        wire += bytes[from...from + Int(byte)]
        from += 1 + Int(byte)
      }
    }
    return wire
  }

  /// Goes to behind a name, all of which is checked; gives the length that it has without compression.
  mutating func skipName() throws(MalformedDNS) -> Int {
    let first = at
    var (piece, here, limit) = (first, first, end)
    var (length, pointers) = (0, 0)
    var behind: Int?
    while true {
      guard here < limit else { throw .truncated("name", at: here - start, needs: 1, has: 0) }
      let byte = bytes[here]
      switch byte {
      case 0xc0...:
        guard here + 2 <= limit else { throw .truncated("pointer", at: here - start, needs: 2, has: 1) }
        let target = target(at: here)
        guard target < piece else { throw .pointerNotBack(at: here - start, to: target - start) }
        pointers += 1
        guard pointers <= Self.greatestPointers else { throw .tooManyPointers(at: first - start) }
        behind = behind ?? here + 2
        (piece, here, limit) = (target, target, messageEnd)
      case 0x40...: throw .reservedLabel(byte, at: here - start)
      default:
        length += 1 + Int(byte)
        guard length <= DomainName.greatestLength else { throw .nameTooLong(at: first - start) }
        guard here + 1 + Int(byte) <= limit else {
          throw .truncated("label", at: here - start, needs: 1 + Int(byte), has: limit - here)
        }
        here += 1 + Int(byte)
        if byte == 0 {
          at = behind ?? here
          return length
        }
      }
    }
  }

  /// Fourteen bits behind two ones: an offset from the message's first byte.
  private func target(at pointer: Int) -> Int { start + Int(bytes.be16(pointer) & 0x3fff) }
}
