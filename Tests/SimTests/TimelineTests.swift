import Access
import Base
import HostStack
import Lab
import Testing

@testable import Sim

/// How long applications wait for a path: bounds from the worked timelines of the original (data plane §12), and from
/// docs/traversal.md where ours are shorter.
///
/// One way it is 10 ms from client to gateway, 20 ms to a relay, 30 ms to the portal.
@Suite struct TimelineTests {
  private static let way = Duration.milliseconds(10)
  private static let wayByRelay = Duration.milliseconds(40)
  private static let relayRoundTrip = Duration.milliseconds(40)
  private static let portalRoundTrip = Duration.milliseconds(60)
  /// `create_flow` to the portal, `authorize_flow` to the gateway, and both answers.
  private static let asking = portalRoundTrip * 2
  /// §12.2: two and a half round trips from the first check to the first packet at the gateway.
  private static let connecting = way * 5
  /// RFC 8445 §14: the first check that is lost is repeated after 250 ms.
  private static let lostCheck = Duration.milliseconds(250)

  /// §12.4: twelve unanswered checks at 1.5 s, and 2 s until the connection is given up.
  private static let noticing = Duration.milliseconds(16_500) + .seconds(2)

  private func path(_ desk: LabDesk) -> String {
    (try? desk.lab.answer(.state(["client", "connections", "gateway", "path"])).text) ?? "none"
  }

  /// From now until the first answer to one of the pings that leave every 50 ms.
  private func timeToAnswer(_ desk: inout LabDesk, within limit: Duration) throws -> Duration? {
    let begin = desk.lab.now
    let start = desk.lab.trace.count
    var sequence: UInt16 = 1000
    while desk.lab.now - begin < limit {
      _ = try desk.open(.ping(try #require(IPAddress("172.20.0.100")), sequence: sequence))
      sequence += 1
      desk.wait(.milliseconds(50))
      let answer = desk.lab.trace.dropFirst(start).first { $0.kind == "app.ended" && $0["success"] == .flag(true) }
      if let answer { return answer.t - begin }
    }
    return nil
  }

  /// From the application to the resource network.
  private func timeToGateway(_ desk: inout LabDesk) throws -> Duration? {
    let begin = desk.lab.now
    let start = desk.lab.trace.count
    try desk.ping("172.20.0.100")
    return desk.lab.trace.dropFirst(start).first { $0.kind == "lan.out" && $0.node == "gateway" }.map { $0.t - begin }
  }

  @Test func `directly: two and a half round trips behind the portal's answer`() throws {
    var desk = try LabDesk()
    #expect(try #require(try timeToGateway(&desk)) <= Self.asking + Self.connecting)
    #expect(path(desk) == "direct")
  }

  @Test func `by a relay: the same over the longer way, a channel, and one check that came too early`() throws {
    var desk = try LabDesk()
    _ = try desk.lab.perform(.partition("client", "gateway"))
    let time = try #require(try timeToGateway(&desk))
    #expect(time <= Self.asking + Self.wayByRelay * 5 + Self.relayRoundTrip + Self.lostCheck)
    #expect(path(desk).hasPrefix("relayed"))
  }

  /// §12.5: the portal's socket and login, three round trips to a relay for an allocation, and then as at first.
  @Test func `after roaming: a login, an allocation, and then as at first`() throws {
    var desk = try LabDesk()
    try desk.ping("172.20.0.100")
    _ = try desk.lab.perform(.node("client", .roam([])))
    let login = Self.portalRoundTrip * 3
    let time = try #require(try timeToGateway(&desk))
    #expect(time <= login + Self.relayRoundTrip * 3 + Self.asking + Self.connecting)
    #expect(path(desk) == "direct")
  }

  /// §12.4: after 15.25 s to 16.5 s at the original. The page: the next check of the path is due within 1.5 s, three more
  /// within 2 s, and a relay's pair answers then.
  @Test func `after the loss of the direct path a relay takes over within seconds`() throws {
    var desk = try LabDesk()
    try desk.ping("172.20.0.100")
    desk.wait(.seconds(5))
    _ = try desk.lab.perform(.partition("client", "gateway"))
    let time = try #require(try timeToAnswer(&desk, within: .seconds(30)))
    #expect(time <= .seconds(4))
    #expect(path(desk).hasPrefix("relayed"))
  }

  /// §10 no. 9: the original takes 25 s and 8 s to notice a dead relay. Its path is noticed as every other one.
  @Test func `after the loss of the relay in use the other one takes over before the original has noticed`() throws {
    var desk = try LabDesk()
    _ = try desk.lab.perform(.partition("client", "gateway"))
    try desk.ping("172.20.0.100")
    let relay = try desk.lab.answer(.state(["client", "connections", "gateway", "relay"])).text
    desk.wait(.seconds(5))
    _ = try desk.lab.perform(.partition("client", relay))
    _ = try desk.lab.perform(.partition("gateway", relay))
    let time = try #require(try timeToAnswer(&desk, within: .seconds(60)))
    #expect(time <= Self.noticing)
  }

  @Test(arguments: [(true, Duration.milliseconds(500)), (false, Self.noticing)])
  func `after a gateway's restart: at once with a goodbye, else when the path has failed`(
    _ isGraceful: Bool, _ bound: Duration
  ) throws {
    var desk = try LabDesk()
    try desk.ping("172.20.0.100")
    desk.wait(.seconds(5))
    _ = try desk.lab.perform(.node("gateway", .restart(gracefully: isGraceful)))
    // It must be there again before anybody can be sent to it: a socket, a login, and an allocation.
    desk.wait(Self.portalRoundTrip * 3 + Self.relayRoundTrip * 3)
    let time = try #require(try timeToAnswer(&desk, within: .seconds(60)))
    #expect(time <= bound)
    #expect(path(desk) == "direct")
    desk.check()
  }
}

extension State {
  fileprivate var text: String { if case .fact(let fact) = self { fact.description } else { "" } }
}
