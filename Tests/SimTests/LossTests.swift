import Access
import Base
import HostStack
import Lab
import Testing

@testable import Sim

@Suite struct LossTests {
  @Test(arguments: [5, 20] as [UInt32], 1...6 as ClosedRange<UInt64>)
  func `curl succeeds over links that lose packets`(percent: UInt32, seed: UInt64) throws {
    var desk = try LabDesk(seed: seed)
    for link in ["client", "gateway"] { try desk.shape(link, lossPercent: percent) }
    for (name, address) in LabDesk.resources {
      #expect(try desk.curl(address).http?.status == 200, "\(name), \(percent) %, seed \(seed)")
    }
    desk.check("\(percent) %, seed \(seed)")
  }

  @Test(arguments: [0, 5, 20] as [UInt32])
  func `a download arrives whole however much is lost`(percent: UInt32) throws {
    var clean = try LabDesk()
    let whole = try #require(try clean.curl("172.21.0.101", path: "/bytes?num=20000").http)
    #expect(whole.length == 20_000)
    for seed in 1...3 as ClosedRange<UInt64> {
      var desk = try LabDesk(seed: seed)
      for link in ["client", "gateway"] { try desk.shape(link, lossPercent: percent) }
      let summary = try #require(try desk.curl("172.21.0.101", path: "/bytes?num=20000").http)
      #expect(summary.length == whole.length)
      #expect(summary.digest == whole.digest)
      desk.check("\(percent) %, seed \(seed)")
    }
  }

  @Test func `a lossy way to the portal only takes longer`() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      var desk = try LabDesk(seed: seed)
      try desk.shape("portal", lossPercent: 30)
      #expect(try desk.curl("172.20.0.100").succeeded)
      #expect(try desk.curl("172:20::100").succeeded)
      desk.check("seed \(seed)")
    }
  }

  @Test func `a portal that needs longer than the retry is asked again, and its late answers do no harm`() throws {
    var desk = try LabDesk()
    try desk.shape("portal", latency: .milliseconds(900))
    #expect(try desk.curl("172.20.0.100").succeeded)
    #expect((2...3).contains(desk.sent("create_flow")))
    desk.wait(.seconds(10))
    #expect(desk.count("request.ignored", on: "client") >= 1)
    #expect(try desk.curl("172.20.0.100").succeeded)
    desk.check()
  }

  @Test func `a client cut off loses its connection and finds back`() throws {
    var desk = try LabDesk()
    #expect(try desk.curl("172.20.0.100").succeeded)
    try desk.shape("client", lossPercent: 100)
    #expect(try desk.ping("172.20.0.100").succeeded == false)
    desk.wait(.seconds(60))
    try desk.shape("client", lossPercent: 0)
    desk.wait(.seconds(120))
    #expect(try desk.curl("172.20.0.100").succeeded)
    desk.check()
  }

  @Test func `a new portal connection does not wait for what the old one lost`() throws {
    var desk = try LabDesk()
    try desk.shape("client", lossPercent: 100)
    desk.wait(.seconds(200))
    try desk.shape("client", lossPercent: 0)
    let start = desk.lab.trace.count
    desk.wait(.seconds(200))
    let records = desk.lab.trace.dropFirst(start)
    let sent = try #require(records.first { $0.kind == "portal.sent" && $0["message"] == .text("phx_join") })
    let joined = try #require(records.first { $0.kind == "channel" && $0["state"] == .text("joined") })
    #expect(joined.t - sent.t < .milliseconds(100))
    #expect(try desk.curl("172.20.0.100").succeeded)
    desk.check()
  }
}
