import Testing

@testable import Shell

/// What people type who come from Scapy, tcpdump and tshark, and what they are told to write.
@Suite struct HabitTests {
  @Test(arguments: [
    ("p.show()", "write: show p"), ("p.show2()", "write: show p built"), ("p.summary()", "write: summary p"),
    ("p.command()", "write: source p"), ("p.haslayer(UDP)", "write: p has udp"),
    ("p.getlayer(IP, 2)", "write: p.ip[2]"), ("p[IP:2]", "write: p.ip[2]"), ("p[IP,2].dst", "write: p.ip[2]"),
    ("len(p)", "write: count(p), or p.length of a packet"), ("print(p)", "write: p"),
    ("bytes(p)", "write: p.bytes"), ("traceroute(\"10.0.0.1\")", "ask ip(dst=10.0.0.1, ttl=1..16)/icmp() from client"),
    ("ip(id=RandShort())", "write: rand"), ("ip(src=RandIP())", "write: rand"),
    ("arping(\"10.0.0.0/24\")", "there is no Ethernet"), ("defragment(p)", "write: reassemble p"),
    ("ICMPv6EchoRequest()", "write: icmp6(type=echo-request)"), ("ip(ttl=RawVal(\"a\"))", "write: raw x\"…\""),
    ("dns(qd=DNSQR(qname=\"a\"))", "`dns` has no field `qd`"), ("packet \"4500\"", "write: x\"4500\""),
    ("import scapy", "nothing is imported"), ("from scapy.all import *", "nothing is imported"),
    (
      "ans, unans = sr(IP(dst=\"10.0.0.1\")/ICMP(), timeout=2)",
      "ask ip(dst=10.0.0.1)/icmp() from client within 2s as ans"
    ),
    ("send(IP(dst=\"10.0.0.1\"), inter=0.1, count=3)", "send ip(dst=10.0.0.1) from client every 100ms times 3"),
    ("send(IP(dst=\"10.0.0.1\"), loop=1, inter=1)", "send ip(dst=10.0.0.1) from client every 1s times 10"),
    ("srloop(IP(dst=\"10.0.0.1\"), count=4, timeout=1)", "repeat 4 { ask ip(dst=10.0.0.1) from client within 1s }"),
    ("icmp(ttl=3)", "it is a field of ip: ip(ttl=…)/icmp(…)"), ("ip(tos=16)", "its parts are dscp and ecn"),
    ("p.udp.port", "write bpf \"udp port NUMBER\", or sport and dport"),
    ("p.ip.addr", "write bpf \"host ADDRESS\", or src and dst"),
  ])
  func `habits are answered with what is written here`(_ line: String, _ words: String) throws {
    let stand = try Stand()
    stand.run("let p = ip(dst=10.0.0.1)/ip(dst=10.0.0.2)/udp()")
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains(words), "\(stand.said.complaints)")
  }

  @Test(arguments: [
    ("p[UDP].dport", "53\n"), ("p[udp].dport == domain", "true\n"), ("p.ip.protocol == ipip", "true\n"),
    ("p.ip[2].protocol in {tcp, udp}", "true\n"), ("let tcp = 17; p.ip[2].protocol == tcp", "true\n"),
    ("tcp(flags=SA).tcp.flags == SA", "true\n"), ("let t = tcp(flags=SA); t.tcp.flags == S", "false\n"),
    ("let e = icmp(type=unreachable, code=prohibited); e.icmp.code == prohibited", "true\n"),
    ("let e = icmp(dst=fd00::1, type=unreachable); e.icmp.type in {unreachable, redirect}", "true\n"),
    ("raw(\"abc\") == raw \"abc\"", "true\n"), ("ip(len=None).ip.len", "20\n"),
  ])
  func `some habits are taken as they are`(_ line: String, _ text: String) throws {
    let stand = try Stand()
    stand.run("let p = ip(dst=10.0.0.1)/ip(dst=10.0.0.2)/udp()")
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    #expect(stand.said.text == text)
  }

  @Test func `a word that the field does not know is no word`() throws {
    let stand = try Stand()
    stand.run("let t = tcp(flags=SA)")
    #expect(stand.run("t.tcp.flags == Q") == 2)
    #expect(stand.said.complaints.contains("nothing is called `Q`"))
  }
}
