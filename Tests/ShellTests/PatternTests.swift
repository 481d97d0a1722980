import Lab
import Script
import Testing

@testable import Shell

/// One language of patterns, everywhere.
@Suite struct PatternTests {
  @Test(arguments: [
    "expect bpf \"icmp and host 172.20.0.100\" at client.tun",
    "expect icmp and bpf \"src host 172.20.0.100\" at gateway.lan",
    "expect bpf \"udp\" and not icmp at client.wire", "check count(packets where bpf \"icmp\") == 2",
    "check count(packets where icmp(type=echo-reply) or bpf \"tcp\") == 1",
    "check count(packets where not bpf \"icmp\") == 0",
    "check count(events where bpf \"icmp\" and node == \"client\") == 2", "check p1 matches bpf \"ip proto 1\"",
    "let f = bpf \"icmp\"; check count(packets where f) == 2",
    "let n = 172.20.0.100; check p1 matches bpf \"host {n}\"",
    "packets | where bpf \"icmp\" | count", "check count(messages where create_flow) == 1",
    "check count(messages where not (create_flow or heartbeat)) > 3", "expect create_flow or reject_access from client",
    "break bpf \"icmp\" at client.tun; breaks", "watch bpf \"icmp\"",
    "check count(events where create_flow and kind == \"portal.sent\") == 1",
    "check count(messages where create_flow(resource_id in {\"MyCorp Network\", \"MyCorp Downloads\"})) == 1",
    "check count(messages where create_flow(resource_id != \"MyCorp Network\")) == 0",
  ])
  func `a pattern stands wherever one may`(_ line: String) throws {
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100\n\(line)") == 0, "\(stand.said.complaints)")
  }

  /// Found by a check, so before anything runs.
  @Test(arguments: [
    ("on udp(dprt=53) at client.tun : drop", "did you mean `dport`"),
    ("packets where icmp and udp(dprt=53)", "did you mean `dport`"),
    ("events where ip6/icmp(type=3, code=13) and node == \"client\"", "FZ0304"),
    ("packets | where bpf \"icmpp\" | count", "FZ0331"), ("check count(packets where bpf \"tcp port\") == 0", "FZ0330"),
    ("expect not bpf \"tcp and udp\" at client.tun", "expression rejects all packets"),
    ("on bpf \"port http\" at client.tun : drop", "`http` is a name"),
    ("on imcp(type=8) at client.tun : drop", "FZ0301"),
    ("on icmp at portal.ws : drop", "FZ0433"), ("on icmp at client.tun : corrupt", "FZ0432"),
    ("on tcp at client.tun : edit { dprt = 1 }", "did you mean `dport`"),
    ("on bpf \"icmp\" at client.tun : edit { ttl = 256 }", "0-255"),
    ("on icmp at client.tun : edit { tcpp.dport = 1 }", "did you mean `tcp`"),
    ("messages where create_flow and udp(dprt=1)", "did you mean `dport`"),
  ])
  func `a check looks into patterns`(_ line: String, _ words: String) throws {
    let stand = try Stand()
    #expect(stand.console.check(line, name: "test.fzs") == 2)
    #expect(stand.said.complaints.contains(words), "\(stand.said.complaints)")
    #expect(
      stand.said.complaints.split(separator: "\n").count { $0.hasPrefix("error") } == 1, "\(stand.said.complaints)")
  }

  @Test(arguments: [
    ("check stun(username=\"a:b\", fingerprint) matches stun(fingerprint)", 0),
    ("check stun(username=\"a:b\") matches stun(fingerprint)", 4),
    ("check tcp(sackok) has tcp.sackok", 0),
    ("check dns(qname=\"a.example\", qr) matches dns(qr, rd)", 0),
    ("let p = dns(answers=[a(\"a.example\", 1.2.3.4, ttl=50)])\ncheck p matches dns(answers[0].ttl<60)", 0),
    ("let p = dns(answers=[a(\"a.example\", 1.2.3.4, ttl=50)])\ncheck p matches dns(answers[0].ttl=60)", 4),
    ("let p = tcp(options=[nop, mss(1460)]) with tcp.options[1]=mss(3)\ncheck p.tcp.mss == 3", 0),
    ("let p = ip(dst=1.2.3.4)/udp()/\"x\" without udp\ncheck not (p has udp) and p.payload == x\"78\"", 0),
    ("let p = ip(checksum=1)/tcp(mss=1) without (ip.checksum, tcp.mss)\ncheck p.tcp.data_offset == 5", 0),
    ("udp() without tcp", 2), ("packets where dns(answers[0].tll=1)", 2),
  ]) func `flags, elements and what is taken out`(_ lines: String, _ code: Int) throws {
    let stand = try Stand()
    #expect(stand.run(lines) == code, "\(stand.said.complaints)")
  }

  @Test func `a filter of a table is compiled once`() throws {
    let stand = try Stand()
    // A pattern with a mistake is told even where there is no row to ask it of.
    #expect(stand.run("lab reset\nlet x = {1, 2}\npackets where udp(dport < x)") == 2)
    #expect(stand.said.complaints.contains("FZ0303"), "\(stand.said.complaints)")
  }
}
