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
    let words = stand.trace.flatMap { record in ["reason", "verdict", "by"].map { record.text($0) } }
    #expect(words.contains { $0 == reason || reason.contains(" ") && $0.hasPrefix(reason) }, "\(line)")
    #expect(stand.session.stage.lab.violations.isEmpty)
    // A reason that is a sentence is looked up as it stands in the trace.
    #expect(
      stand.run("\(reason.contains(" ") ? "explain" : "help") \(reason)") == 0 && stand.said.text.contains(meaning))
    #expect(stand.said.text.contains(line))
  }

  @Test func `every reason has a line, or is listed as unseen`() {
    for reason in ReasonTable.all {
      let has = ReasonPages.lines.contains { $0.reason == reason.name }
      #expect(has != ReasonPages.unseen.contains(reason.name), "\(reason.name)")
    }
    #expect(ReasonPages.unseen.allSatisfy { name in ReasonTable.all.contains { $0.name == name } })
    #expect(Set(ReasonPages.lines.map(\.reason)).count == ReasonPages.lines.count)
  }

  /// Where no line makes one for certain, the page says how to look for it.
  @Test(arguments: ReasonPages.unseen.sorted()) func `the line by which a reason is looked for runs`(
    _ reason: String
  ) throws {
    let stand = try Stand()
    #expect(stand.run("explain \(reason)") == 0)
    let lines = stand.said.text.split(separator: "\n").filter { $0.hasPrefix("  events where ") }
    let line = String(try #require(lines.first))
    #expect(line.contains(reason))
    #expect(stand.run(line) == 0 && stand.said.complaints.isEmpty, "\(line)\n\(stand.said.complaints)")
  }

  @Test func `every kind of event has the rule behind it, and no rule is of a kind that is not there`() {
    for kind in EventKind.all { #expect(EventLaw.of(kind.name) != nil, "\(kind.name)") }
    for name in EventLaw.names {
      #expect(EventKind.all.contains { $0.name == name || $0.name.hasPrefix(name + ".") }, "\(name)")
    }
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
      let parts = CodePages.Parts(code.example)
      for part in [code.title, parts.wrong, parts.instead ?? "", parts.advice ?? ""] where !part.isEmpty {
        #expect(stand.said.text.contains(part), "\(code.code): \(part)")
      }
    }
  }

  /// What takes a file, a second client, a key, or a fault of the program.
  static let notTyped = [
    "FZ0121", "FZ0125", "FZ0218", "FZ0220", "FZ0225", "FZ0411", "FZ0415", "FZ0440", "FZ0441", "FZ0442", "FZ0443",
    "FZ0444",
    "FZ0445", "FZ0446", "FZ0447", "FZ0448", "FZ0466", "FZ0509", "FZ0602", "FZ0603", "FZ0604",
  ]

  static let typed = (CodeTable.language + DiagnosticCode.ofShell).filter { !notTyped.contains($0.code) }

  @Test(arguments: typed) func `the line of a code's page gives it, and what is to be written instead works`(
    _ code: DiagnosticCode
  ) throws {
    let parts = CodePages.Parts(code.example)
    let stand = try Stand()
    stand.run(parts.wrong)
    #expect(stand.said.complaints.contains("[\(code.code)]"), "\(parts.wrong)\n\(stand.said.complaints)")
    guard let instead = parts.instead else { return }
    let other = try Stand()
    #expect(other.run(instead) == 0, "\(instead)\n\(other.said.complaints)")
    #expect(other.said.complaints.isEmpty, "\(instead)\n\(other.said.complaints)")
  }

  @Test func `whoever reads a page knows what to do`() {
    for code in Self.typed {
      let parts = CodePages.Parts(code.example)
      #expect(parts.instead != nil || parts.advice != nil, "\(code.code)")
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
