import Base
import Testing

@testable import Portal

@Suite struct ConditionTests {
  private func asker(at time: UnixTime = Fixture.epoch) -> Asker {
    Asker(
      time: time, remoteIP: IPAddress("198.51.100.7"), region: "DE", provider: Fixture.id(5), isVerified: false)
  }

  private static let provider = "\(Fixture.id(5) as ProviderID)"
  private static let properties: [(String, String, [String], Bool)] = [
    ("remote_ip_location_region", "is_in", ["FR", "DE"], true),
    ("remote_ip_location_region", "is_in", ["FR"], false),
    ("remote_ip_location_region", "is_not_in", ["fr"], true),
    ("remote_ip_location_region", "is_not_in", ["DE"], false),
    ("remote_ip", "is_in_cidr", ["198.51.100.0/24"], true),
    ("remote_ip", "is_in_cidr", ["203.0.113.1", "198.51.100.7"], true),
    ("remote_ip", "is_in_cidr", ["2001:db8::/32"], false),
    ("remote_ip", "is_not_in_cidr", ["198.51.100.0/24"], false),
    ("provider_id", "is_in", [provider], true), ("provider_id", "is_not_in", [provider], false),
    ("client_verified", "is", ["true"], false), ("client_verified", "is", ["false"], true),
  ]

  @Test(arguments: properties)
  func `each property is asked as the portal spells it`(
    _ property: String, _ word: String, _ values: [String], _ holds: Bool
  ) throws {
    let condition = try Condition(property: property, operator: word, values: values)
    #expect(condition.verdict(asker()) == (holds ? .holds(until: nil) : .violated))
    #expect(condition.property.wireText == property)
  }

  @Test func `what is unknown of a client is in nothing`() throws {
    let unknown = Asker(time: Fixture.epoch, remoteIP: nil, region: nil, provider: nil, isVerified: true)
    for (property, word, values, holds) in Self.properties where property != "client_verified" {
      let condition = try Condition(property: property, operator: word, values: values)
      #expect((condition.verdict(unknown) != .violated) == word.contains("not"), "\(property) \(word) \(holds)")
    }
  }

  private static let faults: [(String, String, [String], ConditionError)] = [
    ("remote_ip", "is_in", ["10.0.0.0/8"], .unknown(property: "remote_ip", operator: "is_in")),
    ("moon_phase", "is", ["full"], .unknown(property: "moon_phase", operator: "is")),
    ("remote_ip", "is_in_cidr", ["10.0.0.0/33"], .value("10.0.0.0/33")),
    ("remote_ip_location_region", "is_in", ["DEU"], .value("DEU")),
    ("provider_id", "is_in", ["okta"], .value("okta")),
    ("current_utc_datetime", "is_in_day_of_week_time_ranges", ["X/true/UTC"], .day("X")),
    ("current_utc_datetime", "is_in_day_of_week_time_ranges", ["M/9-17/UTC"], .timeRange("9-17")),
    ("current_utc_datetime", "is_in_day_of_week_time_ranges", ["M/17:00-09:00/UTC"], .timeRange("17:00-09:00")),
    ("current_utc_datetime", "is_in_day_of_week_time_ranges", ["M/08:60-09:00/UTC"], .timeRange("08:60-09:00")),
    ("current_utc_datetime", "is_in_day_of_week_time_ranges", ["M/true/Mars/Olympus"], .timeZone("Mars/Olympus")),
    ("current_utc_datetime", "is_in_day_of_week_time_ranges", ["M/true"], .value("M/true")),
  ]

  @Test(arguments: faults)
  func `what is no condition is told`(_ property: String, _ word: String, _ values: [String], _ error: ConditionError) {
    #expect(throws: error) { try Condition(property: property, operator: word, values: values) }
    #expect(!error.description.isEmpty)
  }

  /// 2027-01-15 is a Friday; the fixture's epoch is 08:00:00 of it.
  @Test func `a window ends with its range, and touching ranges are one`() throws {
    #expect(Fixture.epoch.date == "2027-01-15T08:00:00Z")
    func end(_ text: String) throws -> UnixTime? { try TimeWindow(text).end(at: Fixture.epoch) }
    let at = { (hours: Int64) in Fixture.epoch + .seconds(hours * 3600) }
    #expect(try end("F/08:00-09:00/UTC") == at(1))
    #expect(try end("F/07:00-08:00/UTC") == nil)
    #expect(try end("F/07:00-08:00,08:00-10:00/UTC") == at(2))
    #expect(try end("F/09:00-11:00,07:00-09:30/UTC") == at(3))
    #expect(try end("F/07:00-08:30,08:30:01-10:00/UTC") == Fixture.epoch + .seconds(1800))
    #expect(try end("F/true/UTC") == at(16))
    #expect(try end("F/00:00-23:59:59/UTC") == at(16))
    #expect(try end("R/true/UTC") == nil)
    #expect(try end("F/09:00-10:00/Europe/Berlin") == at(1))
    #expect(try end("F/03:00-04:00/America/New_York") == at(1))
    #expect(try end("F/13:30-15:00/+05:30") == Fixture.epoch + .seconds(5400))
    #expect(try end("R/22:00-23:00/-10:00") == at(1))
  }

  private static let offsets: [(String, Int64, Int)] = [
    ("UTC", 1_800_000_000, 0), ("Europe/Berlin", 1_800_000_000, 3600),
    // 2026-03-29 and 2026-10-25, 01:00 UTC.
    ("Europe/Berlin", 1_774_745_999, 3600), ("Europe/Berlin", 1_774_746_000, 7200),
    ("Europe/London", 1_792_889_999, 3600), ("Europe/London", 1_792_890_000, 0),
    // 2026-03-08 at 07:00 UTC and 2026-11-01 at 06:00 UTC: two o'clock in New York.
    ("America/New_York", 1_772_953_199, -18_000), ("America/New_York", 1_772_953_200, -14_400),
    ("America/New_York", 1_793_512_799, -14_400), ("America/New_York", 1_793_512_800, -18_000),
    ("Asia/Kolkata", 0, 19_800), ("-03:30", 0, -12_600),
  ]

  @Test(arguments: offsets) func `clocks change when they do`(_ name: String, _ second: Int64, _ offset: Int) throws {
    let zone = try #require(TimeZone(name))
    #expect(zone.offset(at: UnixTime(seconds: second)) == offset)
  }

  @Test(arguments: ["+5:30", "+15:00", "Europe", "", "+05:60", "++5:30", "+-5:30"])
  func `other names are no time zones`(_ name: String) { #expect(TimeZone(name) == nil) }

  @Test func `all conditions must hold, and the first to end ends the grant`() throws {
    var policy = Directory.Policy(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4)
    policy.conditions = [
      .currentUTCDatetime([try TimeWindow("F/08:00-12:00/UTC")]), .remoteIPLocationRegion(.isIn, ["DE"]),
      .currentUTCDatetime([try TimeWindow("F/08:00-10:00/UTC"), try TimeWindow("M/true/UTC")]),
    ]
    #expect(policy.verdict(asker()) == .holds(until: Fixture.epoch + .seconds(7200)))
    #expect(
      policy.verdict(asker(at: Fixture.epoch + .seconds(7200))) == .violated([.currentUTCDatetime]))
    policy.conditions += [.clientVerified(true), .remoteIP(.isIn, [])]
    #expect(policy.verdict(asker()) == .violated([.clientVerified, .remoteIP]))
    policy.conditions = []
    #expect(policy.verdict(asker()) == .holds(until: nil))
  }
}
