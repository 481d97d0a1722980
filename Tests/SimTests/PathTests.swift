import Access
import Base
import HostStack
import Lab
import Testing
import Wire

@testable import Sim

/// Paths between client and gateway, and the relays that they are found and carried by.
@Suite struct PathTests {
  private func path(_ desk: LabDesk, _ member: String = "path") throws -> String {
    guard case .fact(let fact) = try desk.lab.answer(.state(["client", "connections", "gateway", member])) else {
      return "-"
    }
    return fact.description
  }

  private func cut(_ desk: inout LabDesk, _ a: String, _ b: String) throws {
    _ = try desk.lab.perform(.partition(a, b))
  }

  @Test func `a lab begins when each of its nodes has an address at two relays`() throws {
    let desk = try LabDesk()
    for node in ["client", "gateway"] { #expect(desk.count("turn.allocated", on: node) == 2) }
    #expect(desk.lab.now < .zero + .seconds(1))
    desk.check()
  }

  @Test func `without any way but the relays, data goes over them`() throws {
    var desk = try LabDesk()
    try cut(&desk, "client", "gateway")
    #expect(try desk.curl("172.20.0.100").succeeded)
    #expect(try path(desk).hasPrefix("relayed"))
    desk.check()
  }

  @Test func `a path that is cut gives way to a relayed one, and takes over again when it is back`() throws {
    var desk = try LabDesk()
    #expect(try desk.ping("172.20.0.100").succeeded)
    #expect(try path(desk) == "direct")
    try cut(&desk, "client", "gateway")
    let cutAt = desk.lab.now
    var n: UInt16 = 2
    while try !desk.ping("172.20.0.100", sequence: n).succeeded, n < 60 { n += 1 }
    #expect(desk.lab.now - cutAt < .seconds(16), "the original takes 15.25 s and more")
    #expect(try path(desk).hasPrefix("relayed"))
    #expect(desk.sent("create_flow") == 1, "it is the same connection")
    _ = try desk.lab.perform(.heal(nil, nil))
    desk.wait(.seconds(100))
    #expect(try path(desk) == "direct")
    desk.check()
  }

  @Test func `with neither way there is no connection, and everybody says why`() throws {
    var desk = try LabDesk()
    for pair in [("client", "gateway"), ("client", "relay-1"), ("client", "relay-2")] {
      try cut(&desk, pair.0, pair.1)
    }
    #expect(try !desk.ping("172.20.0.100").succeeded)
    desk.wait(.seconds(30))
    let failure = desk.lab.trace.last { $0.kind == "connection" && $0["state"] == .text("failed") }
    #expect(failure?["reason"] == .text("ice-timeout"))
    desk.check()
  }

  @Test func `a fifth of all datagrams lost, and the data arrives whole over a relay`() throws {
    var desk = try LabDesk()
    try cut(&desk, "client", "gateway")
    #expect(try desk.curl("172.20.0.100").succeeded)
    try desk.shape("client", lossPercent: 20)
    let result = try desk.curl("172.21.0.101", path: "/bytes?num=60000")
    #expect(result.http?.length == 60_000)
    desk.check()
  }

  @Test func `forged, replayed and truncated STUN ends at the client with a reason each, and changes nothing`() throws {
    var desk = try LabDesk()
    #expect(try desk.ping("172.20.0.100").succeeded)
    let seen = desk.lab.trace.filter { $0.kind == "wire.delivered" && $0.node == "client" && $0.isUpkeep }
    let datagrams = seen.compactMap { if case .wireDelivered(let datagram) = $0.what { datagram } else { nil } }
    try #require(datagrams.count > 8)
    let before = try path(desk)
    var injected = 0
    let start = desk.lab.trace.count
    for (n, datagram) in datagrams.enumerated() {
      var forged = datagram.payload
      forged[20 + n % (forged.count - 20)] ^= 1
      for payload in [forged, Array(datagram.payload.prefix(20 + n % 24))] where payload != datagram.payload {
        let packet = try #require(IPPacket.udp(from: datagram.source, to: datagram.destination, payload))
        _ = try desk.lab.perform(.inject(packet, at: Tap("client", .wire)))
        injected += 1
      }
    }
    let drops = desk.lab.trace[start...].filter { $0.kind == "drop" && $0.node == "client" }
    #expect(drops.count == injected, "\(drops.map { $0.text("reason") })")
    #expect(drops.allSatisfy { $0["reason"] != nil })
    #expect(try path(desk) == before)
    #expect(try path(desk, "state") == "established")
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
  }

  @Test(arguments: [false, true])
  func `who stops gives back what relays lent, at the seed not`(quirk: Bool) throws {
    var desk = try LabDesk()
    if quirk { _ = try desk.lab.perform(.setQuirk(AccessQuirk.keepAllocations.rawValue, node: "client", on: true)) }
    _ = try desk.lab.perform(.node("client", .stop(gracefully: true)))
    desk.wait(.seconds(1))
    #expect(desk.lab.trace.count { $0.kind == "turn.ended" } == (quirk ? 0 : 2))
  }

  @Test func `a killed client finds its relays again from the same address`() throws {
    var desk = try LabDesk()
    #expect(try desk.ping("172.20.0.100").succeeded)
    _ = try desk.lab.perform(.node("client", .restart(gracefully: false)))
    desk.wait(.seconds(5))
    try cut(&desk, "client", "gateway")
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
    #expect(try path(desk).hasPrefix("relayed"))
  }
}
