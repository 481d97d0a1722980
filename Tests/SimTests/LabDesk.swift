import Access
import Base
import HostStack
import Lab
import Portal
import Testing
import Wire

@testable import Sim

/// A lab with the verbs that the tests need.
struct LabDesk {
  var lab: Simulation

  static let network = "MyCorp Network"
  static let network6 = "MyCorp Network (IPv6)"
  static let downloads = "MyCorp Downloads"
  static let resources: [(name: String, address: String)] = [
    (network, "172.20.0.100"), (network6, "172:20::100"), (downloads, "172.21.0.101"),
  ]

  init(flagOn: Bool = true, seed: UInt64 = 1) throws {
    lab = try Simulation(.myCorp, seed: seed, flags: FeatureFlags())
    if flagOn { try flag(true) }
  }

  struct Unfinished: Error {}

  mutating func flag(_ on: Bool) throws {
    let name = FeatureFlag.icmpErrorUnreachableProhibitedCreateNewFlow.rawValue
    _ = try lab.perform(.setFlag(name, node: "client", on: on))
  }

  mutating func open(_ request: AppRequest) throws -> AppID {
    guard case .app(let app) = try lab.perform(.open(request, on: "client")) else { throw Unfinished() }
    return app
  }

  func result(_ app: AppID) throws -> AppResult? {
    if case .result(let result) = try lab.answer(.result(app, node: "client")) { result } else { nil }
  }

  /// Starts an application and runs the lab until it ends.
  @discardableResult
  mutating func run(_ request: AppRequest) throws -> AppResult {
    let app = try open(request)
    _ = lab.run(until: lab.now + .seconds(200)) { $0.kind == "app.ended" && $0["app"] == .number(Int64(app.number)) }
    guard let result = try result(app) else { throw Unfinished() }
    return result
  }

  @discardableResult
  mutating func curl(_ address: String, port: UInt16 = 80, path: String = "/") throws -> AppResult {
    try run(.http(Endpoint(try #require(IPAddress(address)), port), path: path, host: address))
  }

  @discardableResult
  mutating func ping(_ address: String, sequence: UInt16 = 1) throws -> AppResult {
    try run(.ping(try #require(IPAddress(address)), sequence: sequence))
  }

  @discardableResult
  mutating func udp(_ address: String, port: UInt16 = 7) throws -> AppResult {
    try run(.udp(Endpoint(try #require(IPAddress(address)), port), [1, 2, 3]))
  }

  mutating func wait(_ duration: Duration) { _ = lab.run(until: lab.now + duration) { _ in false } }

  mutating func revoke(_ resource: String) throws -> ActionResult {
    try lab.perform(.revoke(resource: resource, client: "client", gateway: "gateway"))
  }

  mutating func shape(_ link: String, latency: Duration? = nil, lossPercent: UInt32? = nil) throws {
    _ = try lab.perform(
      .shape(link: link, LinkShape(latency: latency, lossPartsPerMillion: lossPercent.map { $0 * 10_000 })))
  }

  /// A message that the gateway gets and the portal knows nothing of.
  mutating func tellGateway(_ message: ToGateway) {
    let frame = ChannelFrame<ToGateway>(topic: ToGateway.topic, content: .message(message), ref: nil)
    lab.world.drive(gateway: "gateway", .portal(.text(frame.text)), into: &lab.events)
  }

  /// How often a message was sent, after the record `start`.
  func sent(_ message: String, since start: Int = 0) -> Int {
    lab.trace.dropFirst(start).count { $0.kind == "portal.sent" && $0["message"] == .text(message) }
  }

  func count(_ kind: String, on node: String? = nil, since start: Int = 0) -> Int {
    lab.trace.dropFirst(start).count { $0.kind == kind && (node == nil || $0.node == node) }
  }

  /// Whatever must hold at any time.
  func check(_ comment: String = "") {
    #expect(lab.violations.isEmpty, "\(comment)")
  }
}

extension AppResult {
  var errno: Errno? { if case .failed(let failure) = outcome { failure.errno } else { nil } }
  var http: HTTPSummary? { if case .response(let summary) = outcome { summary } else { nil } }
}
