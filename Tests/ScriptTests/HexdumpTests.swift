import Script
import Testing

@Suite struct HexdumpTests {
  /// The same 28 bytes as other tools print them; the text beside them has quotes, braces and digits.
  static let dumps: [(tool: String, text: String)] = [
    ("digits", "4500001c000000004011000022237d7b31320035003500080000616200"),
    ("a stream over lines", "45 00 00 1c 00 00 00 00\n40 11 00 00 2223 7d7b\n  31320035003500080000616200"),
    (
      "xxd",
      """
      00000000: 4500 001c 0000 0000 4011 0000 2223 7d7b  E.......@..."#}{
      00000010: 3132 0035 0035 0008 0000 6162 00         12.5.5....ab.
      """
    ),
    (
      "hexdump -C",
      """
      00000000  45 00 00 1c 00 00 00 00  40 11 00 00 22 23 7d 7b  |E.......@..."#}{|
      00000010  31 32 00 35 00 35 00 08  00 00 61 62 00           |12.5.5....ab.|
      0000001d
      """
    ),
    (
      "tcpdump -x",
      """
      12:00:00.000000 IP 34.35.125.123 > 49.50.0.53: UDP, length 0
      \t0x0000:  4500 001c 0000 0000 4011 0000 2223 7d7b
      \t0x0010:  3132 0035 0035 0008 0000 6162 00
      """
    ),
    (
      "tcpdump -X",
      """
      \t0x0000:  4500 001c 0000 0000 4011 0000 2223 7d7b  E.......@..."#}{
      \t0x0010:  3132 0035 0035 0008 0000 6162 00         12.5.5....ab.
      """
    ),
    (
      "Wireshark",
      """
      0000   45 00 00 1c 00 00 00 00 40 11 00 00 22 23 7d 7b   E.......@..."#}{
      0010   31 32 00 35 00 35 00 08 00 00 61 62 00            12.5.5....ab.
      """
    ),
    (
      "od -A x -t x1z",
      """
      000000 45 00 00 1c 00 00 00 00 40 11 00 00 22 23 7d 7b  >E.......@..."#}{<
      000010 31 32 00 35 00 35 00 08 00 00 61 62 00           >12.5.5....ab.<
      00001d
      """
    ),
  ]

  @Test(arguments: dumps) func `a hexdump is read as its tool prints it`(_ tool: String, _ text: String) throws {
    let expected = "45 00 00 1c 00 00 00 00 40 11 00 00 22 23 7d 7b 31 32 00 35 00 35 00 08 00 00 61 62 00"
      .replacing(" ", with: "")
    #expect(bytes("packet {\n\(text)\n}\nmark") == expected, "\(tool)")
    #expect(bytes("let p = packet {\n  \(text)\n  }; mark") == expected, "\(tool)")
    #expect(bytes("ask packet {\n\(text)\n} from client within 1s") == expected, "\(tool)")
  }

  @Test func `a repeated row is filled in`() {
    let zeros = String(repeating: "00 ", count: 16)
    let dump = "packet {\n00000000  \(zeros)\n*\n00000030  01\n00000031\n}"
    #expect(bytes(dump) == String(repeating: "00", count: 48) + "01")
  }

  @Test func `a dump on one line ends with its brace`() {
    #expect(bytes("packet { 45 00 }") == "4500")
    #expect(bytes("packet { 0x0000: 4500 }") == "4500")
    #expect(bytes("packet x\"45 00\"") == "4500")
  }

  @Test func `packet is a name like any other where no bytes follow`() {
    for line in ["let packet = 5", "events where packet == p1", "check packet == 5", "packet.x", "f(packet)"] {
      #expect(parse(line).diagnostics.isEmpty, "\(line)")
    }
  }

  @Test func `a dump that is not closed asks for another line`() {
    #expect(parse("packet {\n0000   45 00 }").isIncomplete)
    #expect(parse("let p = packet {").isIncomplete)
    #expect(!parse("packet {\n45\n}").isIncomplete)
  }

  @Test(arguments: [
    ("0000   45 0g", "not a hexadecimal digit", 12), ("0000   45 000 11", "an odd number of digits", 11),
    ("0000   45 00\n0010   00", "a row before it is missing or cut", 1),
    ("0x0010:  4500", "a row before it is missing or cut", 1), ("", "rows of a hexdump go here", 9),
    ("00000000  45 00\n00000003", "a row before it is missing or cut", 1),
  ]) func `a dump that is wrong is told once, at the place`(_ dump: String, _ label: String, _ column: Int) {
    let text = failure("packet {\n\(dump)\n}\nmark")
    #expect(text.contains(label), "\(text)")
    #expect(text.parts("error[").count == 2, "\(text)")
    if !dump.isEmpty { #expect(text.contains("test.fzs:\(dump.contains("\n") ? 3 : 2):\(column)"), "\(text)") }
  }

  @Test func `no text makes the reader fail or hang`() {
    let pieces = ["packet {", "\n", "0000", "  ", "45", "*", "|", "}", "0x10:", "ffffffff", "\t", "zz", "\"", "1 > 2"]
    var seed: UInt64 = 1
    for _ in 0..<2000 {
      var text = "packet {"
      for _ in 0..<12 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(seed >> 33) % pieces.count]
      }
      _ = parse(text)
    }
  }

  /// The bytes of the first dump of a text.
  private func bytes(_ text: String) -> String {
    let program = parse(text)
    guard program.diagnostics.isEmpty else { return program.diagnostics.map(\.message).joined() }
    guard case .literal(.bytes(let bytes))? = program.statements.first?.dump?.kind else { return "no dump" }
    return bytes.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
  }
}

extension Statement {
  fileprivate var dump: Expression? {
    switch kind {
    case .expression(let expression), .binding(_, .expression(let expression)): expression.argument
    case .command(let command): command.arguments.first?.expression?.argument
    default: nil
    }
  }
}

extension Expression {
  fileprivate var argument: Expression? { if case .call(let call) = kind { call.arguments.first?.value } else { nil } }
}

extension String {
  fileprivate func parts(_ separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
