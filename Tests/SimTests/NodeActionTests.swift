import Access
import Base
import HostStack
import Lab
import Testing

@testable import Sim

@Suite struct NodeActionTests {
  private func connected() throws -> LabDesk {
    var desk = try LabDesk()
    try desk.ping("172.20.0.100")
    return desk
  }

  @Test(arguments: [true, false])
  func `a gateway that restarts is reached again`(gracefully: Bool) throws {
    var desk = try connected()
    let key = desk.lab.world.gateways["gateway"]?.access.publicKey
    _ = try desk.lab.perform(.node("gateway", .restart(gracefully: gracefully)))
    // Without a goodbye the client finds out by handshakes that nobody answers.
    var answered = false
    for n in 2...20 as ClosedRange<UInt16> where !answered {
      desk.wait(.seconds(10))
      answered = try desk.ping("172.20.0.100", sequence: n).succeeded
    }
    #expect(answered)
    #expect(desk.lab.world.gateways["gateway"]?.access.publicKey != key)
    #expect(desk.lab.world.setUp.unconfigured == 0)
    desk.check()
  }

  @Test(arguments: [true, false]) func `what a process keeps ends with it`(gracefully: Bool) throws {
    var desk = try connected()
    _ = try desk.lab.perform(.node("portal", .stop(gracefully: true)))
    let result = try desk.ping("172.21.0.101")
    #expect(result.errno == .etimedout)
    let kept = desk.lab.world.clients["client"]?.access.heldPackets ?? []
    #expect(kept.count == 1)
    _ = try desk.lab.perform(.node("client", .restart(gracefully: gracefully)))
    let end = desk.lab.trace.last { $0.packet == kept.first && $0.kind == "drop" }
    #expect(end?["reason"] == .text("not-running"))
    #expect(desk.lab.violations.isEmpty)
  }

  @Test func `a client that restarts still knows how its own switches stood`() throws {
    var desk = try connected()
    for isOn in [true, false] {
      _ = try desk.lab.perform(.node("client", .setInternetResource(isOn)))
      _ = try desk.lab.perform(.node("client", .restart(gracefully: true)))
      desk.wait(.seconds(1))
      #expect(desk.lab.world.clients["client"]?.access.resources.usesInternet == isOn)
    }
  }

  @Test func `another network names other servers`() throws {
    var desk = try connected()
    let server = try #require(Endpoint("203.0.113.99:53"))
    _ = try desk.lab.perform(.node("client", .setResolvers([server])))
    #expect(desk.lab.world.clients["client"]?.access.names.resolvers.sentinels.map(\.upstream) == [server])
    #expect(throws: LabError.self) { try desk.lab.perform(.node("gateway", .setResolvers([server]))) }
  }

  @Test func `a client that restarts asks for everything anew`() throws {
    var desk = try connected()
    let seen = desk.lab.trace.count
    _ = try desk.lab.perform(.node("client", .restart(gracefully: true)))
    desk.wait(.seconds(5))
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
    #expect(desk.sent("create_flow", since: seen) == 1)
    desk.check()
  }

  @Test func `a portal outage cuts no tunnel`() throws {
    var desk = try connected()
    _ = try desk.lab.perform(.node("portal", .stop(gracefully: true)))
    desk.wait(.seconds(20))
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
    #expect(try !desk.ping("172.21.0.101").succeeded)
    _ = try desk.lab.perform(.node("portal", .start))
    desk.wait(.seconds(90))
    #expect(try desk.ping("172.21.0.101", sequence: 2).succeeded)
    desk.check()
  }

  @Test func `nothing reaches a machine that sleeps, and it goes on afterwards`() throws {
    var desk = try connected()
    _ = try desk.lab.perform(.node("client", .sleep(.seconds(600))))
    desk.wait(.seconds(599))
    let asleep = desk.lab.trace.count
    #expect(!desk.lab.trace.dropFirst(asleep).contains { $0.node == "client" })
    desk.wait(.seconds(30))
    #expect(desk.count("node.woke", on: "client") == 1)
    desk.wait(.seconds(60))
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
    desk.check()
  }

  @Test func `a client that roams keeps its tunnel addresses and gets through`() throws {
    var desk = try connected()
    let old = desk.lab.world.clients["client"]?.access.tunnelAddresses
    _ = try desk.lab.perform(.node("client", .roam([])))
    desk.wait(.seconds(2))
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
    #expect(desk.lab.world.clients["client"]?.access.tunnelAddresses == old)
    #expect(
      desk.lab.world.owners.filter { $0.value == "client" }.map { "\($0.key)" } == ["203.0.113.32", "203:0:113::32"])
    desk.check()
  }

  @Test func `a partition loses datagrams and holds streams until it heals`() throws {
    var desk = try connected()
    _ = try desk.lab.perform(.partition("client", "gateway"))
    #expect(try !desk.ping("172.20.0.100", sequence: 2).succeeded)
    _ = try desk.lab.perform(.heal(nil, nil))
    #expect(try desk.ping("172.20.0.100", sequence: 3).succeeded)
    _ = try desk.lab.perform(.partition("portal", "client"))
    let seen = desk.lab.trace.count
    #expect(try !desk.ping("172.21.0.101").succeeded)
    #expect(desk.lab.trace.dropFirst(seen).count { $0.kind == "portal.received" && $0.node == "portal" } == 0)
    _ = try desk.lab.perform(.heal("client", nil))
    desk.wait(.seconds(2))
    #expect(try desk.ping("172.21.0.101", sequence: 2).succeeded)
    desk.check()
  }

  @Test func `what cannot be done is refused with the reason`() throws {
    var desk = try LabDesk()
    #expect(throws: LabError.self) { try desk.lab.perform(.node("client", .start)) }
    #expect(throws: LabError.self) { try desk.lab.perform(.node("httpbin", .restart(gracefully: true))) }
    #expect(throws: LabError.self) { try desk.lab.perform(.partition("client", "client")) }
    #expect(throws: LabError.self) { try desk.lab.perform(.partition("client", "nowhere")) }
    #expect(throws: LabError.self) {
      try desk.lab.perform(.node("client", .roam([try #require(IPAddress("203.0.113.10"))])))
    }
  }
}
