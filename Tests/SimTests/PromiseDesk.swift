import Access
import Base
import HostStack
import Lab
import Portal
import Testing
import Wire

@testable import Sim

/// A lab about one access, whose prospect is read and then held to.
struct PromiseDesk {
  var desk: LabDesk
  var resource = LabDesk.network
  /// Where packets for it go.
  var address = "172.20.0.100"

  init(seed: UInt64) throws {
    desk = try LabDesk(seed: seed)
    desk.wait(.seconds(1))
  }

  var views: AccessViews {
    get throws {
      let world = desk.lab.world
      let client = try #require(world.clients["client"])
      let id = try #require(world.names.resource(named: resource))
      return world.views(of: .init(resource: id, gateway: world.gateways["gateway"]?.id), at: client)
    }
  }

  var prospect: Prospect { get throws { try views.prospect } }

  mutating func perform(_ action: Lab.Action) throws { _ = try desk.lab.perform(action) }
  mutating func change(_ change: AccessChange) throws { try perform(.change(change)) }

  /// A packet, and nobody waits for what becomes of it.
  mutating func send() throws { _ = try desk.open(.ping(try #require(IPAddress(address)), sequence: 1)) }
  mutating func reach() throws { try desk.ping(address) }
  mutating func reachOther() throws { try desk.ping("172.21.0.101") }

  /// Packets, one each second.
  mutating func traffic(for span: Duration) throws {
    let end = desk.lab.now + span
    while desk.lab.now < end {
      try send()
      desk.wait(.seconds(1))
    }
  }

  /// Another access keeps the tunnel.
  mutating func revoke() throws {
    try reach()
    try reachOther()
    _ = try desk.revoke(resource)
    desk.wait(.milliseconds(200))
  }

  mutating func drop(_ message: String, from sender: String, times: Int? = nil) throws {
    let pattern = Pattern.message(MessagePattern(name: message, from: sender))
    try perform(.addRule(Rule(pattern, at: Tap("portal", .ws), .drop, times: times, text: message)))
  }

  mutating func grantWide() throws {
    let network = try #require(IPPrefix("172.20.0.0/14"))
    try change(.addResource(Topology.Resource(name: "Wide", target: .cidr(network), sites: ["mycro-aws-gws"])))
    try change(.addPolicy(Topology.Policy(group: "Everyone", resource: "Wide")))
    desk.wait(.seconds(1))
    try desk.ping("172.22.0.1")
  }

  /// The lab begins on a Thursday at 00:00 UTC.
  mutating func openWindow(until end: Duration) throws {
    let seconds = end.nanoseconds / 1_000_000_000
    let time = "00:\(seconds / 60 < 10 ? "0" : "")\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    try setWindow("R/00:00:00-\(time)/UTC")
  }

  /// No request is granted, though the client still knows the resource.
  mutating func closeWindow() throws {
    try openWindow(until: .seconds(20))
    desk.runTo(.zero + .seconds(21))
  }

  private mutating func setWindow(_ window: String) throws {
    var policy = Topology.Policy(group: "Everyone", resource: resource)
    policy.conditions = [try AccessCondition("current_utc_datetime is_in_day_of_week_time_ranges \(window)")]
    try change(.deletePolicy(resource: resource, group: nil))
    try change(.addPolicy(policy))
    desk.wait(.seconds(1))
  }

  /// From here on it is about a resource of names.
  mutating func useName() throws {
    resource = "**.httpbin.search.test"
    try desk.run(.ping(.name("dns.httpbin.search.test", nil), sequence: 1))
    let names = try #require(desk.lab.world.clients["client"]).access.resources.domains.names
    address = try #require(names.first?.addresses.first).description
  }
}

// Holding the world to it.
extension PromiseDesk {
  mutating func keep(_ prospect: Prospect) throws {
    switch prospect {
    case .nobody: try keepsAgreeing(during: .seconds(5))
    case .agreed(let end, _): try keepAgreement(until: end)
    case .asked(let event): try keep(event)
    case .refused(let refused): try keepRefusal(until: refused.until)
    case .heals(let event): try keep(event)
    case .lasts:
      try traffic(for: .seconds(70))
      desk.wait(.seconds(1))
      #expect(try prospectLasts, "\(words)")
    }
  }

  private var isSettled: Bool {
    get throws {
      let views = try views
      return !views.prospect.isDesync && views.asking == .nothing
    }
  }

  private var words: String { (try? prospect.words) ?? "" }
  /// The three still think differently, whatever the client says of it meanwhile.
  private var prospectLasts: Bool {
    get throws {
      let views = try views
      return views.portal != views.gateway || views.gateway != views.client
    }
  }

  private mutating func keepsAgreeing(during span: Duration) throws {
    desk.wait(span)
    #expect(try isSettled, "\(words)")
  }

  /// Until the end, and no longer.
  private mutating func keepAgreement(until end: Instant?) throws {
    guard let end, end < desk.lab.now + .seconds(600) else { return try keepsAgreeing(during: .seconds(60)) }
    try reachOther()
    desk.runTo(end + .milliseconds(-1))
    #expect(try views.gateway)
    desk.runTo(end + .milliseconds(1))
    #expect(try !views.gateway)
  }

  /// Not one request before its time, and one after.
  private mutating func keepRefusal(until end: Instant) throws {
    let before = desk.sent("create_flow")
    while desk.lab.now + .seconds(1) < end {
      try send()
      desk.wait(.milliseconds(500))
    }
    #expect(desk.sent("create_flow") == before)
    desk.runTo(end)
    try send()
    desk.wait(.milliseconds(500))
    #expect(desk.sent("create_flow") == before + 1)
  }

  private mutating func keep(_ event: Prospect.Event) throws {
    switch event {
    case .packet(let packet): try keep(packet)
    case .answer: try settles(after: .seconds(20))
    case .message: try settles(after: .seconds(1))
    case .recheck: try settles(after: .seconds(61))
    case .clientReachesPortal, .gatewayReachesPortal:
      try traffic(for: .seconds(3))
      #expect(try !isSettled, "\(words)")
      try cure()
    case .path: try cure()
    case .tunnelGivenUp:
      try traffic(for: .seconds(3))
      #expect(try !isSettled)
      try traffic(for: .seconds(60))
      try settles(after: .seconds(3))
    case .expiry(let end):
      desk.runTo(end + .milliseconds(-1))
      #expect(try !isSettled)
      try settles(after: .milliseconds(2))
    }
  }

  private mutating func keep(_ packet: Prospect.Packet) throws {
    if let after = packet.after {
      try send()
      desk.wait(.milliseconds(500))
      #expect(try !isSettled, "before its time")
      desk.runTo(after)
    } else {
      desk.wait(.seconds(10))
      #expect(try !isSettled, "not by itself")
    }
    try send()
    try settles(after: .seconds(2))
    let views = try views
    #expect(views.client && views.gateway && views.portal, "\(views.prospect.words)")
  }

  private mutating func settles(after span: Duration) throws {
    desk.wait(span)
    #expect(try isSettled, "\(words)")
  }

  /// What was cut is joined, who was away is back; then time for reconnecting, and packets.
  private mutating func cure() throws {
    try perform(.heal(nil, nil))
    if !desk.lab.world.portal.isRunning { try perform(.node("portal", .start)) }
    desk.wait(.seconds(90))
    try traffic(for: .seconds(3))
    try settles(after: .seconds(2))
  }
}

extension LabDesk {
  mutating func runTo(_ instant: Instant) { _ = lab.run(until: max(instant, lab.now)) { _ in false } }
}
