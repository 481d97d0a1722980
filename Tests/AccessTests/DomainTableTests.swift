import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct DomainTableTests {
  private func table(_ resources: [ClientResource], _ proxies: ProxyAddresses = ProxyAddresses()) -> DomainTable {
    var table = DomainTable(proxies)
    for resource in resources {
      if case .dns(let pattern, let stack) = resource.target { table.put(resource.id, pattern: pattern, stack: stack) }
    }
    return table
  }

  private func ask(_ table: inout DomainTable, _ text: String) throws -> DomainTable.Name {
    let name = try DomainName(text)
    let number = table.assign(name, table.matching(name)).number
    return table.names[number]
  }

  @Test func `names get four addresses of each family, in order and for good`() throws {
    var table = table([Fixture.named(Fixture.wiki, "**.test")])
    #expect(
      try ask(&table, "a.test").addresses.map(\.description) == [
        "100.96.0.1", "100.96.0.2", "100.96.0.3", "100.96.0.4", "fd00:2021:1111:8000::", "fd00:2021:1111:8000::1",
        "fd00:2021:1111:8000::2", "fd00:2021:1111:8000::3",
      ])
    #expect(try ask(&table, "b.test").addresses(.v4).first == Fixture.address("100.96.0.5"))
    #expect(try ask(&table, "A.TEST").addresses(.v4).first == Fixture.address("100.96.0.1"))
    table.remove(Fixture.wiki)
    #expect(table.names[0].resources == [])
    #expect(table.name(at: Fixture.address("100.96.0.6")) == 1)
    table.put(Fixture.chat, pattern: "a.test", stack: .dual)
    #expect(table.names[0].resources == [Fixture.chat])
    #expect(try ask(&table, "c.test").resources == [])
  }

  @Test(arguments: [
    (IPStack.dual, 4, 4), (.ipv4Only, 4, 0), (.ipv6Only, 0, 4),
  ])
  func `a stack decides which families a name gets`(stack: IPStack, v4: Int, v6: Int) throws {
    var table = table([Fixture.named(Fixture.wiki, "a.test", stack)])
    let name = try ask(&table, "a.test")
    #expect(name.addresses(.v4).count == v4)
    #expect(name.addresses(.v6).count == v6)
  }

  @Test func `a family that only a later resource has is added later`() throws {
    var table = table([Fixture.named(Fixture.wiki, "a.test", .ipv4Only)])
    _ = try ask(&table, "a.test")
    table.put(Fixture.chat, pattern: "*.test", stack: .ipv6Only)
    let name = try ask(&table, "a.test")
    #expect(name.addresses(.v4).first == Fixture.address("100.96.0.1"))
    #expect(name.addresses(.v6).count == 4)
    #expect(name.resources == [Fixture.wiki, Fixture.chat])
  }

  @Test func `no name gets an address of a sentinel`() throws {
    let block = 290_559 / 4
    let around = ProxyAddresses.addresses(.v4, block: block)
    #expect(
      around.map(\.description) == ["100.100.110.253", "100.100.110.254", "100.100.110.255", "100.100.112.0"])
    var proxies = ProxyAddresses()
    for owner in 0...block { _ = proxies.take(.v4, for: owner) }
    #expect(around.allSatisfy { proxies.owner(of: $0) == block })
    #expect(proxies.owner(of: Fixture.address("100.100.111.1")) == nil)
    #expect(proxies.owner(of: Fixture.address("100.100.112.1")) == nil)
    let last = ProxyAddresses.addresses(.v4, block: ProxyAddresses.capacity4 / 4 - 1)
    #expect(last.allSatisfy { $0 < Fixture.address("100.127.255.255") })
    #expect(
      ProxyAddresses.addresses(.v6, block: ProxyAddresses.capacity6 / 4 - 1).last
        == Fixture.address("fd00:2021:1111:8000::1f:ffff"))
  }

  @Test func `when no addresses are left a name gets none, and it is said`() throws {
    var table = table([Fixture.named(Fixture.wiki, "**.test")], ProxyAddresses(capacity: 9))
    for name in ["a.test", "b.test"] {
      let name = try DomainName(name)
      #expect(table.assign(name, table.matching(name)).exhausted == [])
    }
    let third = try DomainName("c.test")
    let assigned = table.assign(third, table.matching(third))
    #expect(assigned.exhausted == [.v4, .v6])
    #expect(assigned.isNew == false)
    #expect(table.answer(DNSQuestion(third, .a)) == .records([]))
    #expect(table.answer(DNSQuestion(try DomainName("b.test"), .a)) != .records([]))
  }

  @Test func `the most specific pattern speaks, then the lowest id`() throws {
    let table = table([
      Fixture.named(Fixture.id(0x60), "**.test"), Fixture.named(Fixture.wiki, "*.a.test"),
      Fixture.named(Fixture.chat, "*.a.test"),
    ])
    #expect(table.answer(DNSQuestion(try DomainName("x.a.test"), .txt)) == .site(Fixture.wiki))
    #expect(table.matching(try DomainName("x.a.test")).map(\.id) == [Fixture.wiki, Fixture.chat, Fixture.id(0x60)])
    #expect(table.answer(DNSQuestion(try DomainName("x.y.test"), .txt)) == .site(Fixture.id(0x60)))
  }

  @Test func `a pattern that cannot be read matches nothing`() throws {
    var table = DomainTable()
    #expect(table.put(Fixture.wiki, pattern: "a**.test", stack: .dual) == false)
    #expect(table.answer(DNSQuestion(try DomainName("ab.test"), .a)) == .upstream)
  }

  @Test(arguments: [
    ("1.0.96.100.in-addr.arpa", "100.96.0.1"), ("4.3.2.1.IN-ADDR.ARPA", "1.2.3.4"),
    ("300.3.2.1.in-addr.arpa", nil), ("3.2.1.in-addr.arpa", nil), ("4.3.2.1.in-addr.test", nil),
    ("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.1.1.1.1.1.2.0.2.0.0.d.f.ip6.arpa", "fd00:2021:1111:8000::1"),
    ("1.00.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.1.1.1.1.1.2.0.2.0.0.d.f.ip6.arpa", nil),
    ("g.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.1.1.1.1.1.2.0.2.0.0.d.f.ip6.arpa", nil),
  ])
  func `a reverse name stands for an address`(name: String, address: String?) throws {
    #expect(try DomainName(name).reverseAddress == address.map(Fixture.address))
  }
}
