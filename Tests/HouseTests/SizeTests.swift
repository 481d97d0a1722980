import Testing

/// Where a habit of small pieces is surely lost. What is usual lies far below.
enum Limit {
  static let fileLines = 400
  /// A file above this is a question; more than a few such files are an answer.
  static let longFileLines = 250
  static let longFiles = 12
  static let functionLines = 60
  static let storedProperties = 14
  static let lineLength = 120
  static let linesOfC = 300
}

/// Types whose many properties are one thing. Name, and why.
let wholeInPieces: [String: String] = [
  "BLAKE2sWork": "RFC 7693 §3.2 names sixteen words v[0..15], and named ones stay in registers"
]

func longFiles(_ file: SourceFile) -> [Finding] {
  guard file.lineCount > Limit.fileLines else { return [] }
  return [
    Finding(path: file.path, line: file.lineCount, text: "more than \(Limit.fileLines) lines: more than one idea")
  ]
}

func longFunctions(_ file: SourceFile) -> [Finding] {
  functions(file).filter { $0.lineCount > Limit.functionLines }
    .map { Finding(path: file.path, line: $0.line, text: "\($0.name) has \($0.lineCount) lines") }
}

func fatTypes(_ file: SourceFile) -> [Finding] {
  types(file).filter { $0.storedProperties > Limit.storedProperties && wholeInPieces[$0.name] == nil }
    .map {
      Finding(
        path: file.path, line: $0.line, text: "\($0.name) holds \($0.storedProperties) properties: who owns some?")
    }
}

/// `Wire.Wire` hides everything else in the module from those who spell it in full.
func namesakes(_ file: SourceFile) -> [Finding] {
  types(file).filter { $0.name == file.module }
    .map { Finding(path: file.path, line: $0.line, text: "type \($0.name) bears its module's name") }
}

func vagueNames(_ file: SourceFile) -> [Finding] {
  let vague = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Handler"]
  return types(file).filter { type in vague.contains { type.name.hasSuffix($0) } }
    .map { Finding(path: file.path, line: $0.line, text: "\($0.name): name what it is") }
}

@Suite struct SizeTests {
  static let all = Repository.sources + Repository.tests

  @Test func `no file outgrows its idea`() { expectNone(Self.all.flatMap(longFiles)) }

  @Test func `long files are few`() {
    let long = Repository.sources.filter { $0.lineCount > Limit.longFileLines }
      .map { Finding(path: $0.path, line: $0.lineCount, text: "above \(Limit.longFileLines) lines") }
    if long.count > Limit.longFiles { expectNone(long) }
  }

  @Test func `no function is longer than a screen`() { expectNone(Repository.sources.flatMap(longFunctions)) }

  @Test func `no type holds too much`() { expectNone(Repository.sources.flatMap(fatTypes)) }

  @Test func `no type bears its module's name`() { expectNone(Repository.sources.flatMap(namesakes)) }

  @Test func `names say what a thing is`() { expectNone(Self.all.flatMap(vagueNames)) }

  @Test func `C is only a door`() {
    let files = Repository.files(under: "Sources/", ".c", ".h")
    #expect(files.map(\.lineCount).reduce(0, +) < Limit.linesOfC, "\(files.map { ($0.path, $0.lineCount) })")
  }

  @Test func `what is too long is found`() {
    #expect(longFiles(SourceFile("Sources/A/B.swift", String(repeating: "\n", count: 401))).count == 1)
    #expect(longFiles(SourceFile("Sources/A/B.swift", String(repeating: "\n", count: 400))).isEmpty)
    let lines = String(repeating: "  a()\n", count: 59)
    #expect(longFunctions(SourceFile("Sources/A/B.swift", "func f(a: Int = { 1 }()) -> Int {\n\(lines)}\n")).count == 1)
    #expect(longFunctions(SourceFile("Sources/A/B.swift", "struct S {\n  init() {\n\(lines)\n}\n}\n")).count == 1)
    #expect(
      longFunctions(SourceFile("Sources/A/B.swift", "protocol P {\n  func f()\n  var x: Int { get }\n\(lines)}"))
        .isEmpty)
  }

  @Test func `stored properties are told from computed ones`() {
    let held = String(repeating: "  package var a: [Int: String] = [:]\n", count: 15)
    #expect(fatTypes(SourceFile("Sources/A/B.swift", "struct S {\n\(held)}")).count == 1)
    let code = """
      struct S: Sendable {
        static let z = 3
        let a, b: Int
        var c = { 3 }()
        var d: Int { a + b }
        var e: Int {
          let local = 1
          return local
        }
        var f: Int = 0 { didSet { g() } }
        var h: Int { didSet { g() } }
        func g() { let x = 1 }
      }
      """
    #expect(types(SourceFile("Sources/A/B.swift", code)).map(\.storedProperties) == [5])
  }

  @Test func `a bad name is found`() {
    #expect(namesakes(SourceFile("Sources/Wire/A.swift", "package enum Wire {}")).count == 1)
    #expect(namesakes(SourceFile("Sources/Lab/A.swift", "package enum Wire {}")).isEmpty)
    #expect(vagueNames(SourceFile("Sources/Lab/A.swift", "struct PacketHandler {}")).count == 1)
  }
}
