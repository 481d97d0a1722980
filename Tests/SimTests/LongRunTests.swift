import Access
import Base
import HostStack
import Lab
import Testing
import Wire

@testable import Sim

@Suite struct LongRunTests {
  @Test func `for ten minutes every ping is answered while sessions are renewed`() throws {
    var desk = try LabDesk()
    var expected = 0
    for n in 1...30 as ClosedRange<UInt16> {
      #expect(try desk.ping("172.20.0.100", sequence: n).succeeded, "ping \(n)")
      expected += 20
      desk.wait(.seconds(Int64(expected)) - (desk.lab.now - .zero))
    }
    let sessions = desk.lab.trace.count {
      $0.kind == "wg.session" && $0["state"] == .text("established") && $0.node == "client"
    }
    #expect((4...8).contains(sessions), "\(sessions) sessions")
    #expect(desk.sent("create_flow") == 1)
    desk.check()
  }

  @Test func `an idle connection keeps its sessions and answers after an hour`() throws {
    var desk = try LabDesk()
    #expect(try desk.ping("172.20.0.100").succeeded)
    desk.wait(.seconds(3600))
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
    #expect(desk.sent("create_flow") == 1)
    desk.check()
  }

  /// A tunnel numbers its sessions with eight bits; a new one comes every three minutes.
  @Test func `after fourteen hours session indices come round, and no counter has gone back`() throws {
    var desk = try LabDesk()
    #expect(try desk.ping("172.20.0.100").succeeded)
    desk.wait(.seconds(14 * 3600))
    let sessions = desk.lab.trace.count {
      $0.kind == "wg.session" && $0["state"] == .text("established") && $0.node == "client"
    }
    #expect(sessions > 256)
    #expect(desk.lab.violations.isEmpty)
    #expect(try desk.ping("172.20.0.100", sequence: 2).succeeded)
  }

  @Test func `the queue of the world does not grow with what has passed`() throws {
    var desk = try LabDesk()
    for n in 1...10 as ClosedRange<UInt16> { try desk.ping("172.20.0.100", sequence: n) }
    let early = desk.lab.world.queue.count
    for n in 1...200 as ClosedRange<UInt16> {
      try desk.ping("172.20.0.100", sequence: n)
      desk.wait(.seconds(1))
    }
    #expect(desk.lab.world.queue.count <= early + 10, "\(early), then \(desk.lab.world.queue.count)")
  }

  @Test func `the same seed tells the same story, another seed another`() throws {
    func story(_ seed: UInt64) throws -> [String] {
      var desk = try LabDesk(seed: seed)
      for link in ["client", "gateway"] { try desk.shape(link, lossPercent: 5) }
      try desk.curl("172.20.0.100")
      try desk.ping("172:20::100")
      _ = try desk.revoke(LabDesk.network)
      desk.wait(.seconds(1))
      try desk.curl("172.20.0.100")
      desk.wait(.seconds(200))
      return desk.lab.trace.map {
        "\($0.n) \($0.t.nanoseconds) \($0.node) \($0.kind) \($0.cause) \($0.packet.number) \($0.what)"
      }
    }
    let first = try story(5)
    #expect(try story(5) == first)
    #expect(try story(6) != first)
  }

  @Test func `a copy of a lab is a snapshot`() throws {
    var desk = try LabDesk()
    try desk.curl("172.20.0.100")
    let saved = desk
    func rest(_ desk: LabDesk) throws -> [String] {
      var desk = desk
      try desk.curl("172:20::100")
      return desk.lab.trace.map { "\($0.n) \($0.t.nanoseconds) \($0.kind) \($0.fields)" }
    }
    let first = try rest(saved)
    try desk.udp("172.20.0.100")
    #expect(try rest(saved) == first)
  }
}
