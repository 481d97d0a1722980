import Base
import Testing

@testable import Lab

@Suite struct ConditionTests {
  @Test(arguments: AccessCondition.Property.allCases)
  func `the example of a property reads back as it is printed`(property: AccessCondition.Property) throws {
    #expect(try AccessCondition(property.example).description == property.example)
  }

  @Test(arguments: [
    "", "remote_ip", "remote_ip is_in 1.2.3.4", "remote_ip is_in_cidr", "remote_ip is_in_cidr 1.2.3",
    "remote_ip_location_region is_in Germany", "provider_id is_in", "client_verified is maybe",
    "current_utc_datetime is_in_day_of_week_time_ranges X/true/UTC",
    "current_utc_datetime is_in_day_of_week_time_ranges M/17:00-09:00/UTC",
    "current_utc_datetime is_in_day_of_week_time_ranges M/25:00-26:00/UTC",
    "current_utc_datetime is_in_day_of_week_time_ranges M//UTC",
  ])
  func `what is no condition is refused`(text: String) {
    #expect(throws: AccessConditionProblem.self) { try AccessCondition(text) }
  }

  @Test(arguments: ["2026-01-31T12:00:00Z", "2000-02-29T23:59:59Z", "1970-01-01T00:00:00Z", "2100-03-01T00:00:00Z"])
  func `a date reads back as it is printed`(text: String) throws {
    #expect(try #require(UnixTime(date: text)).date == text)
  }

  @Test(arguments: ["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T24:00:00Z", "x"])
  func `what is no date is refused`(text: String) { #expect(UnixTime(date: text) == nil) }
}
