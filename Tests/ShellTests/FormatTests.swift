import Lab
import Script
import Testing

@testable import Shell

/// docs/formats.md and the program say the same.
@Suite struct FormatTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let command: String
    let columns: [String]
    var testDescription: String { command }
  }

  static let page = Repository.text("docs/formats.md") ?? ""

  /// The rows of the section "Tables".
  static let rows: [Row] = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
    let cells = line.split(separator: "|").map { $0.trimmingBlanks }
    return Row(
      command: String(cells[0].dropFirst().dropLast()), columns: cells[2].split(separator: " ").map(String.init))
  }

  private static let before = """
    on tcp at client.tun : drop once
    break goodbye
    watch tun.out
    nat client port-restricted
    fork other
    ping 172.20.0.100
    write pcapng out/run.pcapng

    """

  @Test(arguments: rows) func `a table has the columns of its schema`(_ row: Row) throws {
    let stand = try Stand()
    #expect(stand.run(Self.before) == 0, "\(stand.said.complaints)")
    for format in ["json", "ndjson", "csv"] {
      stand.said.text = ""
      #expect(stand.run("\(row.command) --format \(format) > out/table") == 0, "\(stand.said.complaints)")
      let text = stand.disk.text("out/table")
      if format == "csv" {
        #expect(text.hasPrefix(row.columns.joined(separator: ",") + "\r\n"), "\(text.prefix(300))")
      } else if text != "[]\n", !text.isEmpty {
        let keys = Self.keys(of: text)
        #expect(keys == row.columns, "\(text.prefix(300))")
      }
    }
  }

  /// The names of the first object, which holds no other one.
  private static func keys(of text: String) -> [String] {
    guard let open = text.firstIndex(of: "{") else { return [] }
    var keys: [String] = []
    var (isQuoted, isEscaped, word) = (false, false, "")
    for character in text[open...].dropFirst() {
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
        if isQuoted { word = "" }
      } else if isQuoted {
        word.append(character)
      } else if character == ":" {
        keys.append(word)
      } else if character == "}" {
        break
      }
    }
    return keys
  }

  @Test func `times, events and packets are written as the page says`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100")
    let line = "events where kind == \"tun.out\" and packet == p1"
    stand.run("\(line) --format ndjson > out/t; \(line) --format csv > out/t.csv")
    #expect(stand.disk.text("out/t").hasPrefix(##"{"event":"#130","time":540000000,"##))
    #expect(stand.disk.text("out/t").contains(#""packet":1,"#))
    #expect(stand.disk.text("out/t.csv").contains("#130,540ms,client,tun.out,#129,p1,"))
    for words in ["nanoseconds in JSON; in CSV text", "A packet is its number in JSON, `p17` in CSV"] {
      #expect(Self.page.contains(words))
    }
  }

  @Test func `every verb that takes --format has a row`() {
    let verbs = VerbTable.signatures.filter { verb in verb.options.contains { $0.name == "format" } }.map(\.name)
    let documented = Self.rows.map { $0.command.prefix { $0 != " " } }
    for verb in verbs where verb != "show" { #expect(documented.contains { $0 == verb }, "\(verb)") }
    #expect(Self.rows.count >= 25)
  }

  @Test func `values that are no tables are data too`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100 as r")
    for (line, part) in [
      ("show client.resources --format json", "\"MyCorp Network\":{\"status\":\"online\""),
      ("show client.resources --format csv", "[\"\"MyCorp Network\"\"].status\",online\r\n"),
      ("show portal.policies --format ndjson", "{\"resource\":"),
      ("show #1 --format json", "{\"n\":1,\"t\":"), ("show r --format json", "\"succeeded\":true"),
      ("show p1 --format json", "\"schema\":\"fzsh.packet/1\""), ("show 2 + 3 --format csv", "value\r\n5\r\n"),
      ("show client.connections[gateway].state --format json", "{\"value\":\"established\"}"),
    ] {
      stand.said.text = ""
      #expect(stand.run(line) == 0, "\(stand.said.complaints)")
      #expect(stand.said.text.contains(part), "\(line): \(stand.said.text.prefix(400))")
    }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
