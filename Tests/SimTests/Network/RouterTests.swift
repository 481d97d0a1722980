import Access
import Base
import HostStack
import Lab
import Testing

@testable import Sim

/// Nodes behind routers in a whole lab.
@Suite struct RouterTests {
  static func behind(_ kind: NATKind, _ node: String = "client") throws -> LabDesk {
    var desk = try LabDesk()
    _ = try desk.lab.perform(.nat(node, kind.behaviour))
    desk.wait(.seconds(3))
    return desk
  }

  static func text(_ desk: LabDesk, _ path: String...) throws -> String {
    guard case .fact(let fact) = try desk.lab.answer(.state(path)) else { return "" }
    return fact.description
  }

  @Test func `a client behind a router has an address inside, and its portal and gateway see the router's`() throws {
    var desk = try Self.behind(.portRestricted)
    #expect(try Self.text(desk, "client", "sockets").contains("172.30.0.100:52625"))
    let start = desk.lab.trace.count
    #expect(try desk.ping("172.20.0.100").succeeded)
    let sources = desk.lab.trace.dropFirst(start).filter { $0.kind == "wire.delivered" && $0.node == "gateway" }
      .map { $0.text("src") }
    #expect(!sources.isEmpty && sources.allSatisfy { !$0.hasPrefix("172.30.") })
    desk.check()
  }

  @Test func `a lab file places nodes behind routers of their own and shared ones`() throws {
    let text = """
      lab: placed
      portal: {addresses: [203.0.113.10]}
      networks:
        home: {addresses: [203.0.113.50], nat: full-cone, ranges: [192.168.7.0/24], latency: 5ms}
      clients:
        a: {network: home}
        b: {network: home, addresses: [192.168.7.77]}
        c: {addresses: [203.0.113.33], nat: {kind: symmetric, timeout: 30s}, latency: 5ms}
      sites:
        s:
          gateways:
            g: {addresses: [203.0.113.31], latency: 5ms}
          hosts:
            h: {addresses: [10.0.0.1], services: [http]}
      resources:
        one: {address: 10.0.0.0/8, site: s}
      """
    let lab = try LabFile.read(Array(text.utf8))
    #expect(try LabFile.read(Array(LabText.text(lab).utf8)) == lab)
    let simulation = try Simulation(lab, seed: 1, flags: FeatureFlags())
    let world = simulation.world
    #expect(world.addresses(of: "a").map(\.description) == ["192.168.7.10"])
    #expect(world.addresses(of: "b").map(\.description) == ["192.168.7.77"])
    #expect(world.addresses(of: "c").map(\.description) == ["192.168.3.100"])
    #expect(world.routers.keys == ["c-router", "home"] && world.routers["home"]?.nodes == ["a", "b"])
    #expect(world.routers["c-router"]?.box.behaviour.words == "symmetric timeout=30s")
    #expect(world.clients.values.allSatisfy { $0.access.isJoined })
    // The portal connections went through.
    #expect(world.routers["home"]?.box.all.count { $0.key.proto == .tcp } == 2)
  }

  @Test func `another behaviour of a router ends its mappings, and the portal connection goes on`() throws {
    var desk = try Self.behind(.portRestricted)
    try desk.ping("172.20.0.100")
    let before = desk.count("node.roamed")
    _ = try desk.lab.perform(.nat("client", NATKind.symmetric.behaviour))
    #expect(desk.count("nat.expired", on: "client-router") > 0)
    #expect(desk.count("node.roamed") == before)
    desk.wait(.seconds(60))
    #expect(desk.lab.world.clients["client"]?.access.isJoined == true)
    desk.check()
  }

  @Test func `without its router a node has its public address again`() throws {
    var desk = try Self.behind(.symmetric)
    _ = try desk.lab.perform(.nat("client", NATKind.none.behaviour))
    desk.wait(.seconds(3))
    #expect(desk.lab.world.routers.isEmpty && desk.lab.world.homes.isEmpty)
    #expect(try Self.text(desk, "client", "sockets").contains("203.0.113.30:52625"))
    #expect(try desk.ping("172.20.0.100").succeeded)
    desk.check()
  }

  @Test func `where no UDP leaves, every datagram has that reason`() throws {
    var desk = try Self.behind(.udpBlocked)
    #expect(desk.lab.world.clients["client"]?.access.isJoined == true)
    let start = desk.lab.trace.count
    #expect(try !desk.ping("172.20.0.100").succeeded)
    let lost = desk.lab.trace.dropFirst(start).filter { $0.kind == "wire.lost" }
    #expect(!lost.isEmpty && lost.contains { $0.node == "client-router" && $0.text("reason") == "nat-blocked" })
    desk.check()
  }

  @Test func `an ICMP error about a narrow link beyond finds the client behind its router`() throws {
    var desk = try LabDesk()
    var behaviour = NATKind.symmetric.behaviour
    behaviour.translation = .both
    _ = try desk.lab.perform(.nat("client", behaviour))
    desk.wait(.seconds(3))
    try desk.ping("172.20.0.100")
    _ = try desk.lab.perform(.shape(link: "gateway", LinkFaultTests.shape("mtu=700B")))
    let start = desk.lab.trace.count
    // The request teaches the client, its answer the gateway; then both know.
    let request = AppRequest.udp(Endpoint(try #require(IPAddress("172.20.0.100")), 7), Array(repeating: 7, count: 1000))
    let successes = try (0..<3).map { _ in try desk.run(request).succeeded }
    #expect(successes == [false, false, true])
    #expect(desk.count("path.mtu", on: "client", since: start) == 1)
    #expect(desk.count("path.mtu", on: "gateway", since: start) == 1)
    desk.check()
  }

  @Test func `a client that roams behind its router gets another address inside`() throws {
    var desk = try Self.behind(.portRestricted)
    _ = try desk.lab.perform(.node("client", .roam([])))
    desk.wait(.seconds(3))
    #expect(try Self.text(desk, "client", "sockets").contains("172.30.0.101:52625"))
    #expect(try desk.ping("172.20.0.100").succeeded)
    desk.check()
  }

  @Test func `networks of one family alone, and a router with several addresses`() throws {
    let text = """
      lab: families
      portal: {addresses: [203.0.113.10, "203:0:113::10"]}
      networks:
        four: {addresses: [203.0.113.50, 203.0.113.51], nat: {kind: cgnat, pooling: arbitrary}}
        six: {addresses: [], nat: firewall}
      clients:
        a: {network: four}
        b: {network: six, addresses: ["203:0:113::77"]}
      """
    let simulation = try Simulation(LabFile.read(Array(text.utf8)), seed: 1, flags: FeatureFlags())
    #expect(simulation.world.addresses(of: "a").map(\.family) == [.v4])
    #expect(simulation.world.addresses(of: "b").map(\.description) == ["203:0:113::77"])
    #expect(simulation.world.clients.values.allSatisfy { $0.access.isJoined })
  }

  @Test func `what cannot be is refused with a reason`() throws {
    var desk = try LabDesk()
    var overloaded = NATKind.fullCone.behaviour
    overloaded.ports = .overload
    #expect(throws: LabError.self) { try desk.lab.perform(.nat("client", overloaded)) }
    #expect(throws: LabError.self) { try desk.lab.perform(.nat("relay-1", NATKind.symmetric.behaviour)) }
    #expect(throws: LabError.self) { try desk.lab.perform(.nat("portal", NATKind.symmetric.behaviour)) }
    #expect(throws: LabError.self) { try desk.lab.perform(.nat("nobody", NATKind.symmetric.behaviour)) }
    #expect(desk.lab.world.routers.isEmpty)
  }

  @Test(arguments: NATKind.allCases)
  func `every kind and every setting reads back as it is printed`(kind: NATKind) throws {
    var behaviour = kind.behaviour
    for setting in NATSetting.all {
      let text = setting.text(of: behaviour)
      if text != "none" || setting.name == "translation" {
        #expect(setting.apply(text, to: &behaviour), "\(setting.name)")
      }
    }
    #expect(behaviour == kind.behaviour && behaviour.own.isEmpty && behaviour.words == kind.rawValue)
  }
}
