import Testing

@testable import Shell

/// What the pages tell to type is typed here.
@Suite struct DocumentTests {
  @Test(arguments: [("packets", 8), ("access", 7)])
  func `every block of a page runs`(page: String, atLeast count: Int) throws {
    let blocks = try Self.blocks(of: "docs/\(page).md")
    #expect(blocks.count >= count)
    for (line, block) in blocks {
      let stand = try Stand()
      let code = stand.run(block, name: "\(page).md:\(line)")
      #expect(code == 0, "line \(line): \(stand.said.complaints)")
    }
  }

  /// Verbs of access and of looking at it, in the order of `help`.
  private static let verbs = [
    "status", "show", "nodes", "resources", "authorizations", "connections", "beliefs", "flags", "revoke", "authorize",
    "expire", "filter", "policy", "resource", "site", "token", "group", "actor", "device", "account", "flag", "compat",
    "recovery", "internet", "fault", "partition", "heal", "roam", "restart", "stop", "start", "sleep",
  ]

  @Test func `the page of access has every verb, and types each`() throws {
    let text = try #require(Repository.text("docs/access.md"))
    let typed = try Self.blocks(of: "docs/access.md").flatMap { $0.text.split(separator: "\n") }
    for verb in Self.verbs {
      #expect(text.contains("`\(verb)"), "\(verb) is not in a table")
      #expect(typed.contains { $0 == verb || $0.hasPrefix("\(verb) ") } || verb == "show", "\(verb) is not typed")
    }
  }

  /// The text of each block in the language, and the line before it.
  private static func blocks(of path: String) throws -> [(line: Int, text: String)] {
    let text = try #require(Repository.text(path))
    var blocks: [(line: Int, text: String)] = []
    var isInside = false
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line == "```fzsh" {
        isInside = true
        blocks.append((number + 1, ""))
      } else if line == "```" {
        isInside = false
      } else if isInside {
        blocks[blocks.count - 1].text += line + "\n"
      }
    }
    return blocks
  }
}
