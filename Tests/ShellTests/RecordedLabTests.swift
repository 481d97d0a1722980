import Base
import Lab
import Script
import Sim
import Testing

@testable import Shell

@Suite struct RecordedLabTests {
  private let said = Said()
  private let console: Console

  init() throws {
    console = try Console(SessionOptions(), output: said, files: Disk()) { topology, seed throws(LabError) in
      SeemingLab(lab: try Stand.lab(topology, seed), isRecorded: true)
    }
  }

  @Test(arguments: [
    "ping 172.20.0.100", "curl http://172.20.0.100/", "revoke \"MyCorp Network\"", "send icmp(dst=1.2.3.4) from client",
    "flag client no-authorization-control-event on", "fault client loss=5%", "restart client", "lab reset", "seed 4",
    "trace-only icmp(dst=172.20.0.100) from client", "on tcp at client.tun : drop", "tutorial 1", "roam client",
  ])
  func `what would make something happen is one error, before anything is done`(line: String) {
    #expect(console.evaluate("status\n\(line)", name: "test.fzs") == 2)
    #expect(said.complaints.hasPrefix("error[FZ0466]: "), "\(said.complaints)")
    #expect(said.complaints.contains("and this is a recording\n  --> test.fzs:2:1\n"), "\(said.complaints)")
  }

  @Test(arguments: ["events | last 3", "nodes", "show client", "step", "break drop", "packets where icmp", "diagram"])
  func `what looks, looks`(line: String) {
    #expect(console.evaluate(line, name: "test.fzs") == 0, "\(said.complaints)")
  }

  @Test func `messages whose sender tells nothing are shown where they arrive`() {
    #expect(console.evaluate("messages", name: "test.fzs") == 0)
    #expect(said.text.contains("init") && said.text.contains("phx_join"))
  }
}
