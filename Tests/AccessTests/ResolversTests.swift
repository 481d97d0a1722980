import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct ResolversTests {
  private func endpoint(_ text: String) throws -> Endpoint { try #require(Endpoint(text)) }

  private func choose(_ resolvers: inout Resolvers, portal: [String] = [], system: [String] = []) throws -> [String] {
    resolvers.portal = try portal.map(endpoint)
    resolvers.system = try system.map(endpoint)
    _ = resolvers.choose()
    return resolvers.sentinels.map { "\($0.address) \($0.upstream)" }
  }

  static let lists: [(portal: [String], system: [String], effective: [String], fromPortal: Bool)] = [
    ([], [], [], false),
    ([], ["8.8.8.8:53"], ["8.8.8.8:53"], false),
    (["1.1.1.1:53", "[2606::1]:53"], ["8.8.8.8:53"], ["1.1.1.1:53", "[2606::1]:53"], true),
    (["9.9.9.9:5353", "1.1.1.1:53", "9.9.9.9:5353"], [], ["9.9.9.9:5353", "1.1.1.1:53"], true),
    (["100.100.111.7:53"], ["8.8.8.8:53"], ["8.8.8.8:53"], false),
    (["100.100.111.7:53", "1.1.1.1:53"], [], ["1.1.1.1:53"], true),
    ([], ["100.100.111.1:53", "[fd00:2021:1111:8000:100:100:111:5]:53", "10.0.0.1:53"], ["10.0.0.1:53"], false),
  ]

  @Test(arguments: lists)
  func `the portal's name servers are used, or else the system's, and never sentinels`(
    portal: [String], system: [String], effective: [String], fromPortal: Bool
  ) throws {
    var resolvers = Resolvers()
    _ = try choose(&resolvers, portal: portal, system: system)
    #expect(resolvers.effective == (try effective.map(endpoint)))
    #expect(resolvers.areFromPortal == fromPortal)
  }

  @Test func `each name server has a sentinel of its family`() throws {
    var resolvers = Resolvers()
    #expect(
      try choose(&resolvers, portal: ["1.1.1.1:53", "[2606::1]:53", "8.8.8.8:53"]) == [
        "100.100.111.1 1.1.1.1:53", "fd00:2021:1111:8000:100:100:111:0 [2606::1]:53", "100.100.111.2 8.8.8.8:53",
      ])
    #expect(resolvers.upstream(of: Fixture.address("100.100.111.2")) == Endpoint("8.8.8.8:53"))
    #expect(resolvers.upstream(of: Fixture.address("100.100.111.3")) == nil)
  }

  @Test func `another set gets other sentinels, another order the same ones`() throws {
    var resolvers = Resolvers()
    _ = try choose(&resolvers, portal: ["1.1.1.1:53", "8.8.8.8:53"])
    #expect(
      try choose(&resolvers, portal: ["8.8.8.8:53", "1.1.1.1:53"]) == [
        "100.100.111.2 8.8.8.8:53", "100.100.111.1 1.1.1.1:53",
      ])
    #expect(
      try choose(&resolvers, portal: ["1.1.1.1:53", "9.9.9.9:53"]) == [
        "100.100.111.3 1.1.1.1:53", "100.100.111.4 9.9.9.9:53",
      ])
    #expect(try choose(&resolvers, portal: ["1.1.1.1:53"]) == ["100.100.111.1 1.1.1.1:53"])
  }

  @Test func `name servers beyond the range have no sentinel, and it is said`() throws {
    var resolvers = Resolvers()
    resolvers.portal = (0..<300).map { Endpoint(.v4(IPv4Address(bits: 0x0100_0000 + $0)), 53) }
    #expect(resolvers.choose().count == 300 - 254)
    #expect(resolvers.sentinels.last?.address == Fixture.address("100.100.111.254"))
    resolvers.portal = (0..<300).map { Endpoint(.v6(IPv6Address(high: 1, low: $0)), 53) }
    #expect(resolvers.choose().count == 300 - 256)
  }
}
