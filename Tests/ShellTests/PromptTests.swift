import Script
import Testing

@testable import Shell

/// What the prompt asks of a session.
@Suite struct PromptTests {
  static let lines: [(String, String)] = [
    ("revo", "revoke"), ("ping 172.20.0.100 from cl", "client"), ("explain", "explain"), ("fields tc", "tcp"),
    ("break icmp.pro", "icmp.prohibited"), ("show client.reso", "client.resources"), ("diagram as mer", "mermaid"),
  ]

  @Test(arguments: lines) func `a line is completed`(_ line: String, _ expected: String) throws {
    let texts = try Stand().console.completions(line, cursor: line.utf8.count).map(\.text)
    #expect(texts.contains(expected), "\(texts)")
  }

  @Test func `an open bracket asks for more`() throws {
    let console = try Stand().console
    #expect(console.needsMore("expect failure {"))
    #expect(console.needsMore("ping \\"))
    #expect(!console.needsMore("ping 172.20.0.100"))
  }

  @Test func `the prompt shows the clock, the last event and what is stopped`() throws {
    let stand = try Stand()
    #expect(stand.console.prompt == "fzsh 0.540s #\(stand.trace.count)> ")
    stand.run("break intent; ping 172.20.0.100")
    #expect(stand.console.prompt.hasSuffix(" stopped> "))
  }

  @Test func `quit ends the session`() throws {
    let stand = try Stand()
    stand.run("quit")
    #expect(stand.console.isOver)
  }

  @Test func `variables stay from line to line`() throws {
    let stand = try Stand()
    #expect(stand.run("let p = udp(dst=172.20.0.100)") == 0)
    #expect(stand.run("check p.ip.dst == 172.20.0.100") == 0)
  }
}
