import Testing

/// A run of tokens that must not stand in the sources, and what to say about it.
struct Ban {
  var tokens: [String]
  var reason: String

  /// - Parameter code: tokens with spaces between.
  init(_ code: String, _ reason: String) {
    tokens = code.split(separator: " ").map(String.init)
    self.reason = reason
  }
}

func find(_ bans: [Ban], in file: SourceFile) -> [Finding] {
  let byFirst = Dictionary(grouping: bans) { $0.tokens[0] }
  return file.tokens.indices.flatMap { at in
    byFirst[file.tokens[at].text, default: []].filter { ban in
      file.tokens[at...].prefix(ban.tokens.count).map(\.text) == ban.tokens
    }.map { Finding(path: file.path, line: file.tokens[at].line, text: "\($0.tokens.joined()): \($0.reason)") }
  }
}

/// A trap on bytes of a stranger is a denial of service; a machine that ends the process has no reason to give.
let traps = [
  Ban("fatalError", "throw a typed error"), Ban("try !", "handle the error"),
  Ban("as !", "use as? and say what is wrong"),
  Ban("preconditionFailure", "throw a typed error"), Ban("unsafeBitCast", "spell the conversion"),
  Ban("unowned ( unsafe", "hold it"),
]

/// Time and chance are handed in, so that one seed gives one trace.
let ambient: [Ban] = {
  let clocks = ["ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday", "DispatchTime", "DispatchQueue"]
  let chance = [
    ". random (", "SystemRandomNumberGenerator", "shuffled (", ". shuffle (", "randomElement (", "UUID (",
    "randombytes_buf", "randombytes_random", "arc4random", "getrandom", "Hasher (", ". hashValue",
  ]
  let time = ["Date (", "Date . now", ". now ( )", "time ( nil )"]
  let concurrency = ["Task {", "Task .", "TaskGroup", "async", "AsyncStream", "Mutex", "Thread"]
  return (clocks + time).map { Ban($0, "time is handed in") } + chance.map { Ban($0, "chance is handed in") }
    + concurrency.map { Ban($0, "nothing below Live runs beside something else") }
    + ["getenv", "ProcessInfo", "print ("].map { Ban($0, "the process belongs to fzsh") }
}()

/// `actor A`, and `@MainActor`. A portal has actors too: a variable or a label of this name declares none.
func declaredActors(_ file: SourceFile) -> [Finding] {
  let tokens = file.tokens
  return tokens.indices.filter { at in
    if tokens[at].text == "MainActor" || tokens[at].text == "globalActor" { return true }
    guard tokens[at].text == "actor", at + 1 < tokens.count, at == 0 || tokens[at - 1].text != "." else { return false }
    return tokens[at + 1].text.first?.isUppercase == true
  }.map {
    Finding(path: file.path, line: tokens[$0].line, text: "actor: nothing below Live runs beside something else")
  }
}

/// `x!` after a name, a call or a subscript. `!=` and a leading `!` are something else.
func forcedUnwraps(_ file: SourceFile) -> [Finding] {
  file.tokens.indices.dropFirst().filter { at in
    let (before, here) = (file.tokens[at - 1], file.tokens[at])
    guard here.text == "!", here.isGlued, !["try", "as"].contains(before.text) else { return false }
    guard before.isWord || [")", "]", "?", "`"].contains(before.text) else { return false }
    let next = at + 1 < file.tokens.count ? file.tokens[at + 1] : nil
    return next.map { !($0.text == "=" && $0.isGlued) } ?? true
  }.map { Finding(path: file.path, line: file.tokens[$0].line, text: "forced unwrap: bind it, or say what is missing") }
}

/// Invariants of our own making may trap; the shape of foreign bytes may not. Path, and why.
let checkedPreconditions: [String: String] = [
  "Sources/FuzzEntry/": "a trap is how a fuzzer learns of a broken promise"
]

func preconditions(_ file: SourceFile) -> [Finding] {
  guard !checkedPreconditions.keys.contains(where: file.path.hasPrefix) else { return [] }
  return find([Ban("precondition (", "check and throw; or list the file with its reason")], in: file)
}

@Suite struct WordTests {
  @Test func `nothing traps on purpose`() {
    let sources = Repository.sources.filter { $0.module != "FuzzEntry" }
    expectNone(sources.flatMap { find(traps, in: $0) + preconditions($0) })
  }

  @Test func `nothing is unwrapped by force`() { expectNone(Repository.sources.flatMap(forcedUnwraps)) }

  @Test func `below Live nobody reads a clock, rolls a die or runs beside another`() {
    let sources = Repository.sources.filter { !(["Live"] + programs).contains($0.module) }
    expectNone(sources.flatMap { find(ambient, in: $0) + declaredActors($0) })
  }

  @Test(arguments: [
    "fatalError()", "let a = try! f()", "let a = b as! C", "let a = b!", "f()!.g", "a[1]!", "var a: Int!",
    "preconditionFailure()", "precondition(a)", "_ = \"\\(a!)\"",
  ])
  func `a trap is found`(_ code: String) {
    let file = SourceFile("Sources/Wire/A.swift", code)
    #expect(!(find(traps, in: file) + forcedUnwraps(file) + preconditions(file)).isEmpty)
  }

  @Test(arguments: [
    "let t = ContinuousClock.now", "let i = Int.random(in: 0..<3)", "list.shuffled()", "Task { }", "let d = Date()",
    "func f() async {}", "actor A {}", "randombytes_buf(p, 3)", "UUID()", "x.hashValue", "print(1)",
    "package final actor B: P {}", "@MainActor func f() {}",
  ])
  func `ambient time, chance and concurrency are found`(_ code: String) {
    let file = SourceFile("Sources/Sim/A.swift", code)
    #expect(!(find(ambient, in: file) + declaredActors(file)).isEmpty)
  }

  @Test(arguments: [
    "a != b", "!a", "(!a)", "try? f()", "as? B", "// fatalError() is not used", "let s = \"try! Task { a! }\"",
    "if a != nil {}", "let r = #\"a! \"b!\" \"#", "/* try! /* nested */ as! */ let a = 1", "x!=y",
    "f(now: now)", "task.random", "let dates = 3", "case .actor(let actor, _): f(actor: actor)",
    "guard let actor else {}",
  ])
  func `innocent code is left alone`(_ code: String) {
    let file = SourceFile("Sources/Wire/A.swift", code)
    expectNone(find(traps + ambient, in: file) + declaredActors(file) + forcedUnwraps(file) + preconditions(file))
  }

  @Test func `strings of several lines are no code, but what they interpolate is`() {
    let text = "let s = \"\"\"\n  a! \"quoted\" fatalError\n  \\(b!)\"\"\"\nfatalError()"
    let file = SourceFile("Sources/Wire/A.swift", text)
    #expect(find(traps, in: file).map(\.line) == [4])
    #expect(forcedUnwraps(file).map(\.line) == [3])
  }
}
