import Base
import Script
import Testing

@Suite struct EvaluatorTests {
  @Test(arguments: [
    ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("7 / 2", "3.5"), ("6 / 2", "3"), ("-3 + 1", "-2"), ("0x0d", "13"),
    ("1_000", "1000"), ("1.5", "1.5"), ("5s + 200ms", "5.2s"), ("2 * 5s", "10s"), ("10s / 2s", "5"), ("5s / 2", "2.5s"),
    ("1.5s", "1.5s"), ("1m", "60s"), ("1500ns", "1.5us"), ("5%", "5%"), ("2.5%", "2.5%"), ("10% * 5s", "500ms"),
    ("5% * 200", "10"), ("64KiB", "64KiB"), ("1280B", "1280B"), ("1280B + 8", "1288B"), ("1KiB == 1024", "true"),
    ("172.20.0.100", "172.20.0.100"), ("172:20::100", "172:20::100"), ("::1", "::1"),
    ("172.20.0.9/16", "172.20.0.0/16"),
    ("[::1]:80", "[::1]:80"), ("172.20.0.100:80", "172.20.0.100:80"), ("x\"de ad\"", "x\"dead\""), ("1..64", "1..64"),
    ("{53, 80, 53}", "{53, 80}"), ("[1, \"a\"]", "[1, \"a\"]"), ("#57", "#57"), ("\"a\" + 1", "a1"),
    ("5s > 200ms", "true"), ("1 < 2.5", "true"), ("172.20.0.5 in 172.20.0.0/16", "true"), ("5 in 1..4", "false"),
    ("5 not in {1, 2}", "true"), ("\"bc\" in \"abcd\"", "true"), ("10.0.0.1 in {10.0.0.0/8, 1.1.1.1}", "true"),
    ("10.0.0.1 == \"10.0.0.1\"", "true"), ("not true or true", "true"), ("1 == 1 and 2 != 3", "true"),
    ("\"relay-1.wire\" matches \"relay-*\"", "true"), ("\"abc\" matches \"b\"", "true"), ("[1, 2][1]", "2"),
    ("count({1, 2, 3})", "3"), ("min(3, 1, 2)", "1"), ("max([5s, 7s])", "7s"), ("sum(1s, 2s)", "3s"),
    ("[::1]:80.port", "80"), ("ip(dst=10.0.0.1)/tcp(dport=80, flags=S)/\"x\"", "ip/tcp/payload"), ("icmp", "icmp"),
    ("p3.length", "2"), ("p3 has udp", "true"), ("p3 has tcp", "false"), ("p3 with tcp.dport=81", "ip/udp/tcp.dport"),
    ("count(events where kind == \"drop\")", "3"), ("ip/udp", "ip/udp"), ("wg.initiation", "wg.initiation"),
    ("text(5s) + \"!\"", "5s!"), ("\"a{1 + 1}b\"", "a2b"), ("\"\\u{e4}\\n\\{\"", "ä\n{"), ("none", ""),
  ])
  func `an expression has its value`(_ text: String, _ expected: String) throws {
    #expect(try shown(text) == (expected.isEmpty ? [] : [expected]))
  }

  @Test func `a name is a variable before it is a field, a packet or a state`() throws {
    let host = FakeHost()
    host.states["client"] = .string("state")
    #expect(try shown("client\nlet client = 5\nclient", host: host) == ["state", "5"])
    #expect(try shown("let kind = \"wire.sent\"; events | where kind == \"drop\" | count") == ["count\n0"])
    #expect(try shown("let p3 = 7; p3") == ["7"])
  }

  @Test func `a state path carries its indices`() throws {
    let host = FakeHost()
    host.states[#"client.resources["MyCorp Network"].status"#] = .string("online")
    #expect(try shown(#"let n = "MyCorp Network"; client.resources[n].status"#, host: host) == ["online"])
  }

  @Test func `control flow runs`() throws {
    let text = """
      let total = 0
      for x in {1, 2, 3} { total = total + x }
      for x in 1..3 { total = total + x }
      repeat 2 { total = total * 2 }
      if total == 48 { "right" } else { "wrong" }
      if total == 1 { 1 } else if total == 48 { 2 } else { 3 }
      fn double(x) {
        x * 2
      }
      double(total)
      double(x=4)
      """
    #expect(try shown(text) == ["right", "2", "96", "8"])
  }

  @Test func `words of a command name variables or insert them`() throws {
    let host = FakeHost()
    _ = try shown("for h in {10.0.0.1, 10.0.0.2} { ping h; curl http://{h}/x?a=b#c }\nping \"h\"", host: host)
    #expect(
      host.performed == [
        "ping host=10.0.0.1", "curl url=http://10.0.0.1/x?a=b#c", "ping host=10.0.0.2",
        "curl url=http://10.0.0.2/x?a=b#c", "ping host=h",
      ])
  }

  @Test func `finally runs after a failure, and after an interrupt`() throws {
    let host = FakeHost()
    #expect(
      failure("finally { ping a }\ncheck false\nping b", host: host).hasPrefix("error[FZ0501]: `false` does not hold"))
    #expect(host.performed == ["ping host=a"])
  }

  @Test func `an application's failure is counted inside expect failure and fails the script elsewhere`() throws {
    let host = FakeHost()
    #expect(
      try shown("expect failure(EHOSTUNREACH) { fail EHOSTUNREACH }\nlet e = expect failure { fail X }\ne", host: host)
        == ["X"])
    #expect(failure("expect failure(EIO) { fail EHOSTUNREACH }").contains("no such failure"))
    #expect(failure("expect failure { check 1 == 2 }").contains("FZ0501"))
    #expect(failure("fail EIO").contains("the application failed: EIO"))
  }

  @Test func `a suspended command fills its name when it is resolved`() throws {
    let host = FakeHost()
    host.suspends = true
    let evaluator = Evaluator(host: host)
    _ = try evaluator.run(name: "a", text: "let q = ping a\nping b as r\nping c")
    #expect(host.performed.count == 3)
    #expect(evaluator.variable("q") == nil)
    try evaluator.resolve(SuspensionID(number: 1), .integer(1))
    try evaluator.resolve(SuspensionID(number: 2), .list([.integer(2)]))
    #expect(evaluator.variable("q")?.literal == "1")
    #expect(evaluator.variable("r")?.literal == "2")
  }

  @Test func `as NAME takes one result, as NAME[] all`() throws {
    let host = FakeHost()
    host.results["ping"] = .list([.integer(1), .integer(2)])
    #expect(try shown("ping a as ps[]\nps", host: host) == ["[1, 2]"])
    #expect(failure("ping a as p", host: host).hasPrefix("error[FZ0215]"))
  }

  @Test func `tables go through pipes`() throws {
    #expect(
      try shown("events | where kind == \"drop\" | count by reason") == ["reason    count\nfilter    2\nno-route  1"])
    #expect(
      try shown("events | select n, bytes | sort n desc | first 3 | to json") == [
        "n  bytes\n4  none\n3  none\n2  64B as json"
      ])
    #expect(try shown("events | where bytes > 1 | last 1 | select n > out.txt") == ["n\n2 > out.txt"])
    #expect(try shown("let t = events | where n > 3\nt.count\n[3, 1, 2] | sort value") == ["1", "value\n1\n2\n3"])
  }

  @Test func `a used file leaves its names, relative to the file that uses it`() throws {
    let host = FakeHost()
    host.files = ["lib/a.fzs": "use \"../b.fzs\"\nlet x = y + 1", "b.fzs": "let y = 1\nfn f() { y }"]
    #expect(try shown("use \"lib/a.fzs\"\nx\nf()", host: host) == ["2", "1"])
    host.files["b.fzs"] = "use \"lib/a.fzs\""
    #expect(failure("use \"lib/a.fzs\"", host: host).contains("lib/a.fzs → b.fzs → lib/a.fzs"))
  }

  @Test func `sections are told to the host`() throws {
    let host = FakeHost()
    _ = try shown("section \"one\"\nmark\nsection two { mark }", host: host)
    #expect(host.sections == ["one", "two", nil, nil])
  }

  @Test func `assignment changes what is there`() throws {
    #expect(try shown("let x = 1\nif true { x = 2 }\nx") == ["2"])
    #expect(try shown("let p = ip()\np.ip.dst = 10.0.0.1\np") == ["ip/ip.dst"])
    #expect(try shown("let p = p3\np.udp.dport = 53\np") == ["ip/udp/udp.dport"])
  }

  @Test func `nothing runs forever`() {
    #expect(failure("fn f() { f() }\nf()").hasPrefix("error[FZ0212]"))
    #expect(failure("repeat 2000000 { }").hasPrefix("error[FZ0211]"))
    let host = FakeHost()
    host.isInterrupted = true
    #expect(failure("finally { mark }\nmark", host: host).hasPrefix("error[FZ0218]"))
    #expect(host.performed == ["mark"])
  }

  @Test func `a word with a question mark asks for help`() throws {
    let host = FakeHost()
    _ = try shown("ping?", host: host)
    #expect(host.performed == ["help word=ping"])
  }
}
