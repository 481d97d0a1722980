import Testing

@testable import Shell

struct AskTests {
  @Test(arguments: [
    ("", "ask icmp(dst=172.20.0.100, type=echo-request, id=7, seq=1) from client"),
    ("", "ask icmp(dst=203.0.113.80, type=echo-request, id=7, seq=1) from client at client.net"),
    ("", "ask ip(dst=203.0.113.101)/udp(dport=3478)/stun(type=binding-request) from client at client.wire"),
    (
      "ping 172.20.0.100 from client",
      "ask icmp(src=172.20.0.100, dst=100.64.0.2, type=echo-request, id=7, seq=1) from gateway"
    ),
    (
      "ping 172.20.0.100 from client",
      "ask icmp(src=172.20.0.100, dst=100.64.0.2, type=echo-request, id=7, seq=1) from gateway at gateway.lan"
    ),
  ]) func `an answer passes the tap of its request the other way round`(_ before: String, _ line: String) throws {
    let stand = try Stand()
    #expect(stand.run("\(before)\n\(line) as t\ncheck t[0].after > 0s") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("1 of 1 answered"), "\(stand.said.text)")
  }

  @Test func `a packet beside the tunnel has the address of the network`() throws {
    let stand = try Stand()
    #expect(
      stand.run("send icmp(dst=203.0.113.80) from client at client.net as p\ncheck p.ip.src == 203.0.113.30") == 0)
  }

  @Test func `a request is not what came nearest to its own answer`() throws {
    let stand = try Stand()
    #expect(stand.run("ask icmp(src=172.20.0.1, dst=172.20.0.100) from gateway within 1s as t") == 0)
    #expect(stand.said.text.contains("0 of 1 answered"))
    #expect(!stand.said.text.contains("nearest: p"), "\(stand.said.text)")
  }

  @Test func `errors are told apart by what they quote, however late the first one comes`() throws {
    let stand = try Stand()
    #expect(
      stand.run(
        """
        ping 172.20.0.100
        ask udp(dst=172.20.0.100, sport=4000..4002, dport=9) from client within 1s as t
        check t[2].answer.icmp.type == unreachable
        """) == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("3 of 3 answered\n"))
  }

  @Test func `an answer that nobody numbered has no number`() throws {
    let stand = try Stand()
    stand.run("ask ip(dst=203.0.113.101)/udp(dport=3478)/stun(type=binding-request) from client at client.wire")
    #expect(stand.said.text.contains("1 of 1 answered"))
    #expect(!stand.said.text.contains("p0"), "\(stand.said.text)")
  }

  @Test func `packets have no sender at the portal`() throws {
    let stand = try Stand()
    #expect(stand.run("expect icmp(type=echo-reply) from client within 1s") == 2)
    #expect(stand.said.complaints.contains("such as `at client.tun`"), "\(stand.said.complaints)")
  }

  @Test func `no packet is put where messages pass`() throws {
    let stand = try Stand()
    #expect(stand.run("ask icmp(dst=172.20.0.100) from client at portal.ws") != 0)
    #expect(stand.said.complaints.contains("messages pass there, and no packets"), "\(stand.said.complaints)")
  }
}
