import Base
import Testing

@Suite struct CalendarTextTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_400_000_000_000, "2000-02-29T00:00:00Z"),
      (951_868_799_999_999_999, "2000-02-29T23:59:59.999999999Z"),
      (1_767_225_600_250_000_000, "2026-01-01T00:00:00.25Z"),
      (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
      (.min, "1677-09-21T00:12:43.145224192Z"), (.max, "2262-04-11T23:47:16.854775807Z"),
    ] as [(Int64, String)])
  func `a time reads as RFC 3339 writes it`(_ nanoseconds: Int64, _ text: String) {
    #expect(UnixTime(nanoseconds: nanoseconds).date == text)
  }
}
