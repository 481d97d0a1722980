import Base
import Lab
import Report
import Testing

@testable import Shell

@Suite struct StateTextTests {
  @Test func `a terminal does not obey names that somebody else has given`() {
    let state = State.record([
      State.Member("red \u{1b}[31m", .record([State.Member("line\nfeed", .fact(.text("bell\u{7}")))])),
      State.Member("\u{9b}2J", .table(columns: ["name"], rows: [[.text("\u{1b}c")]])),
    ])
    let text = StateText.text(state, named: "resources", style: .none)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
    #expect(text.contains(#""red \u001b[31m""#))
    #expect(text.split(separator: "\n").count == 6)
  }
}
