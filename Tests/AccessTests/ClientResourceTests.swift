import Base
import Portal
import Testing
import Wire

@testable import Access

/// Which resource a packet belongs to, and what becomes of what was set up when resources change.
@Suite struct ClientResourceTests {
  private static let broad = Fixture.resource(Fixture.network, "172.20.0.0/16")
  private static let twin = Fixture.resource(Fixture.narrow, "172.20.0.0/16")

  @Test func `packets that no resource holds are answered with network unreachable`() throws {
    var stage = try Stage()
    for destination in ["9.9.9.9", "2620:fe::9", "100.96.0.1", "fd00:2021:1111:8000::"] {
      stage.app(try Fixture.udp(destination))
      let reported = stage.delivered.last?.reportedError
      #expect(reported?.error == .unreachable(code: 0))
      #expect(reported?.quoted.destination == Fixture.address(destination))
    }
    #expect(stage.refusals == Array(repeating: .noResource, count: 4))
    #expect(stage.asked.isEmpty)
  }

  @Test func `of two resources with one address the one in use goes on`() throws {
    var stage = try Stage([Self.twin])
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.tell(.resourceCreatedOrUpdated(Self.broad))
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.asked.map(\.resourceID) == [Fixture.narrow])
    stage.tell(.resourceDeleted(Fixture.narrow))
    stage.app(try Fixture.ping("172.20.0.1", 3))
    #expect(stage.asked.map(\.resourceID) == [Fixture.narrow, Fixture.network], "the other one is still there")
  }

  @Test func `nothing in the client's own ranges is the Internet`() throws {
    var stage = try Stage([Fixture.internet])
    for destination in ["100.64.0.77", "100.96.0.9", "100.100.111.3", "fd00:2021:1111:8000::9"] {
      stage.app(try Fixture.ping(destination))
    }
    #expect(stage.asked.isEmpty)
    stage.app(try Fixture.ping("8.8.8.8"))
    #expect(stage.asked.map(\.resourceID) == [Fixture.internet.id])
  }

  @Test func `the Internet resource is switched off and on`() throws {
    var stage = try Stage([Fixture.internet])
    stage.app(try Fixture.ping("8.8.8.8"))
    stage.give(.setInternetResource(false))
    #expect(stage.events.contains(.goodbye(.gateway(stage.gateways[0].id), sent: true)))
    #expect(stage.configurations.last?.routes.contains(Fixture.prefix("0.0.0.0/0")) == false)
    stage.app(try Fixture.ping("8.8.8.8"))
    #expect(stage.refusals == [.noResource])
    stage.gateways[0].forget()
    stage.give(.setInternetResource(true))
    #expect(stage.configurations.last?.routes.contains(Fixture.prefix("::/0")) == true)
    stage.app(try Fixture.ping("8.8.8.8"))
    #expect(stage.asked.count == 2)
  }

  @Test func `switched off while a request is under way, the packets go and the answer is ignored`() throws {
    var stage = try Stage([Fixture.internet])
    stage.chosen = nil
    stage.app(try Fixture.ping("8.8.8.8"))
    stage.give(.setInternetResource(false))
    #expect(stage.drops == [.requestFailed])
    stage.tell(.flowCreated(stage.created(Fixture.internet.id, by: 0)))
    #expect(stage.events.last == .requestIgnored(Fixture.internet.id, .notRequested))
  }

  static let changes: [(String, @Sendable (inout ClientResource) -> Void, keeps: Bool)] = [
    ("name", { $0.name = "new" }, true), ("description", { $0.addressDescription = "new" }, true),
    ("filters", { $0.filters = [.icmp] }, true),
    ("site names", { $0.sites = [SiteReference(id: Fixture.site, name: "new")] }, true),
    ("sites", { $0.sites = [SiteReference(id: Fixture.id(9), name: "Lab")] }, false),
    ("address", { $0.target = .cidr(Fixture.prefix("172.20.0.0/15")) }, false),
    ("type", { $0.target = .internet }, false),
  ]

  @Test(arguments: changes.indices)
  func `only what changes the way to a resource makes its connection void`(row: Int) throws {
    let (_, change, keeps) = Self.changes[row]
    var stage = try Stage([Self.broad])
    stage.app(try Fixture.ping("172.20.0.1"))
    var resource = Self.broad
    change(&resource)
    stage.tell(.resourceCreatedOrUpdated(resource))
    #expect(stage.events.contains(.goodbye(.gateway(stage.gateways[0].id), sent: true)) == !keeps)
    if !keeps { stage.gateways[0].forget() }
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.asked.count == (keeps ? 1 : 2))
    #expect(stage.gateways[0].packets.count == 2)
  }

  @Test func `another IP stack is another way to a name`() throws {
    var stage = try Stage([Fixture.named(Fixture.wiki, "a.test")], upstreams: [Fixture.quad9])
    stage.app(try Fixture.query("a.test", .a))
    stage.app(try Fixture.syn("100.96.0.1"))
    stage.tell(.resourceCreatedOrUpdated(Fixture.named(Fixture.wiki, "a.test", .ipv6Only)))
    stage.app(try Fixture.query("a.test", .a))
    #expect(try Fixture.message(in: try #require(stage.delivered.last)).answers.isEmpty)
    stage.app(try Fixture.syn("100.96.0.1"))
    #expect(stage.refusals == [.noResource])
  }

  @Test func `deleted and created again, a resource starts with a clean state`() throws {
    var stage = try Stage([Self.broad])
    stage.chosen = nil
    stage.app(try Fixture.ping("172.20.0.1"))
    stage.fail(Fixture.network, .forbidden)
    stage.tell(.resourceDeleted(Fixture.network))
    stage.tell(.resourceCreatedOrUpdated(Self.broad))
    stage.chosen = 1
    stage.app(try Fixture.ping("172.20.0.1", 2))
    #expect(stage.asked.count == 2)
    #expect(stage.gateways[1].packets.count == 1)
  }

  @Test func `the system is told of the tunnel device when something changed, and only then`() throws {
    var stage = try Stage([Self.broad], upstreams: [Fixture.quad9])
    #expect(stage.configurations.isEmpty, "all that init says was said at the beginning")
    let first = try #require(stage.client.device.configuration)
    #expect(first.addresses == Fixture.clientAddresses)
    #expect(first.sentinels == [.init(address: Fixture.sentinel.address, upstream: Fixture.quad9)])
    #expect(
      first.routes.map(\.description) == [
        "100.64.0.0/11", "100.96.0.0/11", "100.100.111.0/24", "172.20.0.0/16", "fd00:2021:1111::/107",
        "fd00:2021:1111:8000::/107", "fd00:2021:1111:8000:100:100:111:0/120",
      ])
    stage.tell(.configChanged(stage.interface(upstreams: ["9.9.9.9:53"])))
    stage.tell(.resourceCreatedOrUpdated(Self.twin))
    stage.tell(.resourceDeleted(Fixture.network))
    stage.tell(.resourceCreatedOrUpdated(Fixture.named(Fixture.wiki, "a.test")))
    #expect(stage.configurations.isEmpty)
    stage.tell(.configChanged(stage.interface(upstreams: ["9.9.9.9:53"], search: "corp.test")))
    #expect(stage.configurations.map(\.searchDomain) == ["corp.test"])
    stage.tell(.resourceDeleted(Fixture.narrow))
    #expect(stage.configurations.last?.routes.count == 6)
    stage.give(.systemResolvers([Endpoint(Fixture.address("8.8.8.8"), 53)]))
    #expect(stage.configurations.count == 2, "the portal's name servers are in use")
    stage.tell(.configChanged(stage.interface(upstreams: [], search: "corp.test")))
    #expect(stage.configurations.last?.sentinels.map(\.address) == [Fixture.address("100.100.111.2")])
  }

  @Test func `a router's error about our own packet is heard`() throws {
    var stage = try Stage([Self.broad])
    let own = try Fixture.udp("172.20.0.1")
    stage.app(own)
    try stage.from(IPPacket.error(.timeExceeded(code: 0), about: own, from: Fixture.address("10.0.0.1")))
    #expect(stage.delivered.last?.source == Fixture.address("10.0.0.1"))
    let foreign = try Fixture.udp("172.30.0.1")
    try stage.from(IPPacket.error(.timeExceeded(code: 0), about: foreign, from: Fixture.address("10.0.0.1")))
    #expect(stage.drops == [.sourceNotAllowed])
  }
}
