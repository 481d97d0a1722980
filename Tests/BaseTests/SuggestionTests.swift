import Testing

@testable import Base

@Suite struct SuggestionTests {
  private static let kinds = ["app.failed", "drop", "tun.out", "tun.in", "request.failed", "wire.lost"]

  @Test(arguments: [
    ("dorp", ["drop"]), ("dropped", ["drop"]), ("tun", ["tun.out", "tun.in"]),
    ("failed", ["app.failed", "request.failed"]),
    ("Lost", ["wire.lost"]), ("t", []), ("", []), ("xyzzy", []),
  ]) func `what may be meant is the nearest, and what the word is a part of`(_ word: String, _ names: [String]) {
    #expect(Suggestion.likely(for: word, in: Self.kinds) == names)
  }

  @Test func `a question names them as one says them`() {
    #expect(Suggestion.question([]) == nil)
    #expect(Suggestion.question(["a"]) == "did you mean `a`?")
    #expect(Suggestion.question(["a", "b", "c"]) == "did you mean `a`, `b` or `c`?")
  }
}
