import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct GrantTableTests {
  private func table(_ resources: GatewayResource...) -> GrantTable {
    var table = GrantTable()
    for resource in resources {
      table.put(Grant(resource: resource, expiresAt: nil, since: .zero), for: resource.id)
    }
    return table
  }

  private func judge(
    _ table: GrantTable, _ address: String, tcp port: UInt16 = 80, _ quirks: AccessQuirks = .none
  ) -> GrantTable.Verdict {
    table.judge(Fixture.address(address), quirks) { $0.allows(.tcp, remotePort: port) }
  }

  private static let internet = GatewayResource(id: Site.internet, target: .internet)

  @Test(arguments: [
    "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.167.0.1", "223.255.255.255",
    "2606:4700::1111", "3fff::1",
  ])
  func `the Internet resource opens the Internet`(address: String) {
    #expect(judge(table(Self.internet), address) == .permitted(Site.internet))
  }

  @Test(arguments: [
    "0.1.2.3", "10.0.0.1", "100.100.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.168.1.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "fc00::1", "fe80::1",
    "ff02::1", "::", "4000::1",
  ])
  func `and nothing behind the gateway, unless it does as the seed`(address: String) {
    #expect(judge(table(Self.internet), address) == .refused(.notOnInternet, Site.internet))
    var quirks = AccessQuirks.none
    quirks[.internetOpensAll] = true
    #expect(judge(table(Self.internet), address, quirks) == .permitted(Site.internet))
  }

  @Test func `filters of a private network hold beside the Internet, unless it does as the seed`() {
    let table = table(Self.internet, Site.cidr(Fixture.network, "172.20.0.0/16", [.tcp(80...80)]))
    #expect(judge(table, "172.20.0.1", tcp: 80) == .permitted(Fixture.network))
    #expect(judge(table, "172.20.0.1", tcp: 81) == .refused(.filter, Fixture.network))
    var quirks = AccessQuirks.none
    quirks[.internetOpensAll] = true
    #expect(judge(table, "172.20.0.1", tcp: 81, quirks) == .permitted(Site.internet))
  }

  @Test func `filters of a public network give way to the Internet, which allows all of it`() {
    let table = table(Self.internet, Site.cidr(Fixture.network, "9.9.9.0/24", [.tcp(80...80)]))
    #expect(judge(table, "9.9.9.9", tcp: 80) == .permitted(Fixture.network))
    #expect(judge(table, "9.9.9.9", tcp: 81) == .permitted(Site.internet))
  }

  @Test func `a tunnel address is never a resource, unless it does as the seed`() {
    let table = table(Self.internet, Site.cidr(Fixture.network, "100.64.0.0/10"))
    #expect(judge(table, "100.64.0.7") == .refused(.peerAddress, nil))
    #expect(judge(table, "fd00:2021:1111::7") == .refused(.peerAddress, nil))
    var quirks = AccessQuirks.none
    quirks[.internetOpensAll] = true
    #expect(judge(table, "100.64.0.7", quirks) == .permitted(Site.internet))
  }

  @Test func `the most specific access that allows a packet counts`() {
    let table = table(
      Site.cidr(Fixture.id(1), "10.0.0.0/8"), Site.cidr(Fixture.id(2), "10.1.0.0/16", [.tcp(80...80)]),
      Site.cidr(Fixture.id(3), "10.1.1.0/24", [.tcp(443...443)]), Site.cidr(Fixture.id(4), "10.1.1.0/24", [.icmp]))
    #expect(judge(table, "10.1.1.1", tcp: 443) == .permitted(Fixture.id(3)))
    #expect(judge(table, "10.1.1.1", tcp: 80) == .permitted(Fixture.id(2)))
    #expect(judge(table, "10.1.1.1", tcp: 22) == .permitted(Fixture.id(1)))
    #expect(judge(table, "11.0.0.1") == .refused(.notAuthorized, nil))
  }

  @Test func `an access that refuses is named where none allows`() {
    let table = table(
      Site.cidr(Fixture.id(2), "10.1.0.0/16", [.tcp(80...80)]), Site.cidr(Fixture.id(3), "10.1.1.0/24", [.icmp]))
    #expect(judge(table, "10.1.1.1", tcp: 22) == .refused(.filter, Fixture.id(3)))
  }

  @Test func `after any changes the table judges as if made anew`() {
    var chance = Chance(seed: 11)
    var table = GrantTable()
    var model: [ResourceID: Grant] = [:]
    for _ in 0..<400 {
      let id: ResourceID = Fixture.id(UInt64(chance.nextUInt32() % 40))
      let network = "10.\(chance.nextUInt32() % 4).0.0/\(8 + chance.nextUInt32() % 3 * 8)"
      let resource =
        chance.nextUInt32() % 8 == 0
        ? GatewayResource(id: id, target: .internet)
        : Site.cidr(id, network, chance.nextUInt32() % 2 == 0 ? [] : [.tcp(80...80)])
      let end = UnixTime(seconds: Int64(chance.nextUInt32() % 100))
      let grant = Grant(resource: resource, expiresAt: chance.nextUInt32() % 2 == 0 ? end : nil, since: .zero)
      let change = chance.nextUInt32() % 3 == 0 ? nil : grant
      table.put(change, for: id)
      model[id] = change
      var fresh = GrantTable()
      for id in model.keys.sorted() { fresh.put(model[id], for: id) }
      for address in ["10.0.0.1", "10.1.2.3", "8.8.8.8"] {
        for port in [80, 81] as [UInt16] {
          #expect(judge(table, address, tcp: port) == judge(fresh, address, tcp: port))
        }
      }
      #expect(table.nextEnd == model.values.compactMap(\.expiresAt).min())
    }
  }

  @Test func `thousands of accesses are added and taken away in order of their ends`() {
    var table = GrantTable()
    for n in 0..<5000 as Range<UInt64> {
      let resource = Site.cidr(Fixture.id(n), "10.\(n >> 8 & 255).\(n & 255).0/24")
      let end = UnixTime(seconds: Int64(n * 7919 % 5000))
      table.put(Grant(resource: resource, expiresAt: end, since: .zero), for: resource.id)
    }
    #expect(judge(table, "10.3.7.1") == .permitted(Fixture.id(3 << 8 | 7)))
    var gone = 0
    for second in stride(from: 0, to: 5000 as Int64, by: 50) {
      gone += table.expire(at: UnixTime(seconds: second)).count
      #expect(gone == Int(second) + 1)
    }
  }
}
