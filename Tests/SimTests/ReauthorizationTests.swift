import Access
import Base
import HostStack
import Lab
import Portal
import Testing
import Wire

@testable import Sim

/// The way this product exists for, walked by hand: no language, no shell.
@Suite struct ReauthorizationTests {
  static let flag = FeatureFlag.icmpErrorUnreachableProhibitedCreateNewFlow.rawValue

  private func lab(flagOn: Bool = true) throws -> Simulation {
    var lab = try Simulation(.myCorp, seed: 1, flags: FeatureFlags())
    if flagOn { _ = try lab.perform(.setFlag(Self.flag, node: "client", on: true)) }
    return lab
  }

  private func curl(_ address: String, port: UInt16 = 80, in lab: inout Simulation) throws -> AppResult {
    let endpoint = Endpoint(try #require(IPAddress(address)), port)
    guard case .app(let app) = try lab.perform(.open(.http(endpoint, host: address), on: "client")) else {
      throw Unexpected()
    }
    _ = lab.run(until: lab.now + .seconds(60)) { record in
      record.kind == "app.ended" && record["app"] == .number(Int64(app.number))
    }
    guard case .result(let result) = try lab.answer(.result(app, node: "client")) else { throw Unexpected() }
    return result
  }

  private struct Unexpected: Error {}

  private func errno(_ result: AppResult) -> Errno? {
    if case .failed(let failure) = result.outcome { failure.errno } else { nil }
  }

  private func sent(_ message: String, in lab: Simulation) -> Int {
    lab.trace.count { $0.kind == "portal.sent" && $0["message"] == .text(message) }
  }

  @Test func `the first packet asks for access and passes when it is granted`() throws {
    var lab = try lab()
    let result = try curl("172.20.0.100", in: &lab)
    #expect(result.succeeded)
    #expect(sent("create_flow", in: lab) == 1)
    #expect(sent("authorize_flow", in: lab) == 1)
    #expect(try curl("172.20.0.100", in: &lab).succeeded)
    #expect(sent("create_flow", in: lab) == 1)
    #expect(lab.violations.isEmpty)
  }

  @Test(arguments: [
    ("172.20.0.100", "MyCorp Network", Errno.ehostunreach), ("172:20::100", "MyCorp Network (IPv6)", .eacces),
  ])
  func `a lost authorization fails once and is asked for again`(
    address: String, resource: String, expected: Errno
  ) throws {
    var lab = try lab()
    #expect(try curl(address, in: &lab).succeeded)
    #expect(try curl("172.21.0.101", in: &lab).succeeded)
    let before = sent("create_flow", in: lab)
    #expect(try lab.perform(.revoke(resource: resource, client: "client", gateway: "gateway")) == .done)
    _ = lab.run(until: lab.now + .seconds(1)) { _ in false }
    let refused = try curl(address, in: &lab)
    #expect(errno(refused) == expected)
    _ = lab.run(until: lab.now + .seconds(1)) { _ in false }
    #expect(sent("create_flow", in: lab) == before + 1)
    #expect(try curl(address, in: &lab).succeeded)
    #expect(lab.violations.isEmpty)
  }

  @Test func `with the flag off the application keeps failing and nobody asks`() throws {
    var lab = try lab(flagOn: false)
    #expect(try curl("172.20.0.100", in: &lab).succeeded)
    #expect(try curl("172.21.0.101", in: &lab).succeeded)
    let before = sent("create_flow", in: lab)
    _ = try lab.perform(.revoke(resource: "MyCorp Network", client: "client", gateway: "gateway"))
    for _ in 0..<5 {
      _ = lab.run(until: lab.now + .seconds(3)) { _ in false }
      #expect(errno(try curl("172.20.0.100", in: &lab)) == .ehostunreach)
    }
    #expect(sent("create_flow", in: lab) == before)
  }

  @Test func `the last authorization ends with a goodbye and no error`() throws {
    var lab = try lab()
    #expect(try curl("172.20.0.100", in: &lab).succeeded)
    let warned = try lab.perform(.revoke(resource: "MyCorp Network", client: "client", gateway: "gateway"))
    #expect(warned == .warning(.lastAuthorization(resource: "MyCorp Network", client: "client", gateway: "gateway")))
    _ = lab.run(until: lab.now + .seconds(1)) { _ in false }
    #expect(try curl("172.20.0.100", in: &lab).succeeded)
    #expect(lab.trace.contains { $0.kind == "goodbye" && $0.node == "client" })
    #expect(!lab.trace.contains { $0.kind == "filtered" })
  }

  @Test func `a filtered port is refused at once and asks nobody`() throws {
    var lab = try lab()
    _ = try lab.perform(.setFilters(resource: "MyCorp Network", [.tcp(80...80), .icmp]))
    _ = lab.run(until: lab.now + .seconds(1)) { _ in false }
    #expect(try curl("172.20.0.100", in: &lab).succeeded)
    let before = sent("create_flow", in: lab)
    for _ in 0..<50 { #expect(errno(try curl("172.20.0.100", port: 81, in: &lab)) == .ehostunreach) }
    #expect(sent("create_flow", in: lab) == before)
  }

  @Test func `the same seed gives the same trace`() throws {
    func words() throws -> [String] {
      var lab = try lab()
      _ = try curl("172.20.0.100", in: &lab)
      return lab.trace.map { "\($0.n) \($0.t.nanoseconds) \($0.node) \($0.kind) \($0.cause) \($0.fields)" }
    }
    #expect(try words() == words())
  }
}
