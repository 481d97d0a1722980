import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct NameLookupsTests {
  private static func waiter(_ client: ClientID = Fixture.client, _ resource: ResourceID = Site.names)
    -> NameLookups.Waiter
  { .init(client: client, resource: resource) }

  private static func domain(_ n: Int) throws -> ResourceDomain {
    try #require(ResourceDomain(wireText: "n\(n).corp.example"))
  }

  private static let address = Fixture.address("10.9.0.1")

  @Test func `duplicates share one lookup, and each waiter is heard once`() {
    var lookups = NameLookups()
    #expect(lookups.request(Site.domain, for: Self.waiter(), id: LookupID(1), at: .zero) == .begun)
    #expect(lookups.request(Site.domain, for: Self.waiter(), id: LookupID(2), at: .zero) == .joined)
    let other = Self.waiter(Fixture.otherClient)
    #expect(lookups.request(Site.domain, for: other, id: LookupID(2), at: .at(1)) == .joined)
    #expect(lookups.finish(LookupID(2), .failed(""), at: .at(1)) == nil)
    #expect(lookups.finish(LookupID(1), .failed(""), at: .at(1))?.waiting == [Self.waiter(), other])
    #expect(lookups.finish(LookupID(1), .failed(""), at: .at(1)) == nil)
  }

  @Test func `a success is good for half a minute, a failure for nothing`() {
    var lookups = NameLookups()
    _ = lookups.request(Site.domain, for: Self.waiter(), id: LookupID(1), at: .zero)
    _ = lookups.finish(LookupID(1), .failed("x"), at: .at(1))
    #expect(lookups.request(Site.domain, for: Self.waiter(), id: LookupID(2), at: .at(1)) == .begun)
    _ = lookups.finish(LookupID(2), .addresses([Self.address]), at: .at(2))
    #expect(lookups.request(Site.domain, for: Self.waiter(), id: LookupID(3), at: .at(31.9)) == .known([Self.address]))
    #expect(lookups.request(Site.domain, for: Self.waiter(), id: LookupID(3), at: .at(32)) == .begun)
  }

  @Test func `a lookup is overdue after ten seconds, the oldest first`() throws {
    var lookups = NameLookups()
    for n in 0..<3 {
      _ = lookups.request(
        try Self.domain(n), for: Self.waiter(), id: LookupID(UInt32(n)), at: .at(Double(n)))
    }
    #expect(lookups.overdue(at: .at(9.9)) == nil)
    #expect(lookups.overdue(at: .at(10)) == LookupID(0))
    _ = lookups.finish(LookupID(0), nil, at: .at(10))
    #expect(lookups.overdue(at: .at(10)) == nil)
    #expect(lookups.nextDeadline == .at(11))
  }

  @Test func `a client begins so many, all clients a thousand`() throws {
    var lookups = NameLookups()
    var id: UInt32 = 0
    for client in 0..<8 as Range<UInt64> {
      for n in 0..<NameLookups.share + 1 {
        let begun = lookups.request(
          try Self.domain(Int(client) * 1000 + n), for: Self.waiter(Fixture.id(client)), id: LookupID(id), at: .zero)
        id += 1
        let hasRoom = n < NameLookups.share && lookups.pending.count <= NameLookups.capacity
        #expect(begun == (hasRoom && Int(client) * NameLookups.share + n < NameLookups.capacity ? .begun : .full))
      }
    }
    #expect(lookups.pending.count == NameLookups.capacity)
    _ = lookups.finish(LookupID(0), nil, at: .zero)
    #expect(lookups.request(Site.domain, for: Self.waiter(Fixture.id(0)), id: LookupID(id), at: .zero) == .begun)
  }

  @Test func `thousands of names are not remembered for ever`() throws {
    var lookups = NameLookups()
    for n in 0..<3000 {
      _ = lookups.request(try Self.domain(n), for: Self.waiter(), id: LookupID(UInt32(n)), at: .zero)
      _ = lookups.finish(LookupID(UInt32(n)), .addresses([Self.address]), at: .zero)
    }
    #expect(lookups.request(try Self.domain(2999), for: Self.waiter(), id: LookupID(9000), at: .zero) != .begun)
    #expect(lookups.request(try Self.domain(0), for: Self.waiter(), id: LookupID(9001), at: .zero) == .begun)
  }
}
