import Base
import Portal
import Testing
import Wire

@testable import Access

/// The gateway's own word that it knows of no authorization, alone and beside the ICMP error.
@Suite struct NoAuthorizationTests {
  private static let message = NoAuthorization(destination: Fixture.address("172.20.0.1"), proto: 17, port: 7)

  private func stage(icmp: Bool = false, event: Bool = true, _ resources: [ClientResource] = Fixture.resources)
    throws -> Stage
  {
    var stage = try Stage(flagOn: icmp, resources)
    stage.give(.setFlag(.noAuthorizationControlEvent, event))
    stage.app(try Fixture.udp("172.20.0.1"))
    return stage
  }

  private func verdicts(_ stage: Stage) -> [Recovery.Verdict] {
    stage.events.compactMap { if case .noAuthorization(_, _, let verdict) = $0 { verdict } else { nil } }
  }

  @Test func `it asks anew, and what stays refused asks ever more rarely`() throws {
    var stage = try stage()
    for _ in 0..<310 {
      try stage.from(.noAuthorization(Self.message))
      stage.wait(.milliseconds(100), step: .milliseconds(100))
    }
    #expect(
      stage.intents.dropFirst() == [
        .noAuthorization, .noAuthorization, .noAuthorization, .noAuthorization, .noAuthorization,
      ])
    #expect(verdicts(stage).first == .reauthorize)
    #expect(verdicts(stage)[1] == .ignored(.tooSoon))
    #expect(stage.delivered.isEmpty, "applications do not see it")
  }

  @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
  func `each trigger has its flag, and both together ask once`(icmp: Bool, event: Bool) throws {
    for eventFirst in [true, false] {
      var stage = try stage(icmp: icmp, event: event)
      let error = IPPacket.error(.prohibited(.v4), about: try Fixture.udp("172.20.0.1"))
      if eventFirst { try stage.from(.noAuthorization(Self.message)) }
      try stage.from(error)
      if !eventFirst { try stage.from(.noAuthorization(Self.message)) }
      #expect(stage.asked.count == (icmp || event ? 2 : 1))
      stage.wait(.milliseconds(2100))
      try stage.from(error)
      try stage.from(.noAuthorization(Self.message))
      #expect(stage.asked.count == (icmp || event ? 3 : 1))
    }
  }

  static let foreign: [(NoAuthorization, Recovery.Reason)] = [
    (NoAuthorization(destination: Fixture.address("9.9.9.9"), proto: 17, port: 7), .unknownResource),
    (NoAuthorization(destination: Fixture.address("172.21.0.1"), proto: 17, port: 7), .otherGateway),
    (NoAuthorization(destination: Fixture.address("172.20.0.1"), proto: 6, port: 81), .filtered),
    (NoAuthorization(destination: Fixture.address("172.20.0.1"), proto: 6, port: nil), .filtered),
  ]

  @Test(arguments: foreign)
  func `what is not this gateway's or not to be asked for counts for nothing`(
    message: NoAuthorization, reason: Recovery.Reason
  ) throws {
    let resources = [
      Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.udp(7...7), .tcp(80...80)]), Fixture.resources[2],
    ]
    var stage = try stage(icmp: false, event: true, resources)
    try stage.from(.noAuthorization(message))
    #expect(verdicts(stage) == [.ignored(reason)])
    #expect(stage.asked.count == 1)
  }

  @Test func `the port decides which of two resources is meant`() throws {
    var stage = try stage([
      Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.udp(7...7)]),
      Fixture.resource(Fixture.narrow, "172.20.0.0/24", filters: [.udp(8...8)]),
    ])
    stage.app(try Fixture.udp("172.20.0.1", port: 8))
    try stage.from(
      .noAuthorization(NoAuthorization(destination: Fixture.address("172.20.0.1"), proto: 17, port: 8)))
    #expect(stage.asked.map(\.resourceID) == [Fixture.network, Fixture.narrow, Fixture.narrow])
  }
}
