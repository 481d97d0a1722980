import Testing

@testable import Shell

/// What docs/packets.md tells to type is typed here.
@Suite struct DocumentTests {
  @Test func `every block of the packet toolkit's page runs`() throws {
    let blocks = try Self.blocks(of: "docs/packets.md")
    #expect(blocks.count >= 8)
    for (line, block) in blocks {
      let stand = try Stand()
      let code = stand.run(block, name: "packets.md:\(line)")
      #expect(code == 0, "line \(line): \(stand.said.complaints)")
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
