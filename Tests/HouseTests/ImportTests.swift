import Testing

/// Who may import whom, from the ground up. A missing row may import nothing; docs/architecture.md draws the picture.
let importTable: [String: [String]] = {
  let collections = ["OrderedCollections", "HashTreeCollections", "DequeModule", "HeapModule", "BitCollections"]
  let ground = ["Base", "Cipher", "Wire"]
  let access = ground + ["WireGuard", "Traversal", "Portal", "HostStack", "HashTreeCollections"]
  return [
    "Base": collections,
    "Cipher": ["Base", "CSodium", "CCrypto"],
    "Wire": ["Base", "Cipher"],
    "HostStack": ["Base", "Wire"],
    "WireGuard": ground,
    "Traversal": ground + ["HashTreeCollections"],
    "Portal": ground + ["FoundationEssentials"],
    "Access": access + ["FoundationEssentials"],
    "Lab": access + ["Access", "Berkeley", "CYAML", "FoundationEssentials"],
    "Sim": access + ["Access", "Lab"],
    "Live": access + [
      "Access", "Lab", "FoundationEssentials", "Glibc", "Synchronization", "CLinux", "CSQLite", "CWebSockets",
    ],
    "Replay": ground + ["WireGuard", "Portal", "Access", "Lab"],
    "Berkeley": ["Base", "CPcap"],
    "Script": ["Base"],
    "Report": ["Base", "Wire", "Lab", "FoundationEssentials"],
    "Shell": ["Base", "Berkeley", "Wire", "HostStack", "Portal", "Script", "Lab", "Report", "FoundationEssentials"],
    "Explore": ["Base", "HostStack", "Portal", "Wire", "Lab", "Report", "Shell"],
    "FuzzEntry": ground + ["WireGuard", "Traversal", "Script", "Lab", "Replay", "Report"],
  ]
}()

/// The top of the tower: it chooses among all the others.
let programs = ["fzsh", "Benchmarks"]

func imports(_ file: SourceFile) -> [(module: String, line: Int)] {
  file.tokens.indices.compactMap { at in
    guard file.tokens[at].text == "import", at + 1 < file.tokens.count else { return nil }
    let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    let name = file.tokens[kinds.contains(file.tokens[at + 1].text) ? at + 2 : at + 1]
    return (name.text, name.line)
  }
}

func foreignImports(_ file: SourceFile) -> [Finding] {
  guard !programs.contains(file.module) else { return [] }
  return imports(file).filter { !importTable[file.module, default: []].contains($0.module) }
    .map { Finding(path: file.path, line: $0.line, text: "\(file.module) may not import \($0.module)") }
}

/// The whole of Foundation costs start-up and megabytes; FoundationEssentials has what is needed.
func wholeFoundation(_ file: SourceFile) -> [Finding] {
  imports(file).filter { $0.module == "Foundation" }
    .map { Finding(path: file.path, line: $0.line, text: "import FoundationEssentials, not Foundation") }
}

@Suite struct ImportTests {
  @Test func `every target imports what stands below it and nothing else`() {
    expectNone(Repository.sources.flatMap(foreignImports))
  }

  @Test func `the whole of Foundation is imported nowhere`() {
    expectNone((Repository.sources + Repository.tests).flatMap(wholeFoundation))
  }

  @Test func `an import from above is found`() {
    let file = SourceFile(
      "Sources/Wire/A.swift", "// import Sim\nimport Base\npackage import Lab\nimport struct Sim.World\n")
    #expect(foreignImports(file).map(\.line) == [3, 4])
    #expect(foreignImports(SourceFile("Sources/fzsh/A.swift", "import Sim\n")).isEmpty)
    #expect(foreignImports(SourceFile("Sources/Shell/A.swift", "import CSodium\n")).count == 1)
    #expect(wholeFoundation(SourceFile("Tests/A.swift", "import Foundation\n")).count == 1)
  }

  @Test func `the project's own sources are what is read`() {
    #expect(Repository.sources.contains { $0.path == "Sources/Wire/IPPacket.swift" && !$0.tokens.isEmpty })
    #expect(Set(Repository.sources.map(\.module)).isSubset(of: importTable.keys + programs))
  }
}

/// Fails with one line for each finding.
func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
  let isNone = findings.isEmpty
  #expect(isNone, "\(findings.map(\.description).joined(separator: "\n"))", sourceLocation: sourceLocation)
}
