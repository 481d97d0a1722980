import Access
import Base
import HostStack
import Lab
import Portal
import Testing
import Wire

@testable import Sim

/// Whole ways through portal, client, gateway and hosts.
@Suite struct ScenarioTests {
  /// A lab with access to the network and a second access that keeps the tunnel.
  private func connected(flagOn: Bool = true) throws -> LabDesk {
    var desk = try LabDesk(flagOn: flagOn)
    #expect(try desk.curl("172.20.0.100").succeeded)
    #expect(try desk.curl("172.21.0.101").succeeded)
    return desk
  }

  @Test func `a second resource reuses the connection`() throws {
    var desk = try LabDesk()
    for (_, address) in LabDesk.resources { #expect(try desk.curl(address).succeeded) }
    #expect(desk.sent("create_flow") == 3)
    let connecting = desk.lab.trace.count { $0.kind == "connection" && $0["state"] == .text("connecting") }
    #expect(connecting == 2, "one at each end")
    desk.check()
  }

  enum Program: CaseIterable {
    case ping, udp, curl
  }

  private func run(_ program: Program, _ desk: inout LabDesk) throws -> AppResult {
    switch program {
    case .ping: try desk.ping("172.20.0.100")
    case .udp: try desk.udp("172.20.0.100")
    case .curl: try desk.curl("172.20.0.100")
    }
  }

  @Test(arguments: Program.allCases)
  func `whatever meets the lost authorization brings it back`(program: Program) throws {
    var desk = try connected()
    #expect(try desk.revoke(LabDesk.network) == .done)
    desk.wait(.seconds(1))
    let before = desk.sent("create_flow")
    #expect(try !run(program, &desk).succeeded)
    desk.wait(.seconds(1))
    #expect(desk.sent("create_flow") == before + 1)
    #expect(try run(program, &desk).succeeded)
    #expect(desk.sent("create_flow") == before + 1)
    desk.check()
  }

  @Test func `a disabled policy ends access without a storm, and enabling it works at once`() throws {
    var desk = try connected()
    _ = try desk.lab.perform(.change(.setPolicy(resource: LabDesk.network, group: nil, enabled: false)))
    desk.wait(.seconds(1))
    let start = desk.lab.trace.count
    for n in 1...50 as ClosedRange<UInt16> { #expect(try !desk.ping("172.20.0.100", sequence: n).succeeded) }
    #expect(desk.sent("create_flow", since: start) == 0)
    #expect(try desk.curl("172.21.0.101").succeeded, "the other resource stays")
    _ = try desk.lab.perform(.change(.setPolicy(resource: LabDesk.network, group: nil, enabled: true)))
    desk.wait(.milliseconds(200))
    #expect(try desk.curl("172.20.0.100").succeeded)
    desk.check()
  }

  @Test func `a policy disabled while a request is on its way leaves nothing waiting`() throws {
    var desk = try LabDesk()
    let app = try desk.open(.ping(try #require(IPAddress("172.20.0.100")), timeout: .seconds(5)))
    _ = try desk.lab.perform(.change(.setPolicy(resource: LabDesk.network, group: nil, enabled: false)))
    desk.wait(.seconds(10))
    #expect(try desk.result(app)?.succeeded == false)
    #expect(desk.count("request.failed") + desk.count("request.ignored") <= 1)
    #expect(try desk.lab.answer(.state(["client", "requests"])) == .fact(.list([])))
    _ = try desk.lab.perform(.change(.setPolicy(resource: LabDesk.network, group: nil, enabled: true)))
    desk.wait(.milliseconds(200))
    #expect(try desk.ping("172.20.0.100").succeeded)
    desk.check()
  }

  @Test func `new filters take hold at both ends, and allow again`() throws {
    var desk = try connected()
    _ = try desk.lab.perform(.setFilters(resource: LabDesk.network, [.icmp]))
    desk.wait(.seconds(1))
    let before = desk.sent("create_flow")
    #expect(try desk.curl("172.20.0.100").errno == .ehostunreach)
    #expect(try desk.ping("172.20.0.100").succeeded)
    _ = try desk.lab.perform(.setFilters(resource: LabDesk.network, []))
    desk.wait(.seconds(1))
    #expect(try desk.curl("172.20.0.100").succeeded)
    #expect(desk.sent("create_flow") <= before + 2)
    desk.check()
  }

  @Test func `a gateway that knows tighter filters than the client causes no storm`() throws {
    var desk = try connected()
    // The gateway alone hears of it.
    let id = try desk.lab.resource(LabDesk.network)
    let network = try #require(IPPrefix("172.20.0.0/16"))
    let tight = GatewayResource(id: id, target: .cidr(network, name: LabDesk.network), filters: [.icmp])
    let start = desk.lab.trace.count
    for n in 1...120 as ClosedRange<UInt16> {
      desk.tellGateway(.resourceUpdated(tight))
      #expect(try !desk.udp("172.20.0.100").succeeded)
      desk.tellGateway(.resourceUpdated(tight))
      #expect(try desk.ping("172.20.0.100", sequence: n).succeeded)
    }
    #expect(desk.sent("create_flow", since: start) <= 8)
    desk.check()
  }

  @Test func `a hostile host's errors bring nobody to ask for another resource`() throws {
    var desk = try connected()
    let own = try #require(desk.lab.world.clients["client"]?.access.tunnelAddresses.first)
    let start = desk.lab.trace.count
    for (quoted, reporter) in [
      ("172.21.0.101", "172.20.0.66"), ("172.20.0.100", "172.20.0.66"), ("9.9.9.9", "172.20.0.66"),
    ] {
      let to = Endpoint(try #require(IPAddress(quoted)), 80)
      let packet = try #require(IPPacket.udp(from: Endpoint(own, 40_000), to: to, [1]))
      let error = try #require(IPPacket.error(.prohibited(.v4), about: packet, from: IPAddress(reporter)))
      _ = try desk.lab.perform(.inject(error, at: Tap("gateway", .lan)))
      desk.wait(.seconds(3))
    }
    #expect(desk.count("icmp.prohibited", since: start) == 3)
    #expect(desk.sent("create_flow", since: start) == 0)
    desk.check()
  }

  @Test(arguments: [
    ("100.64.0.1", "224.0.0.251", "multicast"), ("100.64.0.1", "100.100.111.9", "unassigned-sentinel"),
    ("100.64.0.1", "100.64.0.1", "packet-to-self"), ("100.64.0.1", "100.64.3.3", "unknown-peer"),
    ("192.168.1.1", "172.20.0.100", "foreign-source"),
  ])
  func `a packet that goes nowhere is dropped for one reason`(from: String, to: String, reason: String) throws {
    var desk = try connected()
    let own = try #require(desk.lab.world.clients["client"]?.access.tunnelAddresses.first)
    func address(_ text: String) throws -> IPAddress { text == "100.64.0.1" ? own : try #require(IPAddress(text)) }
    let (source, target) = (Endpoint(try address(from), 1), Endpoint(try address(to), 2))
    let packet = try #require(IPPacket.udp(from: source, to: target, []))
    let start = desk.lab.trace.count
    guard case .packet(let id) = try desk.lab.perform(.inject(packet, at: Tap("client", .tun))) else { return }
    desk.wait(.seconds(5))
    let records = desk.lab.trace.dropFirst(start).filter { $0.packet == id }
    #expect(records.map(\.kind) == ["tun.out", "drop"])
    #expect(records.last?["reason"] == .text(reason))
    desk.check()
  }

  @Test func `an access that runs out at the gateway is renewed by the next packet, the other stays`() throws {
    var desk = try connected()
    let client = try desk.lab.clientID("client")
    let resource = try desk.lab.resource(LabDesk.network)
    let soon = desk.lab.world.wall.time(at: desk.lab.now + .seconds(30))
    let entry = AuthorizationEntry(clientID: client, resourceID: resource, expiresAt: soon)
    desk.tellGateway(.accessAuthorizationExpiryUpdated(entry))
    desk.wait(.seconds(25))
    #expect(try desk.ping("172.20.0.100").succeeded)
    desk.wait(.seconds(6))
    #expect(desk.count("authorization.expired", on: "gateway") == 1)
    #expect(try !desk.ping("172.20.0.100").succeeded)
    desk.wait(.seconds(1))
    #expect(try desk.ping("172.20.0.100").succeeded)
    #expect(try desk.ping("172.21.0.101").succeeded)
    #expect(desk.count("goodbye") == 0)
    desk.check()
  }

  @Test func `the client says goodbye when its last resource of a gateway goes`() throws {
    var desk = try LabDesk()
    #expect(try desk.ping("172.20.0.100").succeeded)
    _ = try desk.lab.perform(.change(.setPolicy(resource: LabDesk.network, group: nil, enabled: false)))
    desk.wait(.seconds(2))
    #expect(desk.count("goodbye") >= 2, "one sends, one receives")
    #expect(desk.lab.world.gateways["gateway"]?.access.clients.ids.isEmpty == true)
    #expect(desk.lab.world.clients["client"]?.access.gateways.peers.isEmpty == true)
    _ = try desk.lab.perform(.change(.setPolicy(resource: LabDesk.network, group: nil, enabled: true)))
    desk.wait(.seconds(1))
    #expect(try desk.ping("172.20.0.100").succeeded)
    desk.check()
  }

  @Test func `a ping into a set-up that is broken off leaves no packet behind`() throws {
    var desk = try LabDesk()
    try desk.shape("gateway", lossPercent: 100)
    _ = try desk.open(.ping(try #require(IPAddress("172.20.0.100")), timeout: .seconds(5)))
    desk.wait(.seconds(60))
    desk.check()
    #expect(desk.lab.world.heldPackets.isEmpty)
  }
}
