import Access
import Base
import Lab
import Script
import Sim
import Testing

@testable import Shell

/// The real lab with one thing changed that it never shows by itself.
struct TwistedLab: LabBackend {
  var lab: any LabBackend
  var clients: [Fact] = [.text("client")]
  var violations: [Violation] = []

  var name: String { lab.name }
  var seed: UInt64 { lab.seed }
  var now: Instant { lab.now }
  var wall: WallClock { lab.wall }
  var trace: [TraceRecord] { lab.trace }

  mutating func perform(_ action: Action) throws(LabError) -> ActionResult { try lab.perform(action) }
  mutating func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd {
    lab.run(until: deadline, stop: stop)
  }
  func answer(_ query: Query) throws(LabError) -> State {
    if case .names(.client) = query { return .fact(.list(clients)) }
    return try lab.answer(query)
  }
}

@Suite struct TwistedLabTests {
  private func run(_ text: String, _ twist: @escaping (inout TwistedLab) -> Void) throws -> (Int32, String) {
    let said = Said()
    let console = try Console(output: said, files: Disk()) { name, seed throws(LabError) in
      var lab = TwistedLab(lab: try Stand.lab(name, seed))
      twist(&lab)
      return lab
    }
    return (console.evaluate(text, name: "test.fzs"), said.complaints)
  }

  @Test func `with two clients one must be named`() throws {
    let (code, text) = try run("ping 172.20.0.100") { $0.clients = [.text("client-1"), .text("client-2")] }
    #expect(code == 2)
    #expect(
      text == """
        error[FZ0415]: which client?
          --> test.fzs:1:1
          1 | ping 172.20.0.100
            | ^^^^^^^^^^^^^^^^^
            = clients: client-1 client-2

        """)
  }

  @Test func `a violated invariant is named with its event and ends with its own code`() throws {
    let (code, text) = try run("require invariants") {
      $0.violations = [Violation(invariant: "no plaintext on the wire", event: 3, detail: "p9 was readable")]
    }
    #expect(code == 5)
    #expect(text.hasPrefix("error[FZ0509]: the invariant `no plaintext on the wire` was violated at #3\n"))
    #expect(text.contains("p9 was readable"))
  }
}
