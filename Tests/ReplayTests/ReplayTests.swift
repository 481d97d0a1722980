import Access
import Base
import HostStack
import Lab
import Replay
import Sim
import Testing
import Wire

/// A simulated node is recorded, and executed again.
struct TapedLab {
  var lab: Simulation

  init(_ node: String, seed: UInt64 = 1) throws {
    lab = try Simulation(.myCorp, seed: seed, flags: FeatureFlags(), taped: [node])
  }

  mutating func ping(_ address: String = "172.20.0.100", sequence: UInt16 = 1) throws {
    let target = try #require(IPAddress(address))
    _ = try lab.perform(.open(.ping(target, sequence: sequence), on: "client"))
    _ = lab.run(until: lab.now + .seconds(2)) { _ in false }
  }

  mutating func revoke() throws {
    _ = try lab.perform(.revoke(resource: "MyCorp Network", client: "client", gateway: "gateway"))
    _ = lab.run(until: lab.now + .seconds(2)) { _ in false }
  }

  func bytes(_ node: String) throws -> [UInt8] { try #require(lab.tape(of: node)) }
}

@Suite struct ReplayTests {
  static func recorded(_ node: String) throws -> (lab: Simulation, bytes: [UInt8]) {
    var taped = try TapedLab(node)
    try taped.ping()
    try taped.revoke()
    try taped.ping(sequence: 2)
    return (taped.lab, try taped.bytes(node))
  }

  /// What the node itself told, in the lab and again.
  static func told(_ trace: [TraceRecord], by node: String) -> [String] {
    trace.filter { record in
      guard record.node == node, case .reported(let event) = record.what else { return false }
      return event is AccessReport
    }.map { "\($0.t.nanoseconds) \($0.kind) p\($0.packet.number)" }
  }

  @Test(arguments: ["client", "gateway"])
  func `a node that is executed again tells the same at the same times`(node: String) throws {
    let (lab, bytes) = try Self.recorded(node)
    let replay = try Bundle.read(bytes).lab
    #expect(replay.divergence == nil)
    let told = Self.told(lab.trace, by: node)
    #expect(told.count > 50)
    #expect(Self.told(replay.trace, by: node) == told)
  }
}
