import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct RecoveryTests {
  private let web = Recovery.Flow(Fixture.address("172.20.0.1"), .tcp, port: 80)
  private let other = Recovery.Flow(Fixture.address("172.20.0.1"), .tcp, port: 81)

  /// When requests go out if a refusal comes every 100 ms.
  private func asked(_ recovery: inout Recovery, seconds: Int, from start: Int = 0) -> [Double] {
    (start * 10...(start + seconds) * 10).map { Double($0) / 10 }
      .filter { recovery.mayAsk(for: Fixture.network, refused: web, at: .at($0)) }
  }

  @Test func `requests that do not help become rarer, down to one a minute`() {
    var recovery = Recovery()
    #expect(asked(&recovery, seconds: 250) == [0, 2, 6, 14, 30, 62, 122, 182, 242])
  }

  @Test func `each resource waits by itself`() {
    var recovery = Recovery()
    _ = asked(&recovery, seconds: 60)
    #expect(recovery.mayAsk(for: Fixture.downloads, refused: web, at: .at(60)) == true)
  }

  @Test func `when the refused traffic flows, the next refusal is a first one`() {
    var recovery = Recovery()
    #expect(asked(&recovery, seconds: 30) == [0, 2, 6, 14, 30])
    recovery.flows(web, at: .at(33))
    #expect(asked(&recovery, seconds: 3, from: 34) == [34, 36])
  }

  @Test func `other traffic of the resource changes nothing`() {
    var recovery = Recovery()
    #expect(asked(&recovery, seconds: 14) == [0, 2, 6, 14])
    recovery.flows(other, at: .at(15))
    #expect(asked(&recovery, seconds: 14, from: 15) == [])
  }

  @Test func `one who refuses and answers in turn gets one request in two seconds`() {
    var recovery = Recovery()
    var count = 0
    for tick in 0..<200 {
      if recovery.mayAsk(for: Fixture.network, refused: web, at: .at(Double(tick) / 20)) { count += 1 }
      recovery.flows(web, at: .at(Double(tick) / 20 + 0.01))
    }
    #expect(count == 5)
  }

  @Test func `a resource that changed starts anew`() {
    var recovery = Recovery()
    _ = asked(&recovery, seconds: 14)
    recovery.forget(Fixture.network)
    #expect(recovery.mayAsk(for: Fixture.network, refused: web, at: .at(15)) == true)
  }

  @Test func `echo identifiers do not tell flows apart`() {
    let to = Fixture.address("172.20.0.1")
    #expect(Recovery.Flow(to, .icmp, port: 1) == Recovery.Flow(to, .icmp, port: nil))
    #expect(Recovery.Flow(to, .udp, port: 1) != Recovery.Flow(to, .udp, port: 2))
  }

  @Test func `a refusal is remembered for its time, and until the resource changes`() {
    var refusals = Refusals()
    refusals.refuse(Fixture.network, .forbidden, at: .at(1))
    refusals.refuse(Fixture.downloads, .offline, for: Refusals.shortMemory, at: .at(1))
    #expect(refusals.reason(for: Fixture.network6, at: .at(1)) == nil)
    #expect(refusals.reason(for: Fixture.network, at: .at(10.9)) == .forbidden)
    #expect(refusals.reason(for: Fixture.network, at: .at(11)) == nil)
    #expect(refusals.reason(for: Fixture.downloads, at: .at(2.9)) == .offline)
    #expect(refusals.reason(for: Fixture.downloads, at: .at(3)) == nil)
    refusals.refuse(Fixture.network, .forbidden, at: .at(20))
    refusals.forget(Fixture.network)
    #expect(refusals.reason(for: Fixture.network, at: .at(20)) == nil)
  }

  @Test(arguments: [
    ("true", true), ("false", false), ("TRUE", false), ("True", false), ("1", false), ("on", false), ("", false),
    (" true", false), ("true\n", false), ("yes", false),
  ])
  func `only the word true switches a flag on`(word: String, on: Bool) {
    let name = "FZFF_ICMP_ERROR_UNREACHABLE_PROHIBITED_CREATE_NEW_FLOW"
    let flags = FeatureFlags { $0 == name ? word : nil }
    #expect(flags[.icmpErrorUnreachableProhibitedCreateNewFlow] == on)
    #expect(!FeatureFlags { _ in nil }[.icmpErrorUnreachableProhibitedCreateNewFlow])
  }

  @Test func `a flag is switched both ways`() {
    var flags = FeatureFlags()
    flags[.icmpErrorUnreachableProhibitedCreateNewFlow] = true
    flags[.icmpErrorUnreachableProhibitedCreateNewFlow] = true
    flags[.icmpErrorUnreachableProhibitedCreateNewFlow] = false
    #expect(flags == FeatureFlags())
  }
}
