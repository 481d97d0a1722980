import Base
import Lab
import Testing

@testable import Shell

/// What the shipped scenarios rely on, in small.
@Suite struct ScenarioTests {
  static let begin = """
    flag client icmp_error_unreachable_prohibited_create_new_flow on
    curl http://172.20.0.100/
    ping 172.21.0.101
    revoke "MyCorp Network" for client on gateway
    run 1s

    """

  @Test func `the first attempt after a revocation fails and the second works`() throws {
    let stand = try Stand()
    #expect(
      stand.run(
        Self.begin + """
          expect failure(EHOSTUNREACH) { curl http://172.20.0.100/ }
          expect create_flow(resource_id="MyCorp Network") from client to portal as asked
          expect flow_created from portal to client
          curl http://172.20.0.100/ as r
          check r.status == 200
          check asked.resource_id == "MyCorp Network"
          require invariants
          """) == 0, "\(stand.said.complaints)")
  }

  @Test func `the same seed gives the same trace`() throws {
    let (a, b) = (try Stand(), try Stand())
    for stand in [a, b] { stand.run(Self.begin + "curl http://172.20.0.100/") }
    #expect(a.trace.ndjson == b.trace.ndjson)
    #expect(a.trace.count > 100)
  }

  @Test func `the five minutes of the README go as they are told there`() throws {
    let stand = try Stand()
    let lines = """
      flag client icmp-error-unreachable-prohibited-create-new-flow on
      curl http://172.20.0.100/
      ping 172.21.0.101
      revoke "MyCorp Network"
      run 1s
      curl http://172.20.0.100/
      why p9
      diagram
      run 1s
      """
    var prompts: [String] = []
    for line in lines.split(separator: "\n") {
      prompts.append(stand.console.prompt + line)
      #expect(stand.run(String(line)) == 0, "\(stand.said.complaints)")
    }
    #expect(prompts.first == "fzsh 0.540s #126> flag client icmp-error-unreachable-prohibited-create-new-flow on")
    #expect(prompts[5] == "fzsh 1.881s #530> curl http://172.20.0.100/")
    #expect(stand.said.text.contains("curl: (7) Failed to connect to 172.20.0.100 port 80 after 20 ms"))
    #expect(stand.console.prompt == "fzsh 2.901s #579> ")
    #expect(stand.run("curl http://172.20.0.100/ as r; check r.status == 200") == 0)
  }

  @Test func `packets leave the only client where no node is named`() throws {
    let stand = try Stand()
    #expect(
      stand.run(
        """
        send udp(dst=172.20.0.100, dport=7)/"hi" as q
        check q.udp.dport == 7
        expect udp(sport=7) at client.tun
        ask icmp(dst=172.20.0.100)
        """) == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("1 of 1 answered"))
  }

  @Test func `a packet leaves because its application sent it`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100\nudp 172.20.0.100 7 \"hi\"\ncurl http://172.20.0.100/")
    let sent = stand.trace.filter { $0.kind == "app.sent" }
    #expect(sent.count == 4, "an echo request, a datagram, a SYN, a request")
    for event in sent {
      let left = stand.trace.first { $0.packet == event.packet && $0.kind == "tun.out" }
      #expect(left?.cause == event.n)
    }
  }

  @Test(arguments: [
    "let p = IP(dst=\"172.20.0.100\")/UDP(dport=53)/\"a\"; check p.udp.dport == 53", "IP(dst=172.20.0.100)/ICMP()",
    "hex IPv6(dst=172:20::100)/TCP()/Raw(load=\"a\")",
  ])
  func `layers in capital letters are layers`(_ line: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
  }

  @Test(arguments: [
    ("tcpdump -i eth0", "packets"), ("tcpdump -ni eth0 udp port 53", "packets where (udp(sport=53) or udp(dport=53))"),
    (
      "tcpdump not src host 172:20::1 and (icmp6 or dst port 80)",
      "packets where not ip6(src=172:20::1) and (icmp6 or (udp(dport=80) or tcp(dport=80)))"
    ),
    ("sniff(filter=\"tcp\")", "packets where tcp"), ("ls()", "layers"), ("ls(TCP)", "fields tcp"),
    ("srloop(IP(dst=\"172.20.0.100\")/ICMP())", "repeat 3 { ask ip(dst=172.20.0.100)/icmp() from client }"),
    ("hping3 -S 172.20.0.100 -p 443", "send ip(dst=172.20.0.100)/tcp(dport=443, flags=S) from client"),
    ("sr1(IPv6(dst=\"172:20::100\")/ICMPv6EchoRequest())", "ask ip6(dst=172:20::100)/icmp6() from client"),
  ])
  func `what is suggested for a line of another tool runs here`(_ line: String, _ own: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains("write: \(own)\n"), "\(stand.said.complaints)")
    #expect(stand.run(own) == 0, "\(stand.said.complaints)")
  }

  @Test func `revoking the last authorization warns and says why no ICMP comes`() throws {
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100\nrevoke \"MyCorp Network\"") == 0)
    #expect(
      stand.said.complaints == """
        warning[FZ0408]: this is the last authorization of `client` on `gateway`
          --> test.fzs:2:8
          2 | revoke "MyCorp Network"
            |        ^^^^^^^^^^^^^^^^ no ICMP error will come
            = without `MyCorp Network` the gateway has nothing left for this client: it says goodbye and closes the tunnel
            = packets then set up a new connection instead of being answered with "prohibited"
            = to see the ICMP error, use a second resource of this gateway first

        """)
  }

  @Test func `why tells every phase and the command behind the refusal`() throws {
    let stand = try Stand()
    stand.run(Self.begin + "curl http://172.20.0.100/\nlet refused = events where kind == \"filtered\"")
    let packet = try #require(stand.trace.first { $0.kind == "filtered" }?.packet)
    stand.said.text = ""
    #expect(stand.run("why p\(packet.number)") == 0)
    let text = stand.said.text
    for phrase in [
      "at client.tun: tcp", "routed: resource MyCorp Network, by way of gateway", "encrypted and sent to gateway",
      "arrived at gateway", "refused: not-authorized", "fate: refused by gateway (not-authorized)", "answered by p",
      "command: revoke \"MyCorp Network\" for client on gateway", "command: curl http://172.20.0.100/",
    ] { #expect(text.contains(phrase), "\(phrase)\n\(text)") }
  }

  @Test(arguments: [
    ("tcp 443, icmp", "tcp 443, icmp"), ("tcp 80 udp 8000-8100", "tcp 80, udp 8000-8100"), ("udp, icmp", "udp, icmp"),
    ("all", "all"), ("tcp 80..90", "tcp 80-90"),
  ]) func `filters are read`(_ written: String, _ read: String) throws {
    let stand = try Stand()
    #expect(stand.run("filter \"MyCorp Network\" allow \(written); run 1s") == 0, "\(stand.said.complaints)")
    #expect(
      stand.run("check client.resources[\"MyCorp Network\"].filters == \"\(read)\"") == 0, "\(stand.said.complaints)")
  }

  @Test(arguments: ["tcp 99999", "443", "tcp 90-80", "sctp"]) func `what is no filter is refused`(_ rule: String) throws
  {
    let stand = try Stand()
    #expect(stand.run("filter \"MyCorp Network\" allow \(rule)") == 2)
    #expect(stand.said.complaints.contains("FZ0419"), "\(stand.said.complaints)")
  }

  @Test func `ping sums up all its requests`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100 --count 3")
    #expect(stand.said.text.split(separator: "\n").count == 4)
    #expect(stand.said.text.hasSuffix("3 packets transmitted, 3 received, 0% packet loss\n"))
  }

  @Test func `time passes to the end of what was asked for`() throws {
    let stand = try Stand()
    let start = stand.session.stage.lab.now
    stand.run("run 10m")
    #expect(stand.session.stage.lab.now - start == .seconds(600))
  }

  @Test func `a script that ends with a suspended command says so`() throws {
    let stand = try Stand()
    #expect(stand.run("break intent\nping 172.20.0.100") == 0)
    #expect(stand.said.text.hasSuffix("`ping 172.20.0.100` is still suspended\n"))
  }

  @Test func `an application's failure ends a script only where a failure is expected`() throws {
    let stand = try Stand()
    #expect(stand.run("tcp 172.20.0.100 81 as r\ncheck r.errno == \"ECONNREFUSED\"\ncheck not r.succeeded") == 0)
  }
}
