import Access
import Base
import HostStack
import Lab
import Portal
import Testing

@testable import Sim

@Suite struct AccessChangeTests {
  private func change(_ desk: inout LabDesk, _ change: AccessChange) throws {
    _ = try desk.lab.perform(.change(change))
    desk.wait(.seconds(1))
  }

  @Test func `an access that expires is asked for again by the next packet`() throws {
    var desk = try LabDesk()
    try desk.ping("172.20.0.100")
    try desk.ping("172.21.0.101")
    try change(&desk, .expire(resource: LabDesk.network, client: "client", gateway: nil, after: nil))
    #expect(desk.lab.world.portal.plane.authorizations.live.count == 1)
    try desk.ping("172.20.0.100", sequence: 2)
    desk.wait(.seconds(1))
    #expect(try desk.ping("172.20.0.100", sequence: 3).succeeded)
    desk.check()
  }

  @Test func `an authorization that nobody asked for reaches the gateway`() throws {
    var desk = try LabDesk()
    try change(&desk, .authorize(resource: LabDesk.network, client: "client", gateway: "gateway"))
    let client = try desk.lab.clientID("client")
    #expect(desk.lab.world.gateways["gateway"]?.access.clients[client]?.grants.count == 1)
  }

  @Test func `a policy with a condition lets in whom it holds for`() throws {
    var desk = try LabDesk()
    try change(&desk, .deletePolicy(resource: LabDesk.network, group: nil))
    #expect(try !desk.ping("172.20.0.100").succeeded)
    var policy = Topology.Policy(group: Topology.Group.everyone, resource: LabDesk.network)
    policy.conditions = [try AccessCondition("client_verified is true")]
    try change(&desk, .addPolicy(policy))
    #expect(try !desk.ping("172.20.0.100", sequence: 2).succeeded)
    try change(&desk, .verifyClient("client", true))
    #expect(try desk.ping("172.20.0.100", sequence: 3).succeeded)
    desk.check()
  }

  @Test func `a resource can be added, granted, renamed and deleted`() throws {
    var desk = try LabDesk()
    try change(&desk, .deleteResource(LabDesk.network))
    var resource = Topology.Resource(
      name: "web", target: .cidr(try #require(IPPrefix("172.20.0.100/32"))), sites: ["mycro-aws-gws"])
    resource.filters = [.icmp]
    try change(&desk, .addResource(resource))
    #expect(try !desk.ping("172.20.0.100").succeeded)
    try change(&desk, .addPolicy(Topology.Policy(group: Topology.Group.everyone, resource: "web")))
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
    var rename = ResourceChange()
    rename.name = "pages"
    try change(&desk, .changeResource("web", rename))
    #expect(desk.lab.world.names.resource(named: "pages") != nil)
    #expect(throws: LabError.self) { try desk.lab.perform(.change(.deleteResource("web"))) }
    desk.check()
  }

  @Test func `without its token a client is cut off from the portal`() throws {
    var desk = try LabDesk()
    try desk.ping("172.20.0.100")
    try change(&desk, .deleteToken(client: "client"))
    desk.wait(.seconds(5))
    #expect(desk.lab.world.clients["client"]?.access.isJoined == false)
    #expect(desk.lab.world.portal.plane.authorizations.live.isEmpty)
  }

  @Test func `what the portal refuses is an error with its reason`() throws {
    var desk = try LabDesk()
    let error = #expect(throws: LabError.self) {
      try desk.lab.perform(.change(.setMember(actor: "client", group: Topology.Group.everyone, false)))
    }
    guard case .invalid(_, let reason)? = error else { return #expect(Bool(false), "\(error as Any)") }
    #expect(reason.contains("everybody"))
  }
}
