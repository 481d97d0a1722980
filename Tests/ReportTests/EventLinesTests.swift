import Base
import Lab
import Report
import Testing

@Suite struct EventLinesTests {
  private let records = [
    record(1, "operator", .command("revoke \"MyCorp Network\"")),
    record(
      58, ms: 12_400, "gateway", cause: 57, packet: 17, .reported(Sample("filtered", [Field("reason", "filter")]))),
    record(59, ms: 3_600_001, "größe", .reported(Sample("drop", [Field("why", "a=b"), Field("of", .none)]))),
  ]

  @Test func `columns are as wide as the events need`() {
    let lines = EventLines(fitting: records)
    #expect(
      records.map(lines.line).joined(separator: "\n") == """
        #1      0.000s  operator  command        text="revoke \\"MyCorp Network\\""
        #58    12.400s  gateway   filtered  p17  reason=filter
        #59  3600.001s  größe     drop           why="a=b" of=-
        """)
  }

  @Test func `colours follow the meaning and change nothing else`() {
    let plain = EventLines(fitting: records).line(records[1])
    let coloured = EventLines(fitting: records, style: .ansi).line(records[1])
    #expect(coloured.contains("\u{1b}[31mfiltered\u{1b}[0m"))
    #expect(withoutEscapes(coloured) == plain)
  }

  @Test func `what a terminal would obey is printed as text`() {
    let event = record(1, "a\u{1b}[2J", .reported(Sample("k\u{7}", [Field("x", "\u{9b}2J")])))
    let line = EventLines().line(event)
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
  }

  private func withoutEscapes(_ text: String) -> String {
    text.split(separator: "\u{1b}[", omittingEmptySubsequences: false).enumerated()
      .map { i, part in i == 0 ? String(part) : String(part.drop { $0 != "m" }.dropFirst()) }.joined()
  }
}
