import Testing

@testable import Script

@Suite struct FormatterTests {
  static let layouts = [
    ("ping   172.20.0.100\t", "ping 172.20.0.100\n"), ("\n\nping a\n\n\n\nping b\n\n", "ping a\n\nping b\n"), ("", ""),
    ("repeat 3 {\nping a\n   if x {\n ping b\n}\n}", "repeat 3 {\n  ping a\n  if x {\n    ping b\n  }\n}\n"),
    ("if x {\nping a\n} else {\nping b\n}", "if x {\n  ping a\n} else {\n  ping b\n}\n"),
    ("let p = ip( dst=a ,src = b )/udp()", "let p = ip(dst=a, src=b)/udp()\n"),
    ("let q = ip(\ndst=a)\n", "let q = ip(\n  dst=a)\n"),
    ("ping a   # why\n#why not\n  #  as it is", "ping a  # why\n#why not\n#  as it is\n"),
    ("events | first 3;  why #57", "events | first 3; why #57\n"),
    ("say \"two  blanks, and # none\"   ", "say \"two  blanks, and # none\"\n"),
    ("let x = \"a \\\" b   c\"  + y", "let x = \"a \\\" b   c\" + y\n"),
    ("send p \\\nfrom client\nping a", "send p \\\n    from client\nping a\n"),
    ("curl http://host/#top  as c", "curl http://host/#top as c\n"), ("a\r\nb\r\n", "a\nb\n"),
    ("let n = 10.0.0.0/24 ; let m = a / b - c", "let n = 10.0.0.0/24; let m = a / b - c\n"),
    ("send udp(dport={53,80})", "send udp(dport={53, 80})\n"), ("let p=ip()", "let p = ip()\n"),
    ("for x in { 1,2 }{ping x}", "for x in {1, 2} { ping x }\n"),
    ("if 1==1{check true}else{}", "if 1 == 1 { check true } else {}\n"),
    ("a;b ;c", "a; b; c\n"), ("events |where kind==\"x\"| first 3", "events | where kind == \"x\" | first 3\n"),
    ("events|count by kind|to json", "events | count by kind | to json\n"),
    ("let x = events|first 3", "let x = events | first 3\n"), ("read \"a b\"|count", "read \"a b\" | count\n"),
    ("read a|b", "read a|b\n"), ("curl http://a/b|c", "curl http://a/b|c\n"),
    ("send tcp(flags=S|A,ttl<5)", "send tcp(flags=S|A, ttl<5)\n"), ("nat client {router}", "nat client {router}\n"),
    ("fault c loss=5%", "fault c loss=5%\n"),
    ("fault c \\\nloss=5%", "fault c \\\n    loss=5%\n"),
    ("repeat 2 { curl http://h/a,b;c=d }", "repeat 2 { curl http://h/a,b;c=d }\n"),
    ("on icmp : edit {ip.ttl=3}", "on icmp : edit { ip.ttl = 3 }\n"), ("x!=y;p.ttl=3", "x != y; p.ttl = 3\n"),
    ("either {expect a} or {expect b}", "either { expect a } or { expect b }\n"),
    ("tcp(dport in {80,443})", "tcp(dport in {80, 443})\n"),
    ("let q = ip(\ndst = a ,\nsrc=b)", "let q = ip(\n  dst=a,\n  src=b)\n"),
    ("check client.resources[\"a, b;c\"].x==\"=\"", "check client.resources[\"a, b;c\"].x == \"=\"\n"),
    (
      "let p = packet {\n  0000   45 00  00 1c  E..{\n}\nping   a",
      "let p = packet {\n  0000   45 00  00 1c  E..{\n}\nping a\n"
    ),
  ]

  @Test(arguments: layouts) func `white space is put right, and nothing else`(_ text: String, _ expected: String) {
    #expect(Formatter.formatted(text) == expected)
  }

  @Test(arguments: layouts) func `what is laid out stays so`(_ text: String, _ expected: String) {
    #expect(Formatter.formatted(expected) == expected)
  }

  @Test(arguments: ["\"", "\\", "}}}", "{{{(", "packet {", "packet {\n", "#", "a \"b\\", "\t\r\u{1f}"])
  func `broken text is laid out too, and the same the second time`(_ text: String) {
    let once = Formatter.formatted(text)
    #expect(Formatter.formatted(once) == once)
    #expect(once.filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace })
  }
}
