import Base
import Lab
import Testing

@testable import Report

@Suite struct PictureTests {
  private func story() throws -> [TraceRecord] {
    let data = try #require(datagram("client", "gateway", wireGuard(4, 64)))
    return [
      record(1, "operator", .command("ping <b>&\"1\"")),
      record(2, ms: 1, "client", cause: 1, .wireSent(data)),
      record(3, ms: 20, "client", cause: 2, .wireLost(data, reason: "loss on the link of client")),
      record(4, ms: 30, "client", cause: 1, .portalSent(message("create_flow", "client", "portal"))),
      record(
        5, ms: 60, "gateway", cause: 1, .reported(Sample("filtered", [Field("reason", "<script>alert(1)</script>")]))),
      record(6, ms: 70, "gate<way", cause: 1, .reported(Sample("drop", [Field("reason", "x")]))),
    ]
  }

  @Test func `every element is closed, and every text escaped`() throws {
    for frame in [PictureFrame.alone, .page] {
      let svg = SequenceDiagram(try story()).svg(title: "a < b", in: frame)
      #expect(XMLReading(svg).problem == nil)
      #expect(!svg.contains("<script") && !svg.contains("<b>") && svg.contains("gate&lt;way"))
      #expect(svg.contains("a &lt; b"))
    }
  }

  @Test func `what is lost ends at a cross, what is refused bears one`() throws {
    let svg = SequenceDiagram(try story()).svg()
    #expect(svg.contains("class=\"way lost bad\"") && svg.contains("(loss on the link of client)"))
    #expect(svg.contains("✕ filtered"))
    #expect(svg.contains("class=\"way message\""))
  }

  @Test func `the picture says in words what it shows`() throws {
    let diagram = SequenceDiagram(try story())
    #expect(diagram.inWords == "5 steps between client, portal, gateway and gate<way; 1 lost, 2 refused or failed.")
    let svg = diagram.svg()
    #expect(svg.contains("role=\"img\"") && svg.contains("aria-labelledby=\"fzsh-title fzsh-desc\""))
    #expect(
      svg.contains(
        "<title>0.001s #2 client to gateway: WireGuard data, 32 bytes (loss on the link of client), not delivered</title>"
      ))
  }

  @Test func `it needs nothing but itself`() throws {
    let svg = SequenceDiagram(try story()).svg()
    for word in ["http://www.w3.org/2000/svg", "prefers-color-scheme:dark"] { #expect(svg.contains(word)) }
    #expect(svg.components(of: "http") == 1, "the namespace alone")
    #expect(!svg.contains("href") && !svg.contains("@import") && !svg.contains("url("))
    #expect(try SequenceDiagram(story()).svg(in: .page).contains("href=\"#e5\""))
    #expect(try SequenceDiagram(story()).svg() == svg)
  }

  @Test func `an empty diagram is an empty picture`() {
    let svg = SequenceDiagram([]).svg()
    #expect(XMLReading(svg).problem == nil)
    #expect(svg.contains("0 steps; 0 lost, 0 refused or failed."))
  }

  @Test func `keepalives between several pairs are one arrow each`() throws {
    var records: [TraceRecord] = []
    for i in 0..<20 {
      for (j, client) in ["client-a", "client-b"].enumerated() {
        let (from, to) = i % 2 == 0 ? (client, "gateway") : ("gateway", client)
        let keepalive = try #require(datagram(from, to, wireGuard(4, 32)))
        records.append(record(records.count + 1, ms: Int64(i * 1000 + j), from, .wireSent(keepalive)))
      }
    }
    let arrows = SequenceDiagram(records).steps.compactMap { if case .arrow(let arrow) = $0 { arrow } else { nil } }
    #expect(arrows.map(\.count) == [20, 20])
    #expect(arrows.map(\.bothWays) == [true, true])
    #expect(SequenceDiagram(records, options: DiagramOptions(folds: false)).steps.count == 40)
  }

  @Test func `what is chosen is drawn, and nothing else`() throws {
    var options = DiagramOptions()
    options.chosen = [4, 5]
    #expect(try SequenceDiagram(story(), options: options).steps.count == 2)
    options.involved = ["portal"]
    #expect(try SequenceDiagram(story(), options: options).steps.count == 1)
    options = DiagramOptions()
    options.involved = ["gateway"]
    #expect(try SequenceDiagram(story(), options: options).nodes == ["client", "gateway"])
  }

  @Test(arguments: [([1, 3, 5], 3, true), ([1, 3, 5], 4, false), ([], 1, false), ([7], 7, true), ([1, 2], 0, false)])
  func `a rising list is searched by halves`(_ list: [Int], _ number: Int, _ isThere: Bool) {
    #expect(list.holdsSorted(number) == isThere)
  }
}

extension String {
  fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}

/// A reading of XML, strict enough to find what is not closed, not quoted or not escaped.
struct XMLReading {
  private(set) var problem: String?

  init(_ text: String) {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      if rest[..<start].contains(">") { problem = "a bare > before \(rest[start...].prefix(30))" }
      guard let end = rest[start...].firstIndex(of: ">") else {
        problem = "no end of \(rest[start...].prefix(30))"
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        if open.popLast() != tag.dropFirst() { problem = "\(tag) closes another element" }
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { $0 != " " })
        if tag.hasPrefix("style"), let close = rest.firstRange(of: "</style") { rest = rest[close.lowerBound...] }
      }
      if tag.count(where: { $0 == "\"" }) % 2 != 0 { problem = "an open quote in \(tag.prefix(60))" }
    }
    if let left = open.last { problem = "\(left) is not closed" }
  }
}
