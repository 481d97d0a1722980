import Testing

/// Files that may show others a hashed container, because all look up in it and nobody walks it. Path, and what it is for.
let lookUpOnly: [String: String] = [
  "Sources/Script/Evaluation/Builtins.swift": "a built-in function by its name",
  "Sources/Script/Evaluation/Evaluator.swift": "a suspended command by its number",
  "Sources/Script/Signatures/SignatureTable.swift": "a verb by its name; whether a class of names is closed",
]

let hashedTypes = ["Dictionary", "Set", "TreeDictionary", "TreeSet"]

/// Where a file names a hashed container, by name or as `[Key: Value]`, that others can reach: neither private nor inside
/// a function, where `hashedWalks` sees every use.
func hashedContainers(_ file: SourceFile) -> [Finding] {
  let privateLines = file.tokens.filter { ["private", "fileprivate"].contains($0.text) }.map(\.line)
  let bodies = functions(file).map { $0.line + 1..<$0.line + max($0.lineCount, 1) }
  return file.tokens.indices.filter { isHashedType(file.tokens, $0) }.map { file.tokens[$0].line }
    .filter { line in !privateLines.contains(line) && !bodies.contains { $0.contains(line) } }
    .map {
      Finding(path: file.path, line: $0, text: "hashed and not private: order it, hide it, or list it as look-up only")
    }
}

private func isHashedType(_ tokens: [Token], _ at: Int) -> Bool {
  guard hashedTypes.contains(tokens[at].text) else { return dictionaryType(tokens, at) != nil }
  return at + 1 < tokens.count && ["<", "(", ".", ">"].contains(tokens[at + 1].text)
}

/// The index behind `[Key: Value]` when one begins at `start`: types alone between the brackets, and one colon.
func dictionaryType(_ tokens: [Token], _ start: Int) -> Int? {
  guard tokens[start].text == "[" else { return nil }
  var depth = 0
  var colons = 0
  for at in start..<tokens.count {
    switch tokens[at].text {
    case "[", "(", "<": depth += 1
    case "]", ")", ">":
      depth -= 1
      if depth == 0 { return colons == 1 ? at + 1 : nil }
    case ":": colons += depth == 1 ? 1 : 0
    case "any", "some", ".", "?", ",", "&", "-", "inout": break
    case let word where word.first?.isNumber == false && tokens[at].isTypeName: break
    default: return nil
    }
  }
  return nil
}

/// Names that a file declares as hashed containers.
func hashedNames(_ file: SourceFile) -> [String] {
  let tokens = file.tokens
  return tokens.indices.dropLast(3).compactMap { at in
    guard tokens[at].isWord, [":", "="].contains(tokens[at + 1].text) else { return nil }
    let isHashed = hashedTypes.contains(tokens[at + 2].text) || dictionaryType(tokens, at + 2) != nil
    return isHashed ? tokens[at].text : nil
  }
}

/// What walks a container in its own order.
let walks = [
  "map", "flatMap", "compactMap", "forEach", "reduce", "first", "makeIterator", "enumerated", "popFirst", "prefix",
  "dropFirst", "joined", "lazy", "description", "startIndex",
]
/// What makes of a walk something without order.
let settles = ["sorted", "contains", "count", "isEmpty", "max", "min"]

/// `for x in table`, `table.map`, `table.keys` unless sorted at once: inside the file that declares the table.
func hashedWalks(_ file: SourceFile) -> [Finding] {
  let tokens = file.tokens
  let names = hashedNames(file)
  return tokens.indices.dropFirst().filter { at in
    guard names.contains(tokens[at].text) else { return false }
    let member = at + 2 < tokens.count && tokens[at + 1].text == "." ? tokens[at + 2].text : ""
    if ["keys", "values"].contains(member) {
      return !(at + 4 < tokens.count && tokens[at + 3].text == "." && settles.contains(tokens[at + 4].text))
    }
    return walks.contains(member) || (startsLoop(tokens, before: at) && !settles.contains(member))
  }.map { Finding(path: file.path, line: tokens[$0].line, text: "\(tokens[$0].text) is walked in hash order") }
}

/// `in`, or `in self.`, stands before the name, and the loop's brace or a member behind it.
private func startsLoop(_ tokens: [Token], before name: Int) -> Bool {
  var at = name - 1
  while at > 1, tokens[at].text == "." { at -= 2 }
  guard tokens[at].text == "in", name + 1 < tokens.count else { return false }
  return ["{", "."].contains(tokens[name + 1].text) || tokens[name + 1].text == "where"
}

@Suite struct OrderTests {
  static let ordered = Repository.sources.filter { !["Live", "fzsh"].contains($0.module) }

  @Test func `hashed containers are private or for looking up alone`() {
    expectNone(Self.ordered.filter { lookUpOnly[$0.path] == nil }.flatMap(hashedContainers))
  }

  @Test func `no hashed container is walked`() { expectNone(Self.ordered.flatMap(hashedWalks)) }

  @Test func `the list of exceptions has no file that needs none`() {
    let needed = Self.ordered.filter { !hashedContainers($0).isEmpty }.map(\.path)
    #expect(lookUpOnly.keys.filter { !needed.contains($0) } == [])
  }

  @Test(arguments: [
    "var a: [String: Int] = [:]", "var a: Set<Int>", "let a = Dictionary(grouping: b) { $0 }", "func f() -> [A.B: [C]]",
    "var a: [UInt16: (Int, any P)]", "let a = Set(b)", "let a: TreeDictionary<A, B>", "[Int: [String: A?]]()",
  ])
  func `a hashed container is found`(_ code: String) {
    #expect(!hashedContainers(SourceFile("Sources/Sim/A.swift", code)).isEmpty)
  }

  @Test(arguments: [
    "let a: [Int] = []", "var o: OptionSet", "let a = [.x: 1]", "f(a[b], c: d)", "let s: SortedTable<A, B>",
    "a ? b[1] : c",
    "let r: OrderedDictionary<A, B> = [A.x: B.y]", "[Foo.bar: 3]", "let a: [(A, B)]", "case .Set", "// Set<Int>",
    "private let a: Set<Int> = []", "func f() {\n  var seen: Set<Int> = []\n}",
  ])
  func `an ordered container is left alone`(_ code: String) {
    expectNone(hashedContainers(SourceFile("Sources/Sim/A.swift", code)))
  }

  @Test(arguments: [
    "for (k, v) in t {", "for x in t.keys {", "t.map { $0 }", "let a = t.values.first", "self.t.forEach { }",
    "for x in self.t {",
  ])
  func `a walk is found`(_ code: String) {
    #expect(!hashedWalks(SourceFile("Sources/Sim/A.swift", "var t: [Int: String]\n" + code)).isEmpty)
  }

  @Test(arguments: ["t[3]", "t.keys.sorted()", "t.count", "t[3] = nil", "t.isEmpty", "for x in t.sorted(by: f) {"])
  func `a look-up is left alone`(_ code: String) {
    expectNone(hashedWalks(SourceFile("Sources/Sim/A.swift", "var t: [Int: String]\n" + code)))
  }
}
