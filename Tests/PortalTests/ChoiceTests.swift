import Base
import Testing

@testable import Portal

@Suite struct ChoiceTests {
  private static let berlin = Coordinates(latitude: 52.5, longitude: 13.4)
  private static let paris = Coordinates(latitude: 48.9, longitude: 2.4)
  private static let sydney = Coordinates(latitude: -33.9, longitude: 151.2)
  private static let fiji = Coordinates(latitude: -17.7, longitude: 178)
  private static let samoa = Coordinates(latitude: -13.8, longitude: -171.8)

  @Test func `places are near on the globe, across the date line too`() throws {
    let (berlin, paris, sydney) = (try #require(Self.berlin), try #require(Self.paris), try #require(Self.sydney))
    let (fiji, samoa) = (try #require(Self.fiji), try #require(Self.samoa))
    #expect(berlin.farness(of: berlin) == 0)
    #expect(berlin.farness(of: paris) < berlin.farness(of: sydney))
    #expect(fiji.farness(of: samoa) < fiji.farness(of: sydney))
    #expect(abs(berlin.farness(of: paris) - paris.farness(of: berlin)) < 1e-15)
    // Opposite ends of the globe.
    let north = try #require(Coordinates(latitude: 90, longitude: 0))
    let south = try #require(Coordinates(latitude: -90, longitude: 0))
    #expect(abs(north.farness(of: south) - 1) < 1e-9)
    #expect(Coordinates(latitude: 91, longitude: 0) == nil && Coordinates(latitude: 0, longitude: -181) == nil)
  }

  private func choose(
    _ candidates: [GatewayChoice.Candidate], naming: [GatewayID] = [], from origin: Origin?, _ quirk: PortalQuirk? = nil
  ) -> [GatewayID] {
    var chance = Chance(seed: 5)
    var quirks = PortalQuirks.none
    if let quirk { quirks[quirk] = true }
    var chosen: [GatewayID] = []
    for _ in 0..<40 {
      let choice = GatewayChoice(
        among: candidates, naming: naming, client: origin, quirks: quirks, chance: &chance)
      if let choice, !chosen.contains(choice.gateway) { chosen.append(choice.gateway) }
    }
    return chosen.sorted()
  }

  private func candidate(_ id: UInt64, _ version: String? = nil, _ place: Coordinates? = nil) -> GatewayChoice.Candidate
  {
    .init(id: Fixture.id(id), version: version.flatMap { AppVersion($0) }, location: place)
  }

  @Test func `a client whose place is unknown gets any`() {
    let all = [candidate(1, nil, Self.berlin), candidate(2, nil, Self.sydney), candidate(3)]
    #expect(choose(all, from: nil).count == 3)
    #expect(choose([], from: nil).isEmpty)
  }

  @Test func `the nearest place is taken, and an unknown one last`() {
    let all = [
      candidate(1, nil, Self.sydney), candidate(2, nil, Self.paris), candidate(3), candidate(4, nil, Self.paris),
    ]
    #expect(choose(all, from: Origin(location: Self.berlin)) == [Fixture.id(2), Fixture.id(4)])
    #expect(choose([all[2], all[0]], from: Origin(location: Self.berlin)) == [Fixture.id(1)])
  }

  @Test func `of one place the newest is taken, by number or by text`() {
    let all = [candidate(1, "1.4.9", Self.paris), candidate(2, "1.4.17", Self.paris), candidate(3, nil, Self.paris)]
    #expect(choose(all, from: Origin(location: Self.berlin)) == [Fixture.id(2)])
    #expect(choose(all, from: Origin(location: Self.berlin), .versionByString) == [Fixture.id(1)])
  }

  @Test func `named gateways go before all others, in their order or in none`() {
    let all = [candidate(1), candidate(2), candidate(3)]
    let named: [GatewayID] = [Fixture.id(9), Fixture.id(3), Fixture.id(1)]
    #expect(choose(all, naming: named, from: nil) == [Fixture.id(3)])
    #expect(choose(all, naming: named, from: nil, .unorderedPreference) == [Fixture.id(1), Fixture.id(3)])
    #expect(choose(all, naming: [Fixture.id(9)], from: nil).count == 3)
  }

  private static let pairs: [(String, String, Bool)] = [
    ("1.5.4", "1.4.0", true), ("1.5.4", "1.3.99", false), ("1.5.4", "1.6.99", true), ("1.5.4", "1.7.0", false),
    ("1.0.0", "1.0.0", true), ("2.1.0", "1.9.0", false), ("2.1.0", "2.0.0", true),
  ]

  @Test(arguments: pairs)
  func `versions must be near each other`(_ client: String, _ gateway: String, _ fits: Bool) {
    #expect(AppVersion.areCompatible(client: AppVersion(client), gateway: AppVersion(gateway)) == fits)
    let chosen = choose([candidate(1, gateway)], from: Origin(version: AppVersion(client)))
    #expect(chosen.isEmpty != fits)
  }

  private func relays(_ places: Coordinates?..., from here: Coordinates?, _ quirk: PortalQuirk? = nil) -> [[UInt64]] {
    var chance = Chance(seed: 6)
    var quirks = PortalQuirks.none
    if let quirk { quirks[quirk] = true }
    let all = places.enumerated().map { number, place in
      Directory.Relay(
        id: Fixture.id(UInt64(number)), name: "r", ipv4: IPv4Address(192, 0, 2, 1), ipv6: nil, location: place)
    }
    let seen = (0..<60).map { _ in
      RelayChoice.choose(among: all, from: here, quirks: quirks, chance: &chance).map { $0.id.low & 0xff }.sorted()
    }
    return seen.sorted { $0.lexicographicallyPrecedes($1) }.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  @Test func `two relays of the nearest places are given`() {
    let (berlin, paris, sydney) = (Self.berlin, Self.paris, Self.sydney)
    #expect(relays(sydney, paris, berlin, from: berlin) == [[1, 2]])
    #expect(relays(sydney, paris, paris, berlin, from: berlin) == [[1, 3], [2, 3]])
    #expect(relays(sydney, paris, nil, from: nil) == [[0, 1], [0, 2], [1, 2]])
    #expect(relays(sydney, from: nil) == [[0]])
    #expect(relays(from: berlin) == [[]])
  }

  @Test func `two relays at one place are two, or one to the original`() {
    let (berlin, paris, sydney) = (Self.berlin, Self.paris, Self.sydney)
    #expect(relays(paris, paris, from: berlin) == [[0, 1]])
    #expect(relays(paris, paris, sydney, from: berlin) == [[0, 1]])
    #expect(relays(paris, paris, from: berlin, .samePlaceOneRelay) == [[0], [1]])
    #expect(relays(paris, paris, sydney, from: berlin, .samePlaceOneRelay) == [[0, 2], [1, 2]])
  }

  private static let agents: [(String, String?)] = [
    ("Linux/6.1.0 headless-client/1.5.4 (x86_64; 6.1.0)", "1.5.4"), ("Fedora/42 gateway/1.4.17 (aarch64)", "1.4.17"),
    ("iOS/18.1 apple-client/1.5.8-beta+3 (24.1.0)", "1.5.8"), ("relay/0.1.0", "0.1.0"),
    ("Windows/11 connlib/1.3.0", "1.3.0"),
    ("curl/8.5.0", nil), ("", nil), ("gateway/1.4", nil), ("gateway/x.y.z", nil), ("gateway", nil),
  ]

  @Test(arguments: agents)
  func `a user agent carries its component's version`(_ agent: String, _ version: String?) {
    #expect(AppVersion(userAgent: agent)?.description == version)
  }
}
