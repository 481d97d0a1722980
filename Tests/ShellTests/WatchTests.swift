import Testing

@testable import Shell

@Suite struct WatchTests {
  @Test func `what is watched is printed when it happens and kept`() throws {
    let stand = try Stand()
    let code = stand.run(
      """
      let w = watch icmp at client.tun
      watch create_flow from client to portal
      ping 172.20.0.100
      watched w as t
      check count(t) == 2
      check count(w.packets) == 2 and w.packets[1].icmp.type == 0 and count(w.events) == 2
      delete watch 1
      ping 172.20.0.100
      """)
    #expect(code == 0, "\(stand.said.complaints)")
    let lines = stand.said.text.split(separator: "\n")
    #expect(lines.count { $0.contains("tap=client.tun") } == 2)
    #expect(lines.count { $0.contains("message=create_flow") } == 1)
  }

  @Test func `packets put on a tap are watched before time passes`() throws {
    let stand = try Stand()
    #expect(stand.run("watch udp(dport=53); send udp(dst=172.20.0.100, dport=53) from client as p") == 0)
    #expect(stand.said.text.contains("tap=client.tun"))
  }

  @Test func `a watch that does not exist and a condition are refused`() throws {
    let stand = try Stand()
    #expect(stand.run("watch drop; watched 3") == 2)
    #expect(stand.said.complaints.contains("there is no watch 3"))
    #expect(stand.run("watch 1 == 2") == 2)
    #expect(stand.said.complaints.contains("looks out for"))
  }

  @Test func `asking names the nearest miss and the field`() throws {
    let stand = try Stand()
    stand.run(
      """
      send icmp(type=echo-request, dst=172.20.0.100, id=8, seq=1) from client
      ask icmp(dst=172.20.0.100, type=echo-request, id=7, seq=1) from client within 1s as t
      ask icmp(dst=172.20.0.7, type=echo-request, id=9, seq=1) from client within 1s
      """)
    #expect(stand.said.text.contains("1 of 1 answered"))
    #expect(stand.said.text.contains("no answer to"))
    #expect(stand.said.text.contains("discarded by gateway: no-such-host"))
  }

  @Test func `an answer to somebody else is the nearest miss`() throws {
    let stand = try Stand()
    stand.run(
      """
      send icmp(type=echo-request, dst=172.20.0.100, id=8, seq=1) from client
      ask icmp(dst=172.20.0.7, type=echo-request, id=8, seq=1) from client within 1s as t
      """)
    #expect(stand.said.text.contains("ip.src: expected 172.20.0.7, came 172.20.0.100"))
  }
}
