import Access
import Base
import HostStack
import Lab
import Portal
import Testing

@testable import Sim

/// The views of client, gateway and portal come together again: the watch must be able to bark.
@Suite struct BeliefWatchTests {
  private let belief = BeliefWatch.Belief(client: "client", resource: ResourceID(high: 1, low: 1))
  private func at(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  private let bound = BeliefWatch.bound.components.seconds

  private func hears(_ watch: inout BeliefWatch, _ seconds: Int64) -> Bool {
    watch.hearRefusal(of: belief, at: at(seconds))
  }

  @Test func `refusals for longer than the bound are too long, unless something came between`() {
    var watch = BeliefWatch()
    #expect(!hears(&watch, 10))
    #expect(!hears(&watch, 10 + bound))
    #expect(hears(&watch, 11 + bound))
    watch.settle(belief)
    #expect(!hears(&watch, 12 + bound))
    watch.disturb(at: at(20 + bound))
    #expect(!hears(&watch, 100 + bound))
    #expect(!hears(&watch, 100 + 2 * bound))
    #expect(hears(&watch, 101 + 2 * bound))
    watch.settle(allOf: "client")
    #expect(!hears(&watch, 102 + 2 * bound))
  }

  @Test func `what ended is due after the bound, in its order`() {
    var watch = BeliefWatch()
    let access = AccessPath(
      gateway: GatewayID(high: 1, low: 1), client: ClientID(high: 1, low: 2),
      resource: belief.resource)
    watch.expectEnd(of: access, at: at(5))
    #expect(!watch.isDue(at: at(4 + bound)))
    let early = watch.nextDue(at: at(4 + bound))
    #expect(early == nil)
    let due = watch.nextDue(at: at(5 + bound))
    #expect(due == access)
    #expect(!watch.isDue(at: at(500 + bound)))
  }

  /// Two accesses, so that revoking one leaves the tunnel.
  private func connected() throws -> LabDesk {
    var desk = try LabDesk()
    #expect(try desk.curl("172.20.0.100").succeeded)
    #expect(try desk.curl("172.21.0.101").succeeded)
    return desk
  }

  @Test func `a client whose portal has lost sight of the gateway is refused for ever`() throws {
    var desk = try connected()
    let resource = try desk.lab.resource(LabDesk.network)
    let client = try desk.lab.clientID("client")
    desk.tellGateway(.rejectAccess(.init(clientID: client, resourceID: resource)))
    for n in 1...30 as ClosedRange<UInt16> where desk.lab.violations.isEmpty {
      // It comes back from time to time, and is lost sight of again.
      for (socket, node) in desk.lab.world.portal.nodes where node == "gateway" {
        desk.lab.world.drivePortal(.closed(socket), into: &desk.lab.events)
      }
      desk.wait(.seconds(10))
      #expect(try !desk.ping("172.20.0.100", sequence: n).succeeded)
    }
    #expect(desk.lab.violations.map(\.invariant) == [BeliefWatch.invariant])
  }

  @Test func `a gateway that keeps what the portal has ended is found out, and one that cannot know is excused`() throws
  {
    var desk = try connected()
    // The gateway's ears are closed: nobody tells it.
    let socket = try #require(desk.lab.world.portal.nodes.first { $0.value == "gateway" }?.key)
    desk.lab.world.portal.nodes[socket] = nil
    _ = try desk.lab.perform(.change(.setPolicy(resource: LabDesk.network, group: nil, enabled: false)))
    desk.lab.world.portal.nodes[socket] = "gateway"
    // Its client has left it without a word.
    desk.wait(BeliefWatch.bound)
    #expect(desk.lab.violations.isEmpty)
    desk.wait(.seconds(40))
    #expect(desk.lab.violations.map(\.invariant) == [BeliefWatch.invariant])

    desk = try connected()
    _ = try desk.lab.perform(.partition("gateway", "portal"))
    _ = try desk.lab.perform(.change(.setPolicy(resource: LabDesk.network, group: nil, enabled: false)))
    desk.wait(BeliefWatch.bound + .seconds(40))
    #expect(desk.lab.violations.isEmpty)
  }

  @Test func `a lost authorization is found again in time`() throws {
    var desk = try connected()
    for n in 1...30 as ClosedRange<UInt16> {
      _ = try desk.revoke(LabDesk.network)
      desk.wait(.seconds(5))
      try desk.ping("172.20.0.100", sequence: n)
    }
    desk.check()
  }
}
