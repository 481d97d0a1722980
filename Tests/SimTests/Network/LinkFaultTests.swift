import Base
import HostStack
import Lab
import Testing

@testable import Sim

/// Faults of links in a whole lab: applications see them, and nothing vanishes without a reason.
@Suite struct LinkFaultTests {
  static func shape(_ words: String) throws -> LinkShape { try LinkTests.link(words).shape }

  static func desk(_ words: String, on link: String = "client") throws -> LabDesk {
    var desk = try LabDesk()
    _ = try desk.lab.perform(.shape(link: link, shape(words)))
    return desk
  }

  static let faults = [
    "loss=10% burst=5", "jitter=30ms", "jitter=30ms reorder=10%", "duplicate=20%", "corrupt=5%",
    "rate=50kB queue=8000B",
    "mtu=1000B", "loss=5% jitter=5ms duplicate=5% corrupt=2% reorder=5% rate=200kB mtu=900B",
  ]

  @Test(arguments: faults)
  func `a download arrives whole over a bad link`(words: String) throws {
    var desk = try Self.desk(words)
    let result = try desk.curl("172.21.0.101", path: "/bytes?num=60000")
    #expect(result.http?.status == 200 && result.http?.length == 60_000, "\(result.outcome)")
    desk.check(words)
  }

  @Test func `one seed gives one trace, whatever the link does`() throws {
    func trace() throws -> [String] {
      var desk = try Self.desk(Self.faults[7])
      try desk.curl("172.21.0.101", path: "/bytes?num=20000")
      return desk.lab.trace.map { "\($0.t) \($0.node) \($0.kind) \($0.fields)" }
    }
    #expect(try trace() == trace())
  }

  @Test func `a narrow link says so, and the sender cuts what comes after`() throws {
    var desk = try Self.desk("mtu=800B")
    try desk.ping("172.20.0.100")
    #expect(desk.count("path.mtu") == 0)
    try desk.curl("172.21.0.101", path: "/bytes?num=20000")
    #expect(desk.count("path.mtu") >= 1)
    let lost = desk.lab.trace.filter { $0.kind == "wire.lost" }
    #expect(
      lost.allSatisfy { $0.text("reason") == "longer than the MTU of 800 on the link of client" } && !lost.isEmpty)
    desk.check()
  }

  @Test func `a rate bounds what a download gets`() throws {
    var desk = try Self.desk("rate=20kB")
    let begin = desk.lab.now
    try desk.curl("172.21.0.101", path: "/bytes?num=40000")
    #expect((.milliseconds(1900)...(.seconds(6))).contains(desk.lab.now - begin))
    desk.check()
  }

  @Test func `none makes a link what the lab says of it`() throws {
    var desk = try LabDesk()
    let before = try desk.lab.answer(.state(["links", "client"]))
    _ = try desk.lab.perform(.shape(link: "client", Self.shape(Self.faults[7])))
    #expect(try desk.lab.answer(.state(["links", "client"])) != before)
    _ = try desk.lab.perform(.unshape(link: "client"))
    #expect(try desk.lab.answer(.state(["links", "client"])) == before)
  }
}
