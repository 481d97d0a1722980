import Script

enum CheatsheetVerb: Verb {
  static let signature = VerbSignature(
    "cheatsheet", summary: "What is written for another tool, and the same here.",
    page: "Lines of the other tool typed at the prompt are answered with the line of this language, too.",
    forms: [Form(Parameter("tool", .choice(Cheatsheet.all.map(\.tool))))], options: [VerbSignature.formatOption],
    examples: [Example("cheatsheet scapy", "for those who know Scapy"), Example("cheatsheet tcpdump", "or tcpdump")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let tool = try call.text("tool") ?? ""
    let lines = Cheatsheet.all.first { $0.tool == tool }?.lines ?? []
    return .value(
      .table(
        Script.Table(columns: [tool, "here"], rows: lines.map { .init([.string($0.theirs), .string($0.ours)]) })))
  }
}

/// Lines of other tools beside our own. Ours run as tests, behind `Cheatsheet.before`.
enum Cheatsheet {
  typealias Line = (theirs: String, ours: String)

  static let all: [(tool: String, lines: [Line])] = [
    ("scapy", packets + exchange + files), ("tcpdump", tcpdump), ("tshark", tshark), ("hping3", hping),
    // The tool's name, before that of its third version.
    ("hping", hping),
  ]

  /// What the lines speak of.
  static let before = """
    let p = ip(dst=172.20.0.100)/udp(dport=53)/"abc"
    let q = ip(dst=172.20.0.100)/ip(dst=172.20.0.1)/tcp(flags=S)
    ping 172.20.0.100
    write pcapng a.pcapng
    """

  private static let packets: [Line] = [
    ("IP(dst=\"10.0.0.1\")/UDP(dport=53)/b\"x\"", "ip(dst=10.0.0.1)/udp(dport=53)/\"x\""),
    ("IP(), whose id is 1", "ip(id=1)"),
    ("Raw(bytes.fromhex(\"dead\"))", "raw x\"de ad\""),
    ("IP(len=9999, chksum=0xdead)", "ip(len=9999, chksum=0xdead)"),
    ("IP(ttl=RawVal(b\"\\1\\2\"))", "ip(ttl=raw x\"01 02\")"),
    ("IP(dst=\"10.0.0.0/30\", ttl=(1,3))", "summary ip(dst=10.0.0.0/30, ttl=1..3)"),
    ("TCP(dport=[80,443], flags=\"SA\")", "summary ip()/tcp(dport={80, 443}, flags=SA)"),
    ("TCP(options=[(\"MSS\",1460), (\"NOP\",None)])", "tcp(options=[mss(1460), nop])"),
    ("DNS(rd=1, qd=DNSQR(qname=\"a.example\"))", "dns(rd, qname=\"a.example\")"),
    ("RandShort()", "ip(id=rand)"),
    ("fuzz(IP(dst=\"10.0.0.1\")/UDP())", "fuzz(ip(dst=10.0.0.1)/udp(), keep=ip.dst)"),
    ("p[UDP].dport = 53", "p.udp.dport = 53"),
    ("del p[IP].chksum", "p.ip.chksum = auto"),
    ("UDP in p, p.haslayer(UDP)", "p has udp"),
    ("p[IP:2], q.getlayer(IP, 2)", "q.ip[2].dst"),
    ("p[UDP].payload", "p.udp.payload"),
    ("p.show(), p.show2()", "show p; show p built"),
    ("p.summary(), p.sprintf(\"%IP.src%\")", "summary p; \"{p.ip.src}\""),
    ("hexdump(p), bytes(p), hexstr(p)", "hex p; p.bytes"),
    ("IP(bytes), import_hexcap()", "packet(p.bytes)"),
    ("p.command(), p.json()", "source p; p to json"),
    ("p == q", "p == q; diff p q"),
    ("ls(TCP), lsc(), explore()", "help tcp; help; layers"),
    ("fragment(p, fragsize=1200), defragment(ps)", "fragment p to 1220 as ps[]; reassemble ps"),
  ]

  private static let exchange: [Line] = [
    ("send(p, inter=0.1, count=3)", "send p from client every 100ms times 3"),
    ("ans, unans = sr(p, timeout=2)", "ask p from client within 2s as answers"),
    ("sr1(IP(dst=…)/ICMP())", "ask ip(dst=172.20.0.100)/icmp() from client"),
    ("srloop(p, count=3)", "repeat 3 { ask p from client within 1s }"),
    ("traceroute(\"172.20.0.100\", maxttl=4)", "ask ip(dst=172.20.0.100, ttl=1..4)/icmp() from client within 1s"),
    ("sniff(filter=\"icmp\", prn=…)", "watch bpf \"icmp\" at client.tun"),
    ("sniff(lfilter=lambda p: TCP in p)", "packets where tcp"),
    ("sniff(stop_filter=…)", "send icmp(dst=172.20.0.100) from client; run until icmp(type=echo-reply) at client.tun"),
    ("AsyncSniffer()", "let w = watch icmp at client.tun; w.packets"),
    ("bridge_and_sniff(…, xfrm12=f)", "on icmp at client.tun : edit { ip.ttl = 3 } once"),
  ]

  private static let files: [Line] = [
    ("rdpcap(\"a.pcapng\")", "read a.pcapng"),
    ("wrpcap(\"b.pcap\", p)", "write pcap b.pcap p"),
    ("sniff(offline=\"a.pcapng\", filter=\"icmp\")", "read a.pcapng | where bpf \"icmp\""),
    ("rdpcap(…).conversations()", "read a.pcapng | count by conversation"),
    ("ps.nsummary(), ps[0].show()", "for x in read a.pcapng | first 1 { show x }"),
    ("ps.filter(lambda p: p[IP].ttl < 5)", "read a.pcapng | where ip.ttl < 5"),
  ]

  private static let tcpdump: [Line] = [
    ("tcpdump -i client icmp", "watch icmp at client.tun"),
    ("tcpdump -r a.pcapng", "read a.pcapng"),
    ("tcpdump -r a.pcapng -c 5 'tcp port 80'", "read a.pcapng | where bpf \"tcp port 80\" | first 5"),
    ("tcpdump -w a.pcapng", "write pcapng a.pcapng"),
    ("tcpdump -X", "for x in read a.pcapng | first 1 { hex x }"),
    ("tcpdump -ttt", "read a.pcapng | select delta, summary"),
    ("tcpdump --count", "read a.pcapng | count"),
  ]

  private static let tshark: [Line] = [
    ("tshark -r a.pcapng -Y icmp", "read a.pcapng | where icmp"),
    ("tshark -r a.pcapng -Y 'ip.addr == 172.20.0.100'", "read a.pcapng | where bpf \"host 172.20.0.100\""),
    ("tshark -Y 'tcp.port == 80'", "read a.pcapng | where bpf \"tcp port 80\""),
    ("tshark -Y 'tcp.flags.syn == 1'", "read a.pcapng | where tcp(flags has S)"),
    ("tshark -Y 'frame contains \"GET\"'", "read a.pcapng | where payload has \"GET\""),
    ("tshark -T fields -e ip.src -e udp.dstport", "read a.pcapng | select ip.src, udp.dport"),
    ("tshark -T json", "read a.pcapng | first 1 | to json"),
    ("tshark -T fields -E separator=,", "read a.pcapng | to csv"),
    ("tshark -V -c 1", "for x in read a.pcapng | first 1 { show x }"),
    ("tshark -z conv,ip", "read a.pcapng | sum length by conversation"),
    ("tshark -z io,phs", "read a.pcapng | count by protocol"),
    ("tshark -z endpoints,ip", "read a.pcapng | count by src"),
    ("frame.number, frame.time_relative, frame.len", "read a.pcapng | select no, time, length"),
    ("tshark -o wg.keylog_file:…", "write pcapng b.pcapng keys"),
  ]

  private static let hping: [Line] = [
    ("hping3 -S 172.20.0.100 -p 443", "ask tcp(dst=172.20.0.100, dport=443, flags=S) from client within 1s"),
    ("hping3 --scan 80-83 -S 172.20.0.100", "ask tcp(dst=172.20.0.100, dport=80..83) from client within 1s"),
    ("hping3 -2 172.20.0.100 -p 53 -d 20", "send udp(dst=172.20.0.100, dport=53)/rand(bytes=20) from client"),
    ("hping3 -1 172.20.0.100 -c 3 -i u100000", "send icmp(dst=172.20.0.100) from client every 100ms times 3"),
    ("hping3 --ttl 3 --tos 0x10", "ip(ttl=3, dscp=4)"),
    ("hping3 --badcksum", "ip(dst=172.20.0.100)/udp(checksum=0xbad)"),
    ("hping3 --frag", "fragment ip(dst=172.20.0.100)/udp()/rand(bytes=100) to 68"),
    ("hping3 -T 172.20.0.100", "ask ip(dst=172.20.0.100, ttl=1..4)/icmp() from client within 1s"),
  ]
}
