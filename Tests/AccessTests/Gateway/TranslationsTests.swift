import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct TranslationsTests {
  private static let key = Translations.Key(resource: Site.names, domain: Site.domain)

  private static func key(_ domain: String, _ resource: ResourceID = Site.names) throws -> Translations.Key {
    Translations.Key(resource: resource, domain: try #require(ResourceDomain(wireText: domain)))
  }

  private func reals(_ translations: Translations, _ proxies: [IPAddress] = Site.proxies) -> [String] {
    proxies.map { translations[$0]?.real.map(\.description) ?? "-" }
  }

  @Test(arguments: [
    (["10.9.0.1"], ["10.9.0.1", "10.9.0.1", "10.9.0.1", "10.9.0.1", "-", "-", "-", "-"]),
    (["10.9.0.2", "10.9.0.1"], ["10.9.0.1", "10.9.0.2", "10.9.0.1", "10.9.0.2", "-", "-", "-", "-"]),
    (["fd09::1"], ["-", "-", "-", "-", "fd09::1", "fd09::1", "fd09::1", "fd09::1"]),
    (
      ["10.9.0.1", "fd09::2", "fd09::1", "fd09::3"],
      ["10.9.0.1", "10.9.0.1", "10.9.0.1", "10.9.0.1", "fd09::1", "fd09::2", "fd09::3", "fd09::1"]
    ),
    (
      ["10.9.0.1", "10.9.0.2", "10.9.0.3", "10.9.0.4", "10.9.0.5"],
      ["10.9.0.1", "10.9.0.2", "10.9.0.3", "10.9.0.4", "-", "-", "-", "-"]
    ),
    ([], ["-", "-", "-", "-", "-", "-", "-", "-"]),
  ])
  func `proxies and addresses are paired in turn, inside a family`(addresses: [String], paired: [String]) {
    var translations = Translations()
    #expect(translations.assign(Self.key, Site.proxies, wipesAll: false, at: .zero) == [])
    #expect(reals(translations) == Array(repeating: "-", count: 8))
    translations.resolve(Self.key, to: addresses.map { Fixture.address($0) })
    #expect(reals(translations) == paired)
    #expect(Site.proxies.allSatisfy { translations[$0] != nil }, "every proxy has an entry")
  }

  @Test func `assigning the same again changes nothing, and what is known stays until the next answer`() {
    var translations = Translations()
    _ = translations.assign(Self.key, Site.proxies, wipesAll: false, at: .zero)
    translations.resolve(Self.key, to: [Fixture.address("10.9.0.1")])
    #expect(translations.assign(Self.key, Site.proxies, wipesAll: true, at: .at(5)) == [])
    #expect(reals(translations)[0] == "10.9.0.1")
    #expect(translations.all.count == 1)
    #expect(translations.all.first?.since == .zero)
  }

  @Test func `a proxy that changes hands ends its former name alone`() throws {
    var translations = Translations()
    let (other, third) = (try Self.key("b.corp.example"), try Self.key("c.corp.example"))
    _ = translations.assign(Self.key, Site.proxies(from: 1), wipesAll: false, at: .zero)
    _ = translations.assign(other, Site.proxies(from: 11), wipesAll: false, at: .zero)
    for key in [Self.key, other] { translations.resolve(key, to: [Fixture.address("10.9.0.1")]) }
    let void = translations.assign(third, Site.proxies(from: 4), wipesAll: false, at: .zero)
    #expect(void.sorted() == Site.proxies(from: 1))
    #expect(translations.all.map(\.key) == [other, third])
    #expect(reals(translations, Site.proxies(from: 11))[0] == "10.9.0.1")
    #expect(reals(translations, Site.proxies(from: 4)) == Array(repeating: "-", count: 8))
    #expect(translations[Site.proxies(from: 1)[0]] == nil)
  }

  @Test func `at the seed it ends all of them`() throws {
    var translations = Translations()
    _ = translations.assign(Self.key, Site.proxies(from: 1), wipesAll: true, at: .zero)
    _ = translations.assign(try Self.key("b.corp.example"), Site.proxies(from: 11), wipesAll: true, at: .zero)
    let third = try Self.key("c.corp.example")
    let void = translations.assign(third, Site.proxies(from: 4), wipesAll: true, at: .zero)
    #expect(void.sorted() == (Site.proxies(from: 1) + Site.proxies(from: 11)).sorted())
    #expect(translations.all.map(\.key) == [third])
  }

  @Test func `two resources may share a name and its proxies`() throws {
    var translations = Translations()
    let shared = try Self.key("APP.corp.example", Site.otherNames)
    _ = translations.assign(Self.key, Site.proxies, wipesAll: false, at: .zero)
    #expect(translations.assign(shared, Site.proxies, wipesAll: false, at: .zero) == [])
    #expect(translations[Site.proxies[0]]?.resources == [Site.names, Site.otherNames])
    #expect(translations[Site.proxies[0]]?.latest == Site.otherNames)
    #expect(translations.assign(Self.key, Site.proxies(from: 11), wipesAll: false, at: .zero) == [])
    #expect(translations[Site.proxies[0]]?.resources == [Site.otherNames])
  }

  @Test func `a name with new proxies lets the old ones go`() {
    var translations = Translations()
    _ = translations.assign(Self.key, Site.proxies(from: 1), wipesAll: false, at: .zero)
    translations.resolve(Self.key, to: [Fixture.address("10.9.0.1")])
    let void = translations.assign(Self.key, Site.proxies(from: 3), wipesAll: false, at: .zero)
    #expect(void.count == 4)
    #expect(translations[Site.proxies(from: 1)[0]] == nil)
    #expect(reals(translations, Site.proxies(from: 3)).prefix(4) == ["10.9.0.1", "10.9.0.1", "-", "-"])
  }

  @Test func `beyond the bound the name that was assigned longest ago is forgotten`() throws {
    var translations = Translations()
    for n in 0..<Translations.capacity {
      let proxies = (0..<4).map { IPAddress.v4(IPv4Address(100, 97, UInt8(n >> 6), UInt8(n & 63) * 4 + UInt8($0))) }
      _ = translations.assign(try Self.key("n\(n).corp.example"), proxies, wipesAll: false, at: .zero)
    }
    _ = translations.assign(
      try Self.key("n0.corp.example"), (0..<4).map { .v4(IPv4Address(100, 97, 0, $0)) }, wipesAll: false, at: .zero)
    let void = translations.assign(Self.key, Site.proxies, wipesAll: false, at: .zero)
    #expect(void == (4..<8).map { .v4(IPv4Address(100, 97, 0, $0)) })
    #expect(translations.all.count == Translations.capacity)
  }
}
