import Base
import Lab
import Script
import Sim
import Testing

@testable import Shell

@Suite struct SimulationOnlyTests {
  private let said = Said()
  private let console: Console

  init() throws {
    console = try Console(SessionOptions(), output: said, files: Disk()) { topology, seed throws(LabError) in
      SeemingLab(lab: try Stand.lab(topology, seed), isLive: true)
    }
  }

  @Test(arguments: [
    "back", "goto #5", "undo", "last change to client.flags", "step", "break drop", "continue", "edit { ip.ttl = 1 }",
    "seed 4", "lab reset",
    "lab show", "snapshot a", "fork a", "restore a", "compare a b", "tutorial 1", "fault client loss=5%",
    "nat client symmetric", "partition client gateway", "heal", "roam client", "on tcp at client.tun : drop", "release",
    "restart client", "stop client", "start client", "sleep client 5s", "resolvers 192.0.2.1 for client",
    "compat seed on", "trace-only icmp(dst=172.20.0.100) from client", "predict on",
  ])
  func `what only a simulated lab can do is one error, before anything is done`(line: String) {
    let before = console.session.stage.lab.trace.count
    #expect(console.evaluate("flag client no-authorization-control-event on\n\(line)", name: "test.fzs") == 2)
    #expect(console.session.stage.lab.trace.count == before)
    #expect(said.complaints.hasPrefix("error[FZ0466]: "), "\(said.complaints)")
    #expect(said.complaints.contains("\n  --> test.fzs:2:1\n"))
    #expect(said.complaints.split(separator: "\n").count == 4, "\(said.complaints)")
  }

  @Test func `it reads as it should`() {
    #expect(console.evaluate("ping 172.20.0.100; fault client loss=5%", name: "test.fzs") == 2)
    #expect(
      said.complaints == """
        error[FZ0466]: `fault` is for a simulated lab, and these are live nodes
          --> test.fzs:1:20
          1 | ping 172.20.0.100; fault client loss=5%
            |                    ^^^^^ the network between them is real: change it where it is

        """)
  }

  @Test func `what is for both goes on as ever, and invariants are said to be nobody's`() {
    let script = """
      flag client no-authorization-control-event on
      ping 172.20.0.100 as a
      check a.succeeded
      run 1s
      beliefs; events | last 1; require invariants
      """
    #expect(console.evaluate(script, name: "test.fzs") == 0, "\(said.complaints)")
    #expect(said.text.hasSuffix("nobody watches over the invariants of live nodes\n"))
  }

  @Test func `a failure is run again over live nodes`() {
    #expect(console.evaluate("check 1 == 2", name: "test.fzs") == 4)
    #expect(said.complaints.contains("again: fzsh --live test.fzs"), "\(said.complaints)")
  }
}
