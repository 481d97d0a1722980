import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct ResourceTableTests {
  private func table(_ resources: [ClientResource]) -> ResourceTable {
    var table = ResourceTable()
    for resource in resources { _ = table.put(resource) }
    return table
  }

  private static let internet = ClientResource(
    id: Fixture.id(0x99), name: "Internet", target: .internet, sites: [SiteReference(id: Fixture.site, name: "Office")])

  private func match(_ table: ResourceTable, _ address: String, port: UInt16 = 80) -> ResourceID? {
    table.match(Fixture.address(address)) { FilterEngine($0.filters).allows(.tcp, remotePort: port) }
  }

  @Test func `the most specific network wins`() {
    let table = table([
      Fixture.resource(Fixture.network, "172.20.0.0/16"), Fixture.resource(Fixture.narrow, "172.20.5.0/24"),
    ])
    #expect(match(table, "172.20.5.9") == Fixture.narrow)
    #expect(match(table, "172.20.6.9") == Fixture.network)
    #expect(match(table, "172.21.0.1") == nil)
    #expect(match(table, "172:20::1") == nil)
  }

  @Test func `of the same network the lowest id wins`() {
    let table = table([
      Fixture.resource(Fixture.downloads, "172.20.0.0/16"), Fixture.resource(Fixture.network, "172.20.0.0/16"),
    ])
    #expect(match(table, "172.20.0.1") == Fixture.network)
  }

  @Test func `a network whose filters refuse gives way to a broader one that allows`() {
    let table = table([
      Fixture.resource(Fixture.network, "172.20.0.0/16"),
      Fixture.resource(Fixture.narrow, "172.20.5.0/24", filters: [.tcp(443...443)]),
    ])
    #expect(match(table, "172.20.5.9", port: 443) == Fixture.narrow)
    #expect(match(table, "172.20.5.9", port: 80) == Fixture.network)
  }

  @Test func `where all refuse, the most specific speaks for them`() {
    let table = table([
      Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(22...22)]),
      Fixture.resource(Fixture.narrow, "172.20.5.0/24", filters: [.tcp(443...443)]),
    ])
    #expect(match(table, "172.20.5.9", port: 80) == Fixture.narrow)
  }

  @Test func `the Internet comes last, and never for a peer`() {
    let table = table([Self.internet, Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(22...22)])])
    #expect(match(table, "172.20.0.1", port: 22) == Fixture.network)
    #expect(match(table, "172.20.0.1", port: 80) == Self.internet.id)
    #expect(match(table, "8.8.8.8") == Self.internet.id)
    #expect(match(table, "2001:db8::1") == Self.internet.id)
    #expect(match(table, "100.64.0.5") == nil)
  }

  @Test func `changes are told apart`() {
    var table = table([Fixture.resource(Fixture.network, "172.20.0.0/16")])
    var resource = Fixture.resource(Fixture.network, "172.20.0.0/16")
    #expect(table.put(resource) == .unchanged)
    resource.filters = [.icmp]
    #expect(table.put(resource) == .updated)
    resource.target = .cidr(Fixture.prefix("172.30.0.0/16"))
    #expect(table.put(resource) == .moved)
    #expect(match(table, "172.20.0.1") == nil)
    #expect(match(table, "172.30.0.1") == Fixture.network)
    resource.sites = [SiteReference(id: Fixture.id(2), name: "Lab")]
    #expect(table.put(resource) == .moved)
    #expect(table.put(Fixture.resource(Fixture.downloads, "172.21.0.0/24")) == .added)
    table.remove(Fixture.network)
    #expect(match(table, "172.30.0.1") == nil)
    #expect(table.all.keys == [Fixture.downloads])
  }

  @Test func `one resource of a network leaves, the other stays`() {
    var table = table([
      Fixture.resource(Fixture.network, "172.20.0.0/16"), Fixture.resource(Fixture.downloads, "172.20.0.0/16"),
    ])
    table.remove(Fixture.network)
    #expect(match(table, "172.20.0.1") == Fixture.downloads)
  }
}
