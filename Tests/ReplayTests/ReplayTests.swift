import Access
import Base
import HostStack
import Lab
import Portal
import Sim
import Testing
import Wire

@testable import Replay

/// What a simulated node was told in a short life: an access that is asked for, lost, and got again.
enum Taped {
  static func run(_ node: String) throws -> Simulation {
    var lab = try Simulation(.myCorp, seed: 1, flags: FeatureFlags(), taped: [node])
    // What a relay carries goes no other way.
    if node.hasPrefix("relay") { _ = try lab.perform(.partition("client", "gateway")) }
    try ping(&lab, 1)
    _ = try lab.perform(.open(.ping(try #require(IPAddress("172:20::100")), sequence: 7), on: "client"))
    _ = lab.run(until: lab.now + .seconds(1)) { _ in false }
    _ = try lab.perform(.setFlag(flag, node: "client", on: true))
    _ = try lab.perform(.revoke(resource: "MyCorp Network", client: "client", gateway: "gateway"))
    _ = lab.run(until: lab.now + .seconds(1)) { _ in false }
    try ping(&lab, 2)
    return lab
  }

  private static let flag = FeatureFlag.icmpErrorUnreachableProhibitedCreateNewFlow.rawValue

  private static func ping(_ lab: inout Simulation, _ sequence: UInt16) throws {
    let target = try #require(IPAddress("172.20.0.100"))
    _ = try lab.perform(.open(.ping(target, sequence: sequence), on: "client"))
    _ = lab.run(until: lab.now + .seconds(2)) { _ in false }
  }

  static func file(_ node: String = "client") throws -> [UInt8] { try #require(try run(node).tape(of: node)) }
  static func replay(_ node: String = "client") throws -> any ReplayedLab { try Bundle.read(try file(node)).lab }
}

extension TraceRecord {
  /// All of it, in one line.
  var line: String {
    let what = fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    return "\(n) \(t.nanoseconds) \(node) \(cause) p\(packet.number) \(kind) \(what)"
      + (seen.map { Hex.text($0.packet.bytes) } ?? "")
  }
}

@Suite struct ReplayTests {
  /// What a machine itself told, whoever listened.
  private static func told(_ trace: [TraceRecord], by node: String) -> [String] {
    trace.compactMap { record in
      guard record.node == node else { return nil }
      let time = "\(record.t.nanoseconds) p\(record.packet.number)"
      switch record.what {
      case .reported(let report as AccessReport): return "\(time) \(report.event)"
      case .reported(let report as RelayReport): return "\(time) \(report.event)"
      default: return nil
      }
    }
  }

  @Test(arguments: ["client", "gateway", "relay-1", "relay-2"])
  func `a node that is executed again tells the same at the same times`(node: String) throws {
    let lab = try Taped.run(node)
    let replay = try Bundle.read(try #require(lab.tape(of: node))).lab
    #expect(replay.divergence == nil)
    let told = Self.told(lab.trace, by: node)
    #expect(told.count > (node.hasPrefix("relay") ? 5 : 50))
    #expect(Self.told(replay.trace, by: node) == told)
  }

  @Test(arguments: ["client", "gateway", "relay-1"]) func `there and back again is the same, to the byte`(node: String)
    throws
  {
    var replay = try Taped.replay(node)
    let (whole, end) = (replay.trace.map(\.line), replay.end)
    let state = try replay.answer(.state([node]))
    for n in [1, whole.count / 3, whole.count / 2, whole.count - 1] {
      try replay.travel(to: .event(n))
      #expect(replay.trace.count >= n && replay.trace.map(\.line) == Array(whole[..<replay.trace.count]))
      let here = (replay.position, try replay.answer(.state([node])))
      try replay.travel(to: .before(n))
      #expect(replay.trace.count < n && replay.end == end)
      try replay.travel(to: .position(here.0))
      #expect(try replay.position == here.0 && replay.answer(.state([node])) == here.1)
    }
    try replay.travel(to: .position(end))
    #expect(replay.trace.map(\.line) == whole)
    #expect(try replay.answer(.state([node])) == state)
  }

  @Test func `step by step everything happens, in its time`() throws {
    var replay = try Taped.replay()
    let whole = replay.trace.map(\.line)
    try replay.travel(to: .time(.zero))
    #expect(replay.trace.allSatisfy { $0.t == .zero })
    var seen = replay.trace.count
    while case .stopped(let n) = replay.run(until: .distantFuture, stop: { _ in true }) {
      #expect(n == seen + 1)
      seen = replay.trace.count
    }
    #expect(replay.trace.map(\.line) == whole)
    #expect(replay.run(until: .distantFuture) { _ in false } == .idle)
    #expect(replay.now == replay.end.now)
  }

  @Test func `time passes between what happens, and not beyond the end`() throws {
    var replay = try Taped.replay()
    let end = replay.end.now
    try replay.travel(to: .time(.zero))
    #expect(replay.run(until: .zero + .milliseconds(1500)) { _ in false } == .deadline)
    #expect(replay.now == .zero + .milliseconds(1500))
    try replay.travel(to: .time(end + .seconds(100)))
    #expect(replay.now == end)
  }

  @Test func `it is known when a part of the state became what it is`() throws {
    let replay = try Taped.replay()
    let flag = FeatureFlag.icmpErrorUnreachableProhibitedCreateNewFlow.rawValue
    let event = try #require(try replay.lastChange(of: ["client", "flags", flag]))
    #expect(replay.trace[event - 1].kind == "flag")
    #expect(try replay.lastChange(of: ["client", "kind"]) == nil)
  }

  @Test func `what is left of an access is nobody's change`() throws {
    let replay = try Taped.replay("gateway")
    let event = try #require(try replay.lastChange(of: ["gateway", "authorizations"]))
    let told = try #require(replay.trace.last { $0.kind.hasPrefix("authorization.") })
    #expect(replay.trace[event - 1].t == told.t)
    #expect(told.t < replay.end.now)
  }

  @Test func `a way that is given up leads nowhere`() throws {
    var replay = try Taped.replay()
    let (end, whole) = (replay.position, replay.trace.map(\.line))
    for moment in [Moment.event(10), .before(whole.count), .time(.zero + .milliseconds(500))] {
      for patience in [0, 1, 2] {
        var looks = 0
        try replay.travel(to: moment) {
          looks += 1
          return looks > patience
        }
        #expect(replay.position == end)
      }
    }
    #expect(replay.trace.map(\.line) == whole)
    try replay.travel(to: .event(10))
    #expect(replay.position != end)
  }

  @Test func `nothing can be done in it`() throws {
    var replay = try Taped.replay()
    let count = replay.trace.count
    #expect(throws: LabError.self) { try replay.perform(.heal(nil, nil)) }
    #expect(throws: LabError.self) { try replay.perform(.setFlag("x", node: "client", on: true)) }
    #expect(throws: LabError.self) { try replay.answer(.topology) }
    guard case .done = try replay.perform(.command("events")) else { return #expect(Bool(false)) }
    #expect(replay.trace.count == count)
  }

  @Test func `what the tunnel carried is opened with the keys of the sessions`() throws {
    let replay = try Taped.replay()
    let opened = replay.trace.filter { record in
      guard case .wireSent(let datagram) = record.what,
        case .fact(.bytes(let inner))? = try? replay.answer(
          .inner(Array(datagram.load)))
      else { return false }
      return (try? IPPacket(inner))?.destination == IPAddress("172.20.0.100")
    }
    #expect(!opened.isEmpty)
    guard case .fact(.list(let keys)) = try replay.answer(.keyLog) else { return #expect(Bool(false)) }
    #expect(keys.contains { "\($0)".hasPrefix("LOCAL_EPHEMERAL_PRIVATE_KEY") })
  }

  @Test func `a relay's allocations and what it carried can be gone through`() throws {
    var replay = try Taped.replay("relay-1")
    let carried = replay.trace.filter { record in
      guard case .wireSent(let datagram) = record.what else { return false }
      return datagram.load.first == 4
    }
    #expect(carried.count >= 2)
    // What came in and what went out is one packet, and the first led to the second.
    for record in carried {
      let cause = replay.trace[record.cause - 1]
      guard case .wireDelivered = cause.what else { return #expect(Bool(false), "\(cause.line)") }
      #expect(cause.packet == record.packet)
    }
    #expect(carried.contains { $0.packet != .none })
    let event = try #require(try replay.lastChange(of: ["relay-1", "allocations"]))
    #expect(["turn.allocated", "turn.bound", "turn.refreshed", "wire.sent"].contains(replay.trace[event - 1].kind))
    guard case .table(_, let rows) = try replay.answer(.state(["relay-1", "allocations"])) else {
      return #expect(Bool(false))
    }
    #expect(rows.count >= 2)
    try replay.travel(to: .time(.zero))
    guard case .table(_, let none) = try replay.answer(.state(["relay-1", "allocations"])) else {
      return #expect(Bool(false))
    }
    #expect(none.isEmpty)
    #expect(try replay.answer(.names(.relay)) == .fact(.list([.text("relay-1")])))
    #expect(try replay.answer(.names(.tap)) == .fact(.list([.text("relay-1.wire")])))
  }

  /// The chance of a birth stands at its end.
  @Test func `a machine that does otherwise is found out, and where`() throws {
    var bodies = EntryWriter.bodies(of: try Taped.file())
    bodies[0][bodies[0].count - 1] ^= 1
    let replay = try Bundle.read(EntryWriter.file(.recording, bodies: bodies)).lab
    let divergence = try #require(replay.divergence)
    #expect(divergence.inputs.lowerBound <= 10 && divergence.kind == .datagram)
    #expect("\(divergence)".contains("expected 1 datagram, and came nothing"), "\(divergence)")
    #expect("\(divergence)".hasSuffix("recorded by a simulated lab"))
  }

  @Test func `an input that is missing is found out, too`() throws {
    var bodies = EntryWriter.bodies(of: try Taped.file())
    let place = try #require(bodies.firstIndex { $0.count > 1200 && $0[0] == BundleFormat.Tag.call.rawValue })
    bodies.remove(at: place)
    #expect(try Bundle.read(EntryWriter.file(.recording, bodies: bodies)).lab.divergence != nil)
  }

  /// As the fuzzer does it, a little of it in every run.
  @Test(arguments: ["client", "gateway", "relay-1"]) func `whatever stands in it, it is gone through or refused`(
    node: String
  )
    throws
  {
    let bodies = EntryWriter.bodies(of: try Taped.file(node))
    var chance = Chance(seed: 3)
    var counts = (read: 0, refused: 0)
    for _ in 0..<60 {
      var hostile = bodies
      let (i, j) = (Int(chance.below(UInt32(bodies.count - 1))) + 1, Int(chance.below(UInt32(bodies.count - 1))) + 1)
      hostile.swapAt(i, j)
      let place = Int(chance.below(UInt32(hostile[i].count)))
      hostile[i][place] = UInt8(truncatingIfNeeded: chance.nextUInt32())
      if try Hostile.isGoneThrough(hostile) { counts.read += 1 } else { counts.refused += 1 }
    }
    #expect(counts.read > 10 && counts.refused > 0, "\(counts)")
  }
}
