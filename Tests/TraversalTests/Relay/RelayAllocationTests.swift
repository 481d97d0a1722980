import Base
import Testing
import Wire

@testable import Traversal

@Suite struct RelayAllocationTests {
  static let v4 = PublicAddresses(v4: IPv4Address(198, 51, 100, 7))
  static let v6 = PublicAddresses(v4: nil, v6: IPv6Address(high: 0x2001_0db8_0000_0000, low: 7))

  struct Families: Sendable {
    let stack: String
    var requested: IPFamily?
    var additional: IPFamily?
    let result: [IPFamily]
    var code: UInt16 = 0
  }

  @Test(arguments: [
    Families(stack: "dual", result: [.v4]), Families(stack: "dual", requested: .v4, result: [.v4]),
    Families(stack: "dual", requested: .v6, result: [.v6]),
    Families(stack: "dual", additional: .v6, result: [.v4, .v6]), Families(stack: "v4", additional: .v6, result: [.v4]),
    Families(stack: "v6", additional: .v6, result: [.v6]), Families(stack: "v6", requested: .v6, result: [.v6]),
    Families(stack: "dual", requested: .v4, additional: .v6, result: [], code: 400),
    Families(stack: "dual", additional: .v4, result: [], code: 400),
    Families(stack: "v6", result: [], code: 440), Families(stack: "v4", requested: .v6, result: [], code: 440),
  ])
  func `families are given as they are asked for and there`(_ row: Families) throws {
    var policy = RelayPolicy.test
    if row.stack != "dual" { policy.addresses = [row.stack == "v4" ? Self.v4 : Self.v6] }
    var desk = RelayDesk(policy)
    if row.stack == "v6" {
      desk.client = at("[2001:db8::5]:40000")
      desk.server = at("[2001:db8::7]:3478")
    }
    try desk.learnNonce()
    let answer = try desk.ask(.allocate) {
      $0.add(.requestedTransport, .udp)
      if let family = row.requested { $0.add(.requestedAddressFamily, family) }
      if let family = row.additional { $0.add(.additionalAddressFamily, family) }
    }
    #expect(answer[.errorCode]?.code.rawValue ?? 0 == row.code)
    let relayed = answer.all(.xorRelayedAddress)
    #expect(relayed.map(\.address.family) == row.result)
    #expect(Set(relayed.map(\.port)).count <= 1)
    #expect(desk.relay.opened == relayed)
    guard row.code == 0 else { return }
    #expect(answer[.lifetime] == 600)
    #expect(answer[.xorMappedAddress] == desk.client)
    #expect(answer.checkIntegrity(desk.key) == .valid)
    #expect((answer[.addressErrorCode] != nil) == (row.additional != nil && relayed.count == 1))
  }

  @Test(arguments: [(nil, 600), (0, 600), (60, 600), (601, 601), (3600, 3600), (3601, 3600), (.max, 3600)])
  func `a lifetime is between ten minutes and an hour`(asked: UInt32?, given: UInt32) throws {
    var desk = RelayDesk()
    try desk.learnNonce()
    let answer = try desk.ask(.allocate) {
      $0.add(.requestedTransport, .udp)
      if let asked { $0.add(.lifetime, asked) }
    }
    #expect(answer[.lifetime] == given)
    #expect(desk.relay.server.timers[.expiry] == .zero + .seconds(Int64(given)))
    desk.pass(.seconds(Int64(given)) + .nanoseconds(-1))
    #expect(desk.relay.server.allocations.count == 1)
    desk.pass(.nanoseconds(1))
    #expect(desk.relay.server.allocations.count == 0)
    #expect(desk.relay.reasons.last == "expired")
    #expect(desk.relay.opened.isEmpty)
    #expect(desk.relay.server.timers.next == nil)
  }

  @Test func `the same request again gets the same answer, another one 437`() throws {
    var desk = RelayDesk()
    try desk.learnNonce()
    let request = desk.message(.allocate) { $0.add(.requestedTransport, .udp) }
    let first = desk.say(request)
    #expect(desk.say(request) == first)
    #expect(desk.relay.reasons.last == "answered-again")
    #expect(desk.relay.server.allocations.count == 1)
    #expect(try desk.code(.allocate) { $0.add(.requestedTransport, .udp) } == 437)
    let release = desk.message(.refresh) { $0.add(.lifetime, 0) }
    let gone = desk.say(release)
    #expect(try STUNMessage(gone[0].payload)[.lifetime] == 0)
    #expect(desk.say(release) == gone)
    #expect(try desk.code(.refresh) == 437)
    desk.pass(.seconds(41))
    #expect(try STUNMessage(desk.say(release)[0].payload)[.errorCode]?.code == .allocationMismatch)
  }

  @Test func `requests that cannot be granted are refused, each by its code and reason`() throws {
    var desk = RelayDesk()
    try desk.learnNonce()
    #expect(try desk.code(.allocate) == 400)
    #expect(try desk.code(.allocate) { $0.add(.requestedTransport, .tcp) } == 442)
    #expect(try desk.code(.allocate) { $0.add(number: 0x7abc, [1]) } == 420)
    #expect(try desk.code(.allocate) { $0.add(number: STUNAttributeType.lifetime.rawValue, [1]) } == 400)
    #expect(try desk.code(STUNMethod(rawValue: 0x3a)) == 400)
    #expect(
      try desk.code(.allocate) {
        $0.add(.requestedTransport, .udp)
        $0.add(.reservationToken, 5)
      } == 508)
    #expect(
      desk.relay.reasons.suffix(6) == [
        "no-transport", "unsupported-transport", "unknown-attributes", "malformed-attribute", "unknown-method",
        "unknown-reservation",
      ])
  }

  @Test func `an even port may keep the next one for whoever has its token`() throws {
    var desk = RelayDesk()
    try desk.learnNonce()
    let pair = try desk.ask(.allocate) {
      $0.add(.requestedTransport, .udp)
      $0.add(.evenPort, true)
    }
    let even = try #require(pair[.xorRelayedAddress])
    let token = try #require(pair[.reservationToken])
    #expect(even.port % 2 == 0)
    desk.client.port += 1
    try desk.learnNonce()
    let next = try desk.ask(.allocate) {
      $0.add(.requestedTransport, .udp)
      $0.add(.reservationToken, token)
    }
    #expect(next[.xorRelayedAddress] == Endpoint(even.address, even.port + 1))
    desk.client.port += 1
    try desk.learnNonce()
    _ = try desk.ask(.allocate) {
      $0.add(.requestedTransport, .udp)
      $0.add(.evenPort, true)
    }
    #expect(desk.relay.opened.count == 4)
    desk.pass(.seconds(30))
    #expect(desk.relay.opened.count == 3)
  }

  @Test func `quotas hold for a participant and for an address, and are given back`() throws {
    var policy = RelayPolicy.test
    policy.limits.allocationsPerOwner = 2
    policy.limits.allocationsPerAddress = 3
    var desk = RelayDesk(policy)
    func allocate(_ desk: inout RelayDesk) throws -> UInt16 {
      desk.client.port += 1
      try desk.learnNonce()
      return try desk.code(.allocate) { $0.add(.requestedTransport, .udp) }
    }
    #expect(try [allocate(&desk), allocate(&desk), allocate(&desk)] == [0, 0, 486])
    desk.credentials = StampSecret.test.credentials(salt: "other")
    #expect(try [allocate(&desk), allocate(&desk)] == [0, 486])
    #expect(desk.relay.reasons.filter { $0.hasSuffix("quota") } == ["owner-quota", "address-quota"])
    desk.pass(.seconds(600))
    #expect(try allocate(&desk) == 0)
  }

  @Test func `ports are given until none is left, and 508 then`() throws {
    var policy = RelayPolicy.test
    policy.ports = 50000...50009
    policy.limits.allocationsPerOwner = 100
    var desk = RelayDesk(policy)
    var ports: Set<UInt16> = []
    for _ in 0..<10 {
      desk.client.port += 1
      ports.insert(try desk.allocate().port)
    }
    #expect(ports.count == 10)
    desk.client.port += 1
    try desk.learnNonce()
    #expect(try desk.code(.allocate) { $0.add(.requestedTransport, .udp) } == 508)
    #expect(desk.relay.reasons.last == "ports-exhausted")
  }

  @Test func `a port that the system does not give costs the allocation`() throws {
    var desk = RelayDesk()
    let relayed = try desk.allocate()
    let now = desk.now
    desk.relay.collect { $0.handle(.unavailable(relayed), at: now, into: &$1) }
    #expect(desk.relay.reasons.last == "port-unavailable")
    #expect(try desk.code(.refresh) == 437)
  }

  /// What an owner of real sockets says to each `open`: other programs have the first `occupied` of them.
  private static func allocate(
    _ policy: RelayPolicy, occupied: Int, _ add: (inout STUNWriter) -> Void = { _ in }
  ) throws -> (desk: RelayDesk, answers: [STUNMessage], tried: [Endpoint]) {
    var policy = policy
    policy.confirmsSockets = true
    var desk = RelayDesk(policy)
    try desk.learnNonce()
    let request = desk.message(.allocate) {
      $0.add(.requestedTransport, .udp)
      add(&$0)
    }
    var answers = desk.say(request)
    var tried: [Endpoint] = []
    var said: Set<Endpoint> = []
    let now = desk.now
    while let next = desk.relay.opened.first(where: { !said.contains($0) }) {
      tried.append(next)
      if tried.count <= occupied {
        desk.relay.opened.removeAll { $0 == next }
        desk.relay.collect { $0.handle(.occupied(next), at: now, into: &$1) }
      } else {
        said.insert(next)
        desk.relay.collect { $0.handle(.opened(next), at: now, into: &$1) }
      }
      answers += desk.relay.takeSent()
    }
    return (desk, try answers.map { try STUNMessage($0.payload) }, tried)
  }

  /// An occupied port of one family leaves the other's to be opened, which then closes again.
  @Test(arguments: [(0, 1), (1, 2), (3, 3)])
  func `where another program has the port, another port is lent`(occupied: Int, ports: Int) throws {
    let (desk, answers, tried) = try Self.allocate(.test, occupied: occupied) {
      $0.add(.additionalAddressFamily, .v6)
    }
    #expect(answers.count == 1)
    #expect(answers.first?.all(.xorRelayedAddress) == desk.relay.opened)
    #expect(desk.relay.opened.map(\.address.family) == [.v4, .v6])
    #expect(Set(tried.map(\.port)).count == ports)
    #expect(desk.relay.server.allocations.count == 1)
  }

  @Test func `where other programs have every port that is tried, the client is told`() throws {
    let (desk, answers, tried) = try Self.allocate(.test, occupied: .max)
    #expect(answers.map { $0[.errorCode]?.code.rawValue } == [508])
    #expect(Set(tried).count == RelayConstants.greatestAttempts)
    #expect(desk.relay.opened.isEmpty)
    #expect(desk.relay.server.allocations.count == 0)
  }

  @Test func `a port that was occupied is free again after a while`() throws {
    var policy = RelayPolicy.test
    policy.ports = 50_000...50_001
    let first = try Self.allocate(policy, occupied: 2)
    #expect(first.answers.map { $0[.errorCode]?.code.rawValue } == [508])
    #expect(Set(first.tried.map(\.port)) == [50_000, 50_001])
    var desk = first.desk
    desk.pass(RelayConstants.occupiedPause)
    #expect(desk.relay.server.timers.next == nil)
    try desk.learnNonce()
    _ = desk.say(desk.message(.allocate) { $0.add(.requestedTransport, .udp) })
    #expect(desk.relay.opened.count == 1)
  }

  @Test func `both ports of a pair have to be free`() throws {
    let (desk, answers, tried) = try Self.allocate(.test, occupied: 1) { $0.add(.evenPort, true) }
    #expect(answers.first?[.reservationToken] != nil)
    #expect(desk.relay.opened.count == 2)
    #expect(tried.count == 3)
  }
}
