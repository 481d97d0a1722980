import Base
import Testing

@testable import Portal

/// Rows of a directory as texts.
@Suite struct RowTests {
  /// Something of everything.
  static func rows() throws -> [DirectoryRow] {
    var directory = try Fixture.directory()
    let provider: ProviderID = Fixture.id(0x91)
    let identity = Directory.Identity(id: Fixture.id(0x92), actor: Fixture.actor, provider: provider)
    try directory.add(identity)
    try directory.add(Directory.Group(id: Fixture.id(0x93), name: "Everyone", kind: .managed))
    for (number, owner) in [
      Directory.Token.Owner.actor(Fixture.actor, identity.id), .browser(Fixture.actor), .apiClient(Fixture.actor),
      .email(Fixture.actor), .site(Fixture.site), .relays,
    ].enumerated() {
      try directory.put(
        Directory.Token(id: Fixture.id(0xa0 + UInt64(number)), owner: owner, expiresAt: Fixture.tokenEnd))
    }
    try directory.put(
      Directory.Relay(
        id: Fixture.relay, name: "relay", ipv4: IPv4Address(203, 0, 113, 7), ipv6: nil,
        location: Coordinates(latitude: 52.5, longitude: 13.25)))
    for (number, target) in [
      Directory.Resource.Target.dns(pattern: "*.größe.example", stack: .ipv6Only), .internet,
      .ip(.v4(IPv4Address(172, 20, 0, 1))),
    ].enumerated() {
      try directory.put(
        Directory.Resource(
          id: Fixture.id(0xb0 + UInt64(number)), name: "r\"\(number)\n", target: target, addressDescription: "here",
          sites: [Fixture.site], filters: [.tcp(80...90), .udp(53...53), .icmp]))
    }
    try directory.put(
      Directory.Policy(
        id: Fixture.id(0xc0), group: Fixture.group, resource: Fixture.v4, isEnabled: false,
        conditions: try conditions(provider), expiresAt: Fixture.tokenEnd))
    directory.clients.update(Fixture.client) { client in
      client.seen = Origin(
        remoteIP: .v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: 7)), region: "DE",
        location: Coordinates(latitude: 1, longitude: 2), version: AppVersion(1, 5, 4), token: Fixture.token)
      (client.publicKey, client.seenAt) = (Fixture.key(9), Fixture.epoch)
      client.hardware.deviceSerial = "S/1"
      client.isVerified = true
    }
    return directory.rows
  }

  static func conditions(_ provider: ProviderID) throws -> [Condition] {
    let texts: [(String, String, [String])] = [
      ("remote_ip_location_region", "is_in", ["DE", "FR"]), ("remote_ip_location_region", "is_not_in", ["US"]),
      ("remote_ip", "is_in_cidr", ["203.0.113.0/24", "2001:db8::/32"]), ("remote_ip", "is_not_in_cidr", ["10.0.0.1"]),
      ("provider_id", "is_in", ["\(provider)"]), ("provider_id", "is_not_in", ["\(provider)"]),
      ("client_verified", "is", ["true"]), ("client_verified", "is", ["false"]),
      (
        "current_utc_datetime", "is_in_day_of_week_time_ranges",
        ["M/08:00-12:00,13:00-17:30/Europe/Berlin", "U/true/UTC", "R/00:00-23:59:59/+05:30", "F/09:00:01-09:00:02/UTC"]
      ),
    ]
    return try texts.map { try Condition(property: $0.0, operator: $0.1, values: $0.2) }
  }

  @Test func `every row reads back from its text, and rows stand in the order of their keys`() throws {
    let rows = try Self.rows()
    #expect(Set(rows.map(\.key.kind)) == Set(DirectoryRow.Kind.allCases))
    #expect(rows.map(\.key) == rows.map(\.key).sorted())
    for row in rows { #expect(try DirectoryRow(row.key, text: row.text) == row) }
  }

  @Test func `a directory of its rows is the same, and has its links`() throws {
    let rows = try Self.rows()
    let directory = try Directory(rows: rows)
    #expect(directory.rows == rows)
    #expect(directory.isMember(Fixture.actor, of: Fixture.group))
    #expect(directory.isMember(Fixture.otherActor, of: Fixture.id(0x93)))
    #expect(directory.policies(of: Fixture.v4) == [Fixture.v4Policy, Fixture.id(0xc0)])
    #expect(directory.gateways(in: Fixture.site) == [Fixture.gateway, Fixture.sibling])
    #expect(directory.clients(of: Fixture.actor) == [Fixture.client])
  }

  @Test func `texts that databases have keep their meaning`() throws {
    let client = try #require(try Self.rows().first { $0.key.id == "\(Fixture.client)" && $0.key.kind == .client })
    let base = Array(repeating: "17", count: 32).joined(separator: ",")
    #expect(
      client.text == """
        {"actor":"\(Fixture.actor)","hardware":{"deviceSerial":"S/1"},"id":"\(Fixture.client)","isVerified":true,\
        "name":"laptop","pskBase":[\(base)],"publicKey":"CQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJyg=",\
        "seen":{"location":{"latitude":1,"longitude":2},"region":"DE","remoteIP":"2001:db8::7",\
        "token":"\(Fixture.token)","version":"1.5.4"},"seenAt":1800000000,"token":"\(Fixture.token)",\
        "tunnel":{"ipv4":"100.64.0.3","ipv6":"fd00:2021:1111::3"}}
        """)
    let policy = try #require(try Self.rows().first { $0.key.id == "\(Fixture.v4Policy)" })
    #expect(
      policy.text == """
        {"conditions":[],"group":"\(Fixture.group)","id":"\(Fixture.v4Policy)","isEnabled":true,\
        "resource":"\(Fixture.v4)"}
        """)
  }

  @Test(arguments: [
    "", "{}", "[]", "null", #"{"id":"x","name":"y"}"#, "\u{0}", "{\"id\":", String(repeating: "[", count: 5000),
  ])
  func `what is no row is refused`(text: String) throws {
    for kind in DirectoryRow.Kind.allCases {
      #expect(throws: RowProblem.self) { try DirectoryRow(.init(kind, "\(Fixture.client)"), text: text) }
    }
  }

  @Test func `a row of another key is refused`() throws {
    let row = try #require(try Self.rows().last)
    let problem = #expect(throws: RowProblem.self) { try DirectoryRow(.init(.policy, "other"), text: row.text) }
    #expect(problem?.reason == "it is about \(row.key.id)")
  }

  @Test(arguments: [DirectoryRow.Kind.site, .actor, .group, .resource])
  func `rows that refer to what is not there make no directory`(kind: DirectoryRow.Kind) throws {
    let rows = try Self.rows().filter { $0.key.kind != kind }
    #expect(throws: RestoreError.self) { try Directory(rows: rows) }
  }

  @Test func `without an account there is none`() throws {
    let rows = Array(try Self.rows().dropFirst())
    #expect(throws: RestoreError.noAccount) { try Directory(rows: rows) }
    #expect(throws: RestoreError.noAccount) { try Directory(rows: []) }
  }

  @Test func `nobody gets an address that another one has`() throws {
    var directory = try Directory(rows: Self.rows())
    let taken = directory.clients.values.map(\.tunnel) + directory.gateways.values.map(\.tunnel)
    try directory.addGateway(
      Fixture.id(0xd0), name: "new", site: Fixture.site, pskBase: Array(repeating: 1, count: 32))
    let new = try #require(directory.gateways[Fixture.id(0xd0)])
    #expect(!taken.contains(new.tunnel) && new.tunnel.ipv4 == IPv4Address(100, 64, 0, 5))
  }
}
