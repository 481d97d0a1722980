import Base
import Lab
import Report
import Script
import Testing

@testable import Shell

/// `explain` knows every word that the program shows.
@Suite struct TermTests {
  @Test func `every term is one sentence or more, and once in its table`() {
    for term in TermTable.all {
      #expect(term.meaning.hasSuffix("."), "\(term.name)")
      #expect(!term.meaning.hasPrefix(" ") && !term.see.isEmpty, "\(term.name)")
    }
    let tables = [
      Term.ofMachines, Term.ofState, Term.ofTables, Term.ofBeliefs, Term.ofEvents, Term.ofPaths, Term.ofTimers,
      Term.ofRouters, Term.ofLabFiles, Term.ofLanguage, Term.ofFlags, Term.ofQuirks, Term.ofDoctor,
    ]
    for table in tables { #expect(Set(table.map(\.name)).count == table.count) }
  }

  /// Columns of docs/formats.md; paths, columns and values of docs/state.md.
  private static var documented: [String] {
    var words = FormatTests.rows.flatMap(\.columns).filter { $0 != "main" && $0 != "other" }
    for line in (Repository.text("docs/state.md") ?? "").split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|")
      let path = cells[0].filter { $0 != "`" }.split(separator: ":", maxSplits: 1)
      words += path[0].split(whereSeparator: { $0 == "." || $0 == " " }).map(String.init)
        .filter { $0.lowercased() == $0 }
      if path.count > 1 { words += path[1].split(separator: ",").map { $0.filter { $0 != " " } } }
      words += cells[1].split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }.filter { $0.isWord }
    }
    return words
  }

  private static var settings: [String] {
    LinkSetting.all.map(\.name) + NATSetting.all.map(\.name) + NATKind.allCases.map(\.rawValue)
      + NATSetting.all.flatMap { $0.values.split(separator: ", ").map(String.init) }.filter(\.isWord)
  }

  @Test func `every column, every part of the state and every setting is explained`() throws {
    let stand = try Stand()
    let words = Self.documented + Self.settings + stand.session.stage.names(.flag) + stand.session.stage.names(.quirk)
    #expect(words.count > 300)
    for word in Set(words).sorted() {
      #expect(Explain.words(word, stand.session) != nil, "\(word)")
    }
  }

  @Test func `every word of the language is explained`() throws {
    let stand = try Stand()
    let words =
      Keyword.allCases.map(\.rawValue) + stand.session.signatures.names
      + ["where", "count", "sum", "select", "sort", "first", "last", "to", "write"] + [
        "json", "ndjson", "csv", "mermaid", "svg", "once", "background", "in-order",
      ]
    for word in words {
      stand.said.text = ""
      #expect(stand.run("explain \(word)") == 0 && !stand.said.text.isEmpty, "\(word): \(stand.said.complaints)")
    }
  }

  /// Names of fields, and the bare words that they hold, in all that the pages of events make.
  @Test(arguments: EventPages.lines.map(\.line)) func `every word of an event is explained`(_ line: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0)
    var words: Set<String> = []
    for record in stand.trace {
      words.insert(record.kind)
      for field in record.fields {
        words.insert(field.name)
        guard case .text(let text) = field.value, text.isWord, !Self.free.contains(field.name) else { continue }
        words.insert(text)
      }
    }
    for word in words.sorted() { #expect(Explain.words(word, stand.session) != nil, "\(word)") }
  }

  /// What an operator, an application or a name may say.
  private static let free = ["text", "name", "domain", "question", "search_domain"]

  @Test func `every wait and every state of a connection is explained`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; nat client symmetric; ping 172.20.0.100")
    for path in [["client", "connections", "gateway"], ["gateway", "connections", "client"]] {
      guard case .record(let members) = try stand.session.stage.lab.answer(.state(path)) else {
        Issue.record("\(path)")
        continue
      }
      for member in members {
        #expect(Explain.words(member.name, stand.session) != nil, "\(member.name)")
        guard member.name == "timers", case .table(_, let rows) = member.value else { continue }
        for row in rows { #expect(Explain.words(row[0].description, stand.session) != nil, "\(row[0])") }
      }
    }
    for finding in Doctor.findings(in: stand.session.stage.lab) {
      for word in [finding.kind, finding.weight.rawValue] {
        #expect(Explain.words(word, stand.session) != nil, "\(word)")
      }
    }
  }

  @Test(arguments: [
    ("loss", "of a link: what is lost"), ("rto", "retransmission timeout"), ("symmetric", "a kind of router"),
    ("ttl", "ip.ttl"), ("ip.ttl", "size"), ("client.tun", "a tap of this lab"), ("client.portal", "now connected"),
    ("httpbin", "a host of this lab"), ("ice", "what begins with `ice.`"), ("round-trip", "on the selected pair"),
    ("MyCorp Network", "a resource of this lab"), ("as", "Keeps what came under a name"), ("has", "a layer"),
  ]) func `a word is explained where it is seen`(_ word: String, _ text: String) throws {
    let stand = try Stand()
    #expect(stand.run("explain \(word)") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains(text), "\(stand.said.text)")
    #expect(!stand.said.text.contains("more: \n"))
  }

  @Test func `what is nearly a word is led to it`() throws {
    let stand = try Stand()
    #expect(stand.run("explain round_tirp") == 2)
    #expect(stand.said.complaints.contains("did you mean `round_trip`?"), "\(stand.said.complaints)")
  }
}

extension StringProtocol {
  fileprivate var isWord: Bool {
    contains(where: \.isLetter) && allSatisfy { $0.isASCII && ($0.isLetter || $0 == "-" || $0 == "_") }
      && lowercased() == self
  }
}
