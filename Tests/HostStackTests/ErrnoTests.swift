import Testing

@testable import HostStack

@Suite struct ErrnoTests {
  @Test func `errors are named as in C`() {
    #expect(Errno.ehostunreach.name == "EHOSTUNREACH")
    #expect(Errno.ehostunreach.rawValue == 113)
  }
}
