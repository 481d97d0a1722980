import Script
import Testing

@Suite struct CompletionTests {
  @Test(arguments: [
    ("pi", "ping"), ("ping a fr", "from"), ("ping a from ", "client"), ("revoke \"My", "\"MyCorp Network\""),
    ("revoke **", "**.httpbin"), ("send ip(d", "dst"), ("ping a --c", "--count"), ("lab lo", "load"),
    ("diagram as me", "mermaid"), ("check client.re", "client.resources"), ("events | wh", "where"),
    ("mark; pi", "ping"),
  ])
  func `the parser's own knowledge completes a line`(_ line: String, _ expected: String) {
    let found = complete(line, cursor: line.utf8.count, host: FakeHost())
    #expect(found.map(\.text).contains(expected))
    #expect(found.allSatisfy { $0.replacing.upperBound == line.utf8.count })
  }

  @Test func `a hint names what comes next`() {
    #expect(expectedArguments("ping ", host: FakeHost()) == "HOST")
    #expect(expectedArguments("ping a ", host: FakeHost()) == "[from CLIENT]")
  }

  @Test func `a check finds everything without running`() {
    let host = FakeHost()
    let evaluator = Evaluator(host: host)
    let text =
      "ping 300.1.2.3\ncheck clinet.status == 1\nfn f(a) { a }\nf()\nlet x = 5s + 1\nrevoke \"MyCorp Netwrk\"\ncoutn(1)"
    let codes = evaluator.check(evaluator.parse(name: "test.fzs", bytes: Array(text.utf8))).map(\.code.code)
    #expect(codes == ["FZ0102", "FZ0201", "FZ0210", "FZ0204", "FZ0201", "FZ0202"])
    #expect(host.performed.isEmpty)
  }
}
