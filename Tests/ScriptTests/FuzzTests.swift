import Base
import Script
import Testing

@Suite struct FuzzTests {
  static let corpus =
    ParserTests.lines.map { Array($0.utf8) }
    + GoldenTests.goldens.map(\.input).filter { !$0.contains("repeat 1000001") }.map { Array($0.utf8) }

  /// Pieces that break parsers.
  static let tokens = [
    "(", ")", "{", "}", "[", "]", "\"", "{{", "\\", "\n", "#", "#1", "..", "::", "1.2.3.4", "/", "x\"", "as", "in", "=",
    "==",
    "for", "if", "|", "where", "--", "\u{0}", "é", "99999999999999999999", "not", "with", ";", "expect", "no",
    "failure", "p3",
  ].map { Array($0.utf8) }

  static func mutated(_ chance: inout Chance) -> [UInt8] {
    var bytes = corpus[Int(chance.below(UInt32(corpus.count)))]
    for _ in 0...chance.below(4) {
      let at = Int(chance.below(UInt32(bytes.count + 1)))
      switch chance.below(6) {
      case 0: bytes.insert(contentsOf: tokens[Int(chance.below(UInt32(tokens.count)))], at: at)
      case 1: bytes.insert(UInt8(truncatingIfNeeded: chance.nextUInt32()), at: at)
      case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + Int(chance.below(4))))
      case 3: bytes = Array(bytes.prefix(at))
      case 4 where at < bytes.count: bytes[at] ^= 1 << UInt8(chance.below(8))
      default: bytes.insert(contentsOf: corpus[Int(chance.below(UInt32(corpus.count)))].prefix(40), at: at)
      }
    }
    return bytes
  }

  @Test func `no mutation of a script crashes or hangs the parser, and every error has a place`() {
    var chance = Chance(seed: 20_261)
    for _ in 0..<8_000 {
      let bytes = Self.mutated(&chance)
      let program = parseUntrusted(bytes, signatures: FakeVerbs.table)
      for diagnostic in program.diagnostics {
        guard let range = diagnostic.range, range.upper <= bytes.count else {
          Issue.record("no place: \(diagnostic.message) in \(String(decoding: bytes, as: UTF8.self))")
          continue
        }
      }
    }
  }

  @Test func `what parses also runs, checks, renders and completes without a crash`() {
    var chance = Chance(seed: 7)
    for _ in 0..<1500 {
      let bytes = Self.mutated(&chance)
      let text = String(decoding: bytes, as: UTF8.self)
      let host = FakeHost()
      let evaluator = Evaluator(host: host)
      let program = evaluator.parse(name: "fuzz", bytes: Array(bytes))
      _ = DiagnosticRenderer(coloured: true).text(evaluator.check(program), in: evaluator.sources)
      _ = complete(text, cursor: Int(chance.below(UInt32(text.utf8.count + 1))), host: host)
      if program.diagnostics.isEmpty { _ = try? evaluator.run(program) }
    }
  }

  @Test(arguments: [
    "(", "[", "{", "\"{", "if true {", "-", "not ", "a.", "1 + ", "f(", "x[", "{1, ", "| ", "expect no ",
  ])
  func `a long run of one piece is bounded`(_ piece: String) {
    let program = parseUntrusted(
      Array(("check " + String(repeating: piece, count: 20_000)).utf8), signatures: FakeVerbs.table)
    #expect(program.diagnostics.count > 0)
  }
}
