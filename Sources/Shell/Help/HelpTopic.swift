import Lab
import Script

/// What no single verb or layer can tell: how packets and patterns are written.
struct HelpTopic: Sendable {
  let name: String
  let title: String
  let page: String
  let examples: [Example]

  static func named(_ word: String) -> HelpTopic? { all.first { $0.name == word } }

  static let all = [packets, patterns, captures, kinds, reasons, live, recordings]

  var text: String {
    "\(title)\n\n\(page.wrapped())\n" + examples.map { "\n  \($0.line)\n    \($0.text)" }.joined()
  }

  private static let packets = HelpTopic(
    name: "packets", title: "Packets: how they are written",
    page: """
      Layers stack with `/`, fields are name=value, text and x"…" are payload. What is not set is computed when the packet \
      is built; what is set stays, however wrong, and `show` marks it with (!). `= auto` gives a field back. An IP layer \
      that is missing is added. `{…}`, `1..9` and `10.0.0.0/30` in a field make several packets. `layers` lists the layers, \
      `help tcp` is the page of one, `help patterns` tells how they are matched, `cheatsheet scapy` is for those who know Scapy.
      """,
    examples: [
      Example(
        "let p = udp(dst=172.20.0.100, dport=53)/\"abc\"; show p; show p built; hex p map",
        "as typed, as sent, as bytes"),
      Example("let p = udp(dst=172.20.0.100); p.udp.dport = 99; source p", "a field changed, and what to type for it"),
      Example("diff tcp(dst=172.20.0.100, flags=S) tcp(dst=172.20.0.100, flags=SA)", "field by field"),
      Example("show ip(dst=172.20.0.100, checksum=0xdead)/udp(length=7)", "wrong on purpose"),
      Example("summary ip(dst=172.20.0.0/30)/tcp(dport={80, 443})", "eight packets"),
      Example("let odd = fuzz(ip(dst=172.20.0.100)/tcp(), keep=ip.dst, seed=7); show odd", "drawn from a seed"),
      Example("source packet x\"4500001c000000004011e8f60a0000010a0000020035003500087cf3\"", "from bytes"),
    ])

  private static let patterns = HelpTopic(
    name: "patterns", title: "Patterns: packets with holes",
    page: """
      What is named must be so, what is not named is not looked at. Fields compare with = == != < <= > >= and in; a set or a \
      prefix right of `=` means any of it; words stand for numbers as in packets. `has` looks for a part: `flags has S` for a \
      flag among others, `data has "GET"` in bytes, text and names, `options has mss(1460)` in a list. `and`, `or`, `not` join patterns, \
      bpf "…" is one in tcpdump's language. They stand behind expect, watch, break, run until, on, packets where and \
      read … | where.
      """,
    examples: [
      Example("ping 172.20.0.100; packets where icmp(type=echo-reply)", "by a word of the registry"),
      Example("ping 172.20.0.100; packets where ip(dst=172.20.0.0/16, ttl>1) and not tcp", "by a network, joined"),
      Example(
        "curl http://172.20.0.100/; packets where tcp(flags has S) or raw(data has \"GET\")", "by a part of a field"),
      Example("ping 172.20.0.100; packets where bpf \"icmp and host 172.20.0.100\"", "as for tcpdump"),
      Example("watch icmp(type=unreachable, code=prohibited) at client.tun", "printed when it comes"),
      Example("on tcp(flags=S, dport in {80, 443}) at gateway.lan : drop once", "a rule in flight"),
    ])

  private static let captures = HelpTopic(
    name: "captures", title: "Captures: files of other tools and of this one",
    page: """
      `read FILE` is a table whose rows are packets, `read -` takes them from standard input. Its columns are no, time (since \
      the first), interface, length and summary; any of these can be named too: date, delta (since the packet before), src, dst, \
      protocol, sport, dport, conversation, captured, truncated, direction, comment, id, link, frame, source, and every field of \
      every layer, ip.ttl. A name that a packet lacks is absent. `write pcapng FILE` writes what the lab saw, `… | write pcapng \
      FILE` what comes through a pipe.
      """,
    examples: [
      Example(
        "curl http://172.20.0.100/; write pcapng out/c.pcapng; read out/c.pcapng | count by protocol", "what is in it"),
      Example(
        "curl http://172.20.0.100/; write pcapng out/c.pcapng taps client.tun; read out/c.pcapng | sum length by conversation",
        "packets and bytes of each conversation"),
      Example(
        "curl http://172.20.0.100/; write pcapng out/c.pcapng; read out/c.pcapng | where tcp(flags=S) | select time, src, sport, dst, dport",
        "some columns of some packets"),
      Example(
        "curl http://172.20.0.100/; write pcapng out/c.pcapng; read out/c.pcapng | where bpf \"tcp port 80\" | sort length desc | first 3",
        "the longest"),
    ])

  private static let live = HelpTopic(
    name: "live", title: "Live nodes: the same words over processes that run",
    page: """
      `fzsh attach` is this prompt over the nodes that `fzsh node` runs, `fzsh --live FILE` and `fzsh test --live` run scenarios \
      there. What they tell stands in one trace, in the order in which it happened; time is real, and a wait ends with what it \
      waits for. ping, curl, dig, tcp and udp speak from a stack of the shell's own through the client's tunnel, beside the \
      client's system. What only a simulated lab can do, such as `back` or `fault`, says so (FZ0466).
      """,
    examples: [
      Example("ping 172.20.0.100; beliefs \"MyCorp Network\"", "each node is asked what it believes"),
      Example("ping 172.20.0.100; events where node == \"gateway\" | last 5", "what one of them told"),
      Example("watch event icmp.prohibited", "told while a command waits"),
    ])

  private static let recordings = HelpTopic(
    name: "recordings", title: "Recordings: what a live node was told, gone through again",
    page: """
      `fzsh node client --record FILE` writes a bundle, `fzsh replay FILE` is this prompt over it: the node is executed again, \
      with the same events, packets and states. It begins at the end; `goto 0s` is the beginning. What looks works as ever, and \
      nothing can be done (FZ0466). `fzsh bundle FILE` says what is in it, and `--anonymise -o FILE` makes one to hand on.
      """,
    examples: [
      Example("ping 172.20.0.100; packets where icmp; why p1", "a packet, and what became of it"),
      Example("ping 172.20.0.100; events where kind == \"drop\" | count by reason", "what was discarded, and why"),
      Example("ping 172.20.0.100; diagram", "all of it as a picture"),
    ])

  private static let kinds = HelpTopic(
    name: "kinds", title: "Kinds: what an event can be",
    page: EventKind.all.map { "  \($0.name)  \($0.meaning)\n" }.joined()
      + "\n`help KIND` has the rule behind it and a line that makes one. `break KIND`, `watch KIND`, `expect event KIND` and\n"
      + "`events where kind == \"KIND\"` look for it; every field of it can be named behind `where`.",
    examples: [
      Example("ping 172.20.0.100; events | count by kind", "which of them happened"),
      Example("ping 172.20.0.9; events where kind == \"drop\"", "packets that were dropped"),
    ])

  private static let reasons = HelpTopic(
    name: "reasons", title: "Reasons: why a packet went no further",
    page: ReasonTable.all.map { "  \($0.name)  \($0.meaning)\n" }.joined()
      + "\n`help REASON` has a line that makes one.",
    examples: [
      Example("ping 172.20.0.100; events where kind == \"drop\" | count by reason, node", "who discarded what, and why")
    ])
}
