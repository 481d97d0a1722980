import Base

/// Bytes as other tools print them: `xxd`, `hexdump -C`, `od -A x -t x1z`, `tcpdump -x` and `-X`, Wireshark's "copy as
/// hex dump", or nothing but hexadecimal digits.
///
/// ```
/// row    = [ offset ] { pair { pair } } [ text ]
/// offset = hexdigits ":" | "0x" hexdigits [ ":" ] | hexdigits that say how many bytes stand before the row
/// ```
/// Offsets must agree with the bytes before them, so that a row that is missing or cut is found.
struct Hexdump {
  /// The greatest packet and what may stand before it on a link; more is no packet, and need not be kept.
  static let greatestLength = 66_000

  private let lexer: Lexer
  private(set) var bytes: [UInt8] = []
  private(set) var problem: Diagnostic?
  private var hasOffsets = false
  /// `*`: the row before is repeated up to the next offset.
  private var repeats = false

  /// Reads the lines of a range of the source, up to the first thing that is wrong.
  init(_ lexer: Lexer, _ lower: Int, _ upper: Int) {
    self.lexer = lexer
    var at = lower
    while at < upper, problem == nil {
      let end = min(lexer.scan(at) { $0 != UInt8(ascii: "\n") }, upper)
      read(at, end)
      at = end + 1
    }
    guard problem == nil, bytes.isEmpty || repeats else { return }
    complain(
      lower, lower, bytes.isEmpty ? "the dump holds no bytes" : "the dump ends in `*`", "rows of a hexdump go here")
  }

  private mutating func complain(_ lower: Int, _ upper: Int, _ message: String, _ label: String) {
    problem = Diagnostic(
      .badBytes, message, at: lexer.range(lower, upper), label: label,
      notes: ["read as xxd, hexdump -C, tcpdump -x and Wireshark print bytes, or digits alone"])
  }

  private mutating func read(_ lower: Int, _ upper: Int) {
    let start = skipBlanks(lower, upper)
    guard start < upper, !isHeading(start, upper) else { return }
    if lexer.text(start, upper).trimmed == "*", !bytes.isEmpty {
      repeats = true
      return
    }
    var at = start
    if let offset = offset(start, upper) {
      hasOffsets = true
      guard fill(to: offset.value) else {
        return complain(
          start, offset.digits, "this row begins at byte \(offset.value), and \(bytes.count) bytes stand before it",
          "a row before it is missing or cut")
      }
      at = offset.end
    }
    pairs(at, upper)
  }

  /// tcpdump's line on the packet, above its rows.
  private func isHeading(_ start: Int, _ end: Int) -> Bool {
    bytes.isEmpty && lexer.text(start, end).contains(" > ")
  }

  /// The repeated row up to an offset; false where the offset is not the one that must come.
  private mutating func fill(to offset: Int) -> Bool {
    guard repeats else { return offset == bytes.count }
    repeats = false
    guard offset > bytes.count, offset <= Self.greatestLength, bytes.count >= 16, offset % 16 == 0 else { return false }
    let row = Array(bytes.suffix(16))
    while bytes.count < offset { bytes += row }
    return true
  }

  private func offset(_ start: Int, _ end: Int) -> (value: Int, digits: Int, end: Int)? {
    let isPrefixed = lexer.matches("0x", at: start)
    let first = isPrefixed ? start + 2 : start
    let digits = lexer.scan(first) { Hex.value(of: $0) != nil }
    guard digits > first, digits <= end, digits - first <= 8, let value = Int(lexer.text(first, digits), radix: 16)
    else { return nil }
    if lexer.byte(digits) == UInt8(ascii: ":") { return (value, digits, digits + 1) }
    if isPrefixed { return (value, digits, digits) }
    let isBare = digits - first >= 4 && (hasOffsets || (bytes.isEmpty && value == 0 && pairFollows(digits, end)))
    return isBare ? (value, digits, digits) : nil
  }

  /// Two digits that stand alone, behind blanks.
  private func pairFollows(_ at: Int, _ end: Int) -> Bool {
    let next = skipBlanks(at, end)
    return next > at && lexer.scan(next) { Hex.value(of: $0) != nil } == next + 2
      && (next + 2 >= end || lexer.byte(next + 2).map(Lexer.isBlank) ?? true)
  }

  private mutating func pairs(_ start: Int, _ end: Int) {
    let before = bytes.count
    var at = start
    while true {
      let next = skipBlanks(at, end)
      guard next < end, lexer.byte(next) != UInt8(ascii: "|") else { return }
      let inRow = bytes.count - before
      // With offsets, text follows behind two blanks; `hexdump -C` has two in the middle as well.
      if hasOffsets, inRow > 0, next - at > 1, !(inRow == 8 && next - at == 2 && pairFollows(next - 1, end)) { return }
      let digits = min(lexer.scan(next) { Hex.value(of: $0) != nil }, end)
      let stop = min(lexer.scan(next) { !Lexer.isBlank($0) }, end)
      if digits < stop {
        return complain(digits, digits + 1, "a hexdump holds pairs of hexadecimal digits", "not a hexadecimal digit")
      }
      guard let group = Hex.bytes(lexer.text(next, digits)) else {
        return complain(next, digits, "a hexdump holds pairs of hexadecimal digits", "an odd number of digits")
      }
      bytes += group
      guard bytes.count <= Self.greatestLength else {
        return complain(next, digits, "this is more than a packet can hold", "byte \(Self.greatestLength) and on")
      }
      at = stop
    }
  }

  private func skipBlanks(_ at: Int, _ end: Int) -> Int { min(lexer.scan(at) { Lexer.isBlank($0) && $0 != 0x0a }, end) }
}

extension Lexer {
  /// The closing brace of a dump: on the line of the opening one behind nothing but digits and blanks, or the first
  /// that begins a line. Text beside the bytes may hold any character.
  func endOfDump(_ open: Int) -> Int? {
    let isDigits: (UInt8) -> Bool = {
      Hex.value(of: $0) != nil || (Self.isBlank($0) && $0 != 0x0a) || ":x".utf8.contains($0)
    }
    var at = scan(open + 1, while: isDigits)
    while let byte = byte(at), byte != UInt8(ascii: "}") {
      at = scan(at) { $0 != UInt8(ascii: "\n") }
      at = scan(at, while: Self.isBlank)
    }
    return at < limit ? at : nil
  }
}
