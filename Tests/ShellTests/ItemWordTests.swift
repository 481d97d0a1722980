import Base
import Script
import Testing
import Wire

@testable import Shell

/// Lists and items between the brackets of a field.
@Suite struct ItemWordTests {
  static let expressions: [(String, String)] = [
    ("tcp(dst=1.2.3.4, options=[nop, mss(1460), sack(1..9)]).tcp.mss", "1460"),
    (
      "tcp(dst=1.2.3.4, options=[nop, mss(1460), sack(1..9, 20..30)]).source",
      "tcp(options=[nop, mss(1460), sack(1..9, 20..30)], dst=1.2.3.4)"
    ),
    ("let m = 1240; tcp(dst=1.2.3.4, options=[mss(m), sack-permitted]).tcp.options[0].value", "1240"),
    ("tcp(dst=1.2.3.4, options=[timestamp(tsval=7)]).tcp.options[0].tsecr", "0"),
    ("tcp(dst=1.2.3.4, options=[nop, nop]).tcp.options", "[nop, nop]"),
    ("let o = tcp(dst=1.2.3.4, options=[nop, mss(9)]).tcp.options; tcp(dst=1.2.3.4, options=o).tcp.mss", "9"),
    ("let p = tcp(dst=1.2.3.4); p.tcp.options = [mss(5)]; p.tcp.mss", "5"),
    ("let p = tcp(dst=1.2.3.4) with tcp.options=[nop, mss(5)], tcp.mss=6; p.tcp.options", "[nop, mss(6)]"),
    ("count(tcp(dst=1.2.3.4, options=[mss({1, 2..4}), nop]))", "4"),
    ("let p = tcp(dst=1.2.3.4, options=[mss(rand(7..7)), timestamp(rand)]); p.tcp.mss", "7"),
    ("fn mss(x) { x }; tcp(dst=1.2.3.4, window=mss(3)).tcp.window", "3"),
    ("count(udp(dst=1.2.3.4, dport=[53, 80]))", "2"),
    ("let p = tcp(dst=1.2.3.4, options=[mss(5)]); p matches tcp(mss=5)", "true"),
  ]

  @Test(arguments: expressions) func `an item is read as it is written`(_ line: String, _ expected: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    #expect(try stand.value(line.split(separator: "; ").last.map(String.init) ?? "").text == expected)
  }

  static let mistakes: [(String, String)] = [
    (
      "hex tcp(dst=1.2.3.4, options=[nop, msss(1460)])",
      """
      error[FZ0306]: `tcp.options` knows no `msss`
        --> test.fzs:1:36
        1 | hex tcp(dst=1.2.3.4, options=[nop, msss(1460)])
          |                                    ^^^^ did you mean `mss`?
          = allowed: eol nop mss wscale sackok sack timestamp md5 fastopen option
      """
    ),
    (
      "hex tcp(dst=1.2.3.4, options=[nop, mss(70000)])",
      """
      error[FZ0302]: 70000 does not fit `mss.value`: 16 bits, 0 to 65535
        --> test.fzs:1:40
        1 | hex tcp(dst=1.2.3.4, options=[nop, mss(70000)])
          |                                        ^^^^^ 0-65535
      """
    ),
    (
      "hex tcp(dst=1.2.3.4, options=[timestamp(1, tscr=7)])",
      """
      error[FZ0104]: `timestamp` has no field `tscr`
        --> test.fzs:1:44
        1 | hex tcp(dst=1.2.3.4, options=[timestamp(1, tscr=7)])
          |                                            ^^^^ did you mean `tsecr` (the receiver's clock, echoed)?
          = fields of timestamp: kind length tsval tsecr
      """
    ),
    (
      "hex tcp(dst=1.2.3.4, options=[mss(1, 2)])",
      """
      error[FZ0303]: `mss` takes one value, not 2
        --> test.fzs:1:38
        1 | hex tcp(dst=1.2.3.4, options=[mss(1, 2)])
          |                                      ^
      """
    ),
  ]

  @Test(arguments: mistakes) func `a mistake in an item is told where it is, before anything runs`(
    _ line: String, _ expected: String
  ) throws {
    let stand = try Stand()
    #expect(stand.console.check(line, name: "test.fzs") == 2)
    #expect(stand.said.complaints == expected + "\n")
    let late = try Stand()
    // The same, where only the run can know.
    _ = late.run("fn f(x) { x }\n" + line.replacing("1.2.3.4", with: "f(1.2.3.4)"))
    #expect(late.said.complaints.split(separator: "\n").first == expected.split(separator: "\n").first)
  }

  @Test func `a name that may be a variable is not told by check`() throws {
    #expect(try Stand().console.check("let o = 5; hex tcp(dst=1.2.3.4, options=[o, mss(o)])", name: "test.fzs") == 0)
  }

  @Test func `JSON has items as objects`() throws {
    let stand = try Stand()
    #expect(stand.run("tcp(dst=1.2.3.4, options=[nop, mss(5), sack(1..9)]) to json") == 0)
    #expect(
      stand.said.text.contains(
        #""options":{"value":[{"item":"nop"},{"item":"mss","value":5},{"item":"sack","blocks":["1..9"]}"#))
  }

  @Test(arguments: [
    ("send tcp(options=[no", "nop"), ("send tcp(options=[nop, m", "mss("), ("send tcp(options=[timestamp(ts", "tsval"),
    ("fuzz(udp(), ke", "keep"), ("fuzz(udp(), keep=ud", "udp"), ("let p = fu", "fuzz("),
    ("let p = tcp(dst=1.2.3.4) with tcp.dport=5; show p bu", "built"), ("show p17 with tc", "tcp"),
    ("show p17 with tcp.dpo", "tcp.dport"), ("show tcp() with tcp.mss=5 bu", "built"),
  ]) func `what can come next is offered`(_ line: String, _ expected: String) throws {
    let found = try Stand().console.completions(line, cursor: line.utf8.count)
    #expect(found.map(\.text).contains(expected), "\(found.map(\.text))")
  }
}
