import Base
import Script
import Testing

@Suite struct RowStreamTests {
  @Test(arguments: [
    ("stream 1000000 | first 3 | select n", "n\n1\n2\n3", 3),
    ("stream 1000000 | where n > 4 | first 2", "n  kind\n5  a\n6  c", 6),
    ("stream 1000000 | first 0", "n  kind", 0),
    ("stream 10 | where even > 3 | select n, even", "n   even\n8   4\n10  5", 10),
    ("stream 5 | select even", "even\nnone\n1\nnone\n2\nnone", 5),
    ("stream 10 | count", "count\n10", 10),
    ("stream 10 | count by kind", "kind  count\na     7\nc     3", 10),
    ("stream 4 | sum n", "count  sum\n4      10", 4),
    ("stream 10 | sum n by kind", "kind  count  sum\na     7      37\nc     3      18", 10),
    ("stream 0 | sum n", "count  sum\n0      none", 0),
    ("stream 10 | last 2", "n   kind\n9   c\n10  a", 10), ("stream 3 | last 0", "n  kind", 0),
    ("stream 1 | last 5", "n  kind\n1  a", 1),
    ("stream 4 | sort n desc | first 1", "n  kind\n4  a", 4),
    ("stream 4 | to json", "n  kind\n1  a\n2  a\n3  c\n4  a as json", 4),
    ("stream 2 > out.txt", "n  kind\n1  a\n2  a > out.txt", 2),
    ("let t = stream 3\nt | where kind == \"c\" | select n", "n\n3", 3),
    ("stream 3 as t\nt.count", "3", 3), ("let t = stream 3 | first 2\nt[1].n", "2", 2),
  ])
  func `rows pass a pipe one by one, and no more are made than are needed`(
    _ line: String, _ text: String, _ made: Int64
  ) throws {
    let host = FakeHost()
    #expect(try shown(line, host: host) == [text])
    #expect(host.made == made)
  }

  @Test func `for goes through a command's rows without holding them`() throws {
    let host = FakeHost()
    let script = "for r in stream 5 | where kind == \"a\" { ping a{r.n} }\nfor x in events { mark }"
    #expect(try shown(script, host: host) == [])
    #expect(
      host.performed == ["stream rows=5", "ping host=a1", "ping host=a2", "ping host=a4", "ping host=a5"]
        + Array(repeating: "mark", count: 4))
  }

  @Test func `a suspended command has nothing to go through`() {
    let host = FakeHost()
    host.suspends = true
    #expect(
      failure("for r in ping a { mark }", host: host).hasPrefix("error[FZ0213]: a breakpoint stopped the command"))
  }

  @Test func `a pipe ends in a file`() throws {
    let host = FakeHost()
    #expect(
      try shown(
        "stream 2 | where n > 1 | write pcapng a.pcapng\nlet t = events\nt | first 1 | write pcap \"b c\"", host: host)
        == [])
    #expect(host.files["a.pcapng"] == "pcapng n  kind\n2  a")
    #expect(host.files["b c"] == "pcap n  kind  reason\n1  drop  filter")
  }

  @Test func `dotted names lead into members, absent ones to nothing`() throws {
    let host = FakeHost()
    host.results["ping"] = .list([
      .record(Record([.init("ip", .record(Record([.init("dst", .integer(1)), .init("a.b", .integer(7))])))])),
      .record(Record([.init("ip", .none)])),
    ])
    #expect(try shown("ping x | select ip.dst, ip.a.b", host: host) == ["ip.dst  ip.a.b\n1       7\nnone    none"])
    #expect(failure("ping x | select udp.sport", host: host).hasPrefix("error[FZ0217]"))
  }
}
