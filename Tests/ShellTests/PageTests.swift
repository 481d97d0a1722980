import Lab
import Script
import Testing

@testable import Shell

/// The pages of events, reasons and codes: each says what it is, and has a line that makes one.
@Suite struct PageTests {
  @Test(arguments: EventPages.lines.map(\.line)) func `a line makes the events whose pages show it`(_ line: String)
    throws
  {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    let kinds = EventPages.lines.filter { $0.line == line }.flatMap(\.kinds)
    for kind in kinds { #expect(stand.trace.contains { $0.kind == kind }, "\(kind)") }
    // The table of kinds is whole.
    for record in stand.trace { #expect(EventKind.named(record.kind) != nil, "\(record.kind)") }
  }

  @Test(arguments: ReasonPages.lines.map(\.reason)) func `a line makes what its page speaks of`(
    _ reason: String
  ) throws {
    let line = try #require(ReasonPages.lines.first { $0.reason == reason }?.line)
    let meaning = try #require(ReasonTable.find(reason)?.meaning)
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    #expect(stand.trace.contains { $0.text("reason") == reason }, "\(line)")
    #expect(stand.run("help \(reason)") == 0 && stand.said.text.contains(meaning))
    #expect(stand.said.text.contains(line))
  }

  @Test func `every kind of event has a page with a line, or is listed as unseen`() throws {
    for kind in EventKind.all {
      #expect((EventPages.line(of: kind.name) == nil) == EventPages.unseen.contains(kind.name), "\(kind.name)")
      let stand = try Stand()
      #expect(stand.run("help \(kind.name)") == 0)
      #expect(stand.said.text.contains(kind.meaning), "\(kind.name)")
    }
  }

  @Test func `every code has a page with its example`() throws {
    let stand = try Stand()
    for code in CodeTable.language + stand.session.codes {
      #expect(stand.run("help \(code.code)") == 0)
      #expect(stand.said.text.contains(code.title) && stand.said.text.contains(code.example), "\(code.code)")
    }
  }

  /// A reason that the demonstration and its neighbours meet has a page.
  @Test(arguments: [
    "ping 172.20.0.100; curl http://download.httpbin/; dig httpbin; run 1m",
    "fault client loss=10% duplicate=10%; ping 172.20.0.100 --count 9; roam client; run 1m",
  ])
  func `reasons that are met have pages`(_ line: String) throws {
    let stand = try Stand()
    stand.run(line)
    for record in stand.trace where record.kind == "drop" || record.kind == "filtered" {
      #expect(
        ReasonTable.find(record.text("reason")) != nil,
        "\(record.text("reason"))")
    }
  }
}
