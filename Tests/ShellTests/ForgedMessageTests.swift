import Base
import Lab
import Script
import Testing
import Wire

@testable import Shell

/// Messages that nobody sent, and the reason for which the receiver drops each.
@Suite struct ForgedMessageTests {
  private func tunnel(seed: UInt64 = 1) throws -> Stand {
    let stand = try Stand(seed: seed)
    let code = stand.run(
      """
      curl http://172.20.0.100/
      expect wg.initiation() at gateway.wire as i
      expect wg.transport()/tcp(dport=80) at gateway.wire as d
      """)
    #expect(code == 0, "\(stand.said.complaints)")
    return stand
  }

  static let forgeries: [(String, String)] = [
    ("i at gateway.wire", "stale-timestamp"),
    ("d with udp.checksum=1 at gateway.wire", "bad-checksum"),
    ("udp(dst=203.0.113.101, dport=3478, checksum=1)/stun() at client.wire", "bad-checksum"),
    ("ip(dst=203.0.113.101, checksum=1)/udp(dport=3478)/stun() at client.wire", "bad-checksum"),
    ("d at gateway.wire", "replayed-counter"),
    ("wg.initiation(from=mallory, to=gateway) at client.wire", "unknown-peer"),
    ("wg.initiation(to=gateway) at gateway.wire", "unknown-peer"),
    ("wg.initiation(from=client, to=gateway, timestamp=0) at client.wire", "stale-timestamp"),
    ("ip(dst=203.0.113.31)/wg.initiation(from=client, to=mallory) at client.wire", "wrong-mac1"),
    ("wg.initiation(from=client, to=gateway, reserved=1) at client.wire", "unknown-message-type"),
    (
      "wg.initiation(from=client, to=gateway, encrypted_timestamp=x\"\(String(repeating: "00", count: 28))\") at client.wire",
      "undecryptable-timestamp"
    ),
    (
      "wg.initiation(from=client, to=gateway, encrypted_static=x\"\(String(repeating: "00", count: 48))\") at client.wire",
      "undecryptable-static-key"
    ),
    (
      "wg.initiation(from=client, to=gateway, ephemeral=x\"\(String(repeating: "00", count: 32))\") at client.wire",
      "low-order-point"
    ),
    ("wg.response(from=gateway, to=client, answers=i) at gateway.wire", "unknown-handshake"),
    ("wg.response(from=mallory, to=client, answers=i) at client.wire", "unknown-handshake"),
    ("wg.response(from=gateway, answers=i, receiver=7) at gateway.wire", "unknown-session"),
    ("wg.cookie(from=mallory, to=client, answers=i) at client.wire", "undecryptable-cookie"),
    ("wg.transport(from=client, to=gateway, receiver=1) at client.wire", "unknown-session"),
    ("wg.transport(from=client, to=gateway, counter=0) at client.wire", "replayed-counter"),
    ("wg.transport(from=client, to=gateway, counter=x\"ffffffffffffffff\") at client.wire", "exhausted-counter"),
    ("d with wg.transport.counter=1000 at gateway.wire", "undecryptable-data"),
    ("wg.transport(from=client, to=gateway)/\"plain text\" at client.wire", "inner-not-ip"),
    ("wg.transport(from=client, to=gateway)/x\"4500\" at client.wire", "inner-too-short"),
    ("udp(dst=203.0.113.31)/x\"0102\" at client.wire", "message-too-short"),
    ("udp(dst=203.0.113.31)/x\"02000000\" at client.wire", "wrong-message-length"),
  ]

  @Test(arguments: forgeries)
  func `a forged message is dropped for one reason`(_ text: String, _ reason: String) throws {
    let stand = try tunnel()
    let before = stand.trace.count
    #expect(stand.run("send \(text) as f; run 100ms; why f") == 0, "\(stand.said.complaints)")
    let drops = stand.trace[before...].filter { $0.kind == "drop" }
    #expect(drops.map { $0.text("reason") } == [reason])
    #expect(stand.said.text.contains("discarded: \(reason)"))
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  @Test func `a handshake in the client's name is answered, and the answer finds nobody`() throws {
    let stand = try tunnel()
    let before = stand.trace.count
    #expect(stand.run("run 1s; send wg.initiation(from=client, to=gateway) at client.wire; run 1s") == 0)
    let after = stand.trace[before...]
    #expect(after.contains { $0.node == "gateway" && $0.text("step") == "initiation-received" })
    #expect(after.filter { $0.kind == "drop" }.map { "\($0.node) \($0.text("reason"))" } == ["client unknown-session"])
    #expect(stand.run("ping 172.20.0.100 as r; check r.succeeded") == 0, "\(stand.said.complaints)")
  }

  @Test func `data in the client's name reaches the resource and is answered`() throws {
    let stand = try tunnel()
    let code = stand.run(
      """
      send wg.transport(from=client, to=gateway)/icmp(dst=172.20.0.100, type=echo-request, id=77) at client.wire as f
      check f.inner.icmp.id == 77
      check f.inner.ip.src == 100.64.0.2
      expect icmp(type=echo-request, id=77) at gateway.lan
      expect wg.transport()/icmp(type=echo-reply, id=77) at client.wire as r
      check r.inner.ip.src == 172.20.0.100
      check count(events where wg.transport()/icmp(id=77)) == 4
      """)
    #expect(code == 0, "\(stand.said.complaints)")
  }

  @Test func `a rule in flight looks inside tunnel messages`() throws {
    let stand = try tunnel()
    let code = stand.run(
      """
      on wg.transport()/icmp(type=echo-request) at gateway.wire : drop once
      ping 172.20.0.100 as lost
      check not lost.succeeded
      ping 172.20.0.100 as again
      check again.succeeded
      """)
    #expect(code == 0, "\(stand.said.complaints)")
  }

  @Test func `an old session is named by its index`() throws {
    let stand = try tunnel()
    let code = stand.run(
      """
      let index = d.wg.transport.receiver
      let f = wg.transport(session=index, counter=500)/icmp(dst=172.20.0.100)
      check f.wg.transport.receiver == index
      check f has inner.icmp
      """)
    #expect(code == 0, "\(stand.said.complaints)")
  }

  @Test func `the same words at the same moment of the same seed give the same bytes`() throws {
    let texts = try (0..<2).map { _ in
      let stand = try tunnel(seed: 4)
      stand.run("let a = wg.initiation(from=mallory, to=gateway); let b = wg.initiation(from=mallory, to=gateway)")
      #expect(stand.run("check a.bytes == b.bytes") == 0)
      return try stand.value("wg.initiation(from=mallory, to=gateway).bytes").fact
    }
    #expect(texts[0] == texts[1])
    #expect(try tunnel(seed: 5).value("wg.initiation(from=mallory, to=gateway).bytes").fact != texts[0])
  }

  @Test func `what is shown and what rebuilds a message tell no secret`() throws {
    let stand = try tunnel()
    stand.said.text = ""
    #expect(
      stand.run(
        """
        let m = wg.initiation(from=client, to=gateway)
        m
        source m
        let t = wg.transport(from=client, to=gateway)/icmp(dst=172.20.0.100)
        t
        show t built
        source t
        """) == 0, "\(stand.said.complaints)")
    guard case .fact(.list(let log)) = try stand.session.stage.lab.answer(.keyLog) else { return #expect(Bool(false)) }
    #expect(!log.isEmpty)
    for line in log where !line.description.contains("PUBLIC") {
      let secret = line.description.split(separator: " ").last.map(String.init) ?? ""
      #expect(!stand.said.text.contains(secret))
    }
    #expect(stand.said.text.contains("inside"))
    #expect(!stand.said.text.contains("static_private=") && !stand.said.text.contains("key="))
  }

  @Test(arguments: [
    "wg.initiation(from=client, to=gateway)", "wg.transport(from=client, to=gateway)/icmp(dst=172.20.0.100)",
    "wg.response(from=gateway, answers=i)", "wg.cookie(from=gateway, answers=i)", "i", "d",
  ])
  func `the source of a message gives its bytes`(_ text: String) throws {
    let stand = try tunnel()
    #expect(stand.run("let m = \(text); let s = m.source") == 0, "\(stand.said.complaints)")
    let source = try stand.value("s").fact.description
    #expect(stand.run("let again = \(source); check again.bytes == m.bytes") == 0, "\(stand.said.complaints)")
  }

  static let mistakes: [(String, String)] = [
    ("wg.initiation(from=mallroy, to=gateway)", "did you mean `mallory`?"),
    ("wg.initiation(from=client, to=gatewy)", "did you mean `gateway`?"),
    ("wg.transport(from=mallory, to=gateway)", "mallory has no session with gateway"),
    ("wg.transport(session=5)", "no session so far has this index"),
    ("wg.initiation(static_private=x\"00\")", "takes 32 bytes, not 1"),
    ("wg.transport(receiver=5)/ip()/udp()", "without a key"),
    ("wg.initiation(from={client, mallory}, to=gateway)", "names one party"),
  ]

  @Test(arguments: mistakes) func `a mistake is named at its place`(_ text: String, _ message: String) throws {
    let stand = try tunnel()
    #expect(stand.run("let m = \(text)") != 0)
    #expect(stand.said.complaints.contains(message), "\(stand.said.complaints)")
  }

  @Test func `a datagram for the tap's own node arrives, any other leaves`() throws {
    let stand = try tunnel()
    let before = stand.trace.count
    stand.run("send udp(src=198.51.100.7, dst=203.0.113.31)/x\"00\" at gateway.wire")
    #expect(stand.trace[before...].map(\.kind) == ["command", "wire.delivered", "drop"])
    #expect(stand.trace[before + 1].text("from") == "198.51.100.7")
    let middle = stand.trace.count
    stand.run("send udp(dst=203.0.113.30)/x\"00\" at gateway.wire; run 50ms")
    #expect(stand.trace[middle...].map { "\($0.node) \($0.kind)" }.contains("client drop"))
    #expect(stand.trace[middle + 1].text("src") == "203.0.113.31:52625")
  }
}
