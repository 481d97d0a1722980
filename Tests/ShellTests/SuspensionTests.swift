import Base
import Lab
import Script
import Testing

@testable import Shell

@Suite struct SuspensionTests {
  @Test func `a breakpoint suspends a command and continue gives it its result`() throws {
    let stand = try Stand()
    let code = stand.run(
      """
      break create_flow from client to portal
      let r = ping 172.20.0.100
      check count(messages where message == "flow_created") == 0
      continue
      check r.succeeded
      """)
    #expect(code == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("stopped at breakpoint 1"))
    #expect(stand.said.text.contains("`ping 172.20.0.100` is suspended; `continue` resumes it"))
    #expect(stand.session.parked.isEmpty)
  }

  @Test func `what follows acts on the stopped world`() throws {
    let stand = try Stand()
    let code = stand.run(
      """
      ping 172.21.0.101
      break tun.out where dst == 172.20.0.100
      curl http://172.20.0.100/ as page
      flag client icmp-error-unreachable-prohibited-create-new-flow on
      delete break 1
      continue
      check page.status == 200
      check client.flags["icmp-error-unreachable-prohibited-create-new-flow"]
      """)
    #expect(code == 0, "\(stand.said.complaints)")
  }

  @Test func `run stops at a packet and goes on to its own end`() throws {
    let stand = try Stand()
    stand.run("send icmp(dst=172.20.0.100, type=echo-request) from client\nbreak icmp(type=echo-reply) at client.tun")
    let start = stand.session.stage.lab.now
    #expect(stand.run("run 5s") == 0)
    #expect(stand.session.parked.count == 1)
    #expect(stand.session.stage.lab.now - start < .seconds(1))
    #expect(stand.run("continue") == 0)
    #expect(stand.session.stage.lab.now - start == .seconds(5))
  }

  private static let status = "client.resources[\"MyCorp Network\"].status"

  @Test func `a condition stops the world when it begins to hold, once`() throws {
    let stand = try Stand()
    stand.run("break \(Self.status) == \"online\"\nping 172.20.0.100 as r")
    #expect(stand.said.text.contains("stopped at breakpoint 1"), "\(stand.said.complaints)")
    #expect(stand.run("check \(Self.status) == \"online\"\nback\ncheck \(Self.status) != \"online\"") == 0)
    // The same moment stops it again; after that it holds, and does not begin to.
    #expect(stand.run("continue\ncheck \(Self.status) == \"online\"\ncontinue\ncheck r.succeeded") == 0)
    #expect(stand.said.text.split(separator: "stopped at breakpoint 1").count == 3)
    #expect(stand.run("ping 172.20.0.100") == 0 && stand.session.parked.isEmpty)
  }

  @Test func `what held before the breakpoint, or came while an expectation looked, does not begin`() throws {
    let stand = try Stand()
    stand.run("break clock > 0s\nping 172.20.0.100")
    #expect(stand.session.parked.isEmpty)
    stand.run("break clock > 10s\nexpect clock > 12s within 20s\nrun 5s")
    #expect(stand.session.parked.isEmpty, "\(stand.said.complaints)")
    stand.run("break clock < 5s\nlab reset\nrun 1s")
    #expect(stand.session.parked.isEmpty, "\(stand.said.text)")
    stand.run("break clock > 40s\nrun 60s")
    #expect(stand.session.parked.map(\.text) == ["run 60s"])
  }

  @Test func `a condition that makes no sense is an error at once`() throws {
    let stand = try Stand()
    #expect(stand.run("break client.nonsense == 3") == 2)
    #expect(stand.said.complaints.contains("nonsense"))
  }

  @Test func `of several suspended commands the latest comes first`() throws {
    let stand = try Stand()
    stand.run("break app.opened\nping 172.20.0.100 as a\nping 172.21.0.101 as b")
    #expect(stand.session.parked.map(\.text) == ["ping 172.20.0.100 as a", "ping 172.21.0.101 as b"])
    for line in ["delete break 1", "continue", "check b.succeeded", "continue", "check a.succeeded"] {
      #expect(stand.run(line) == 0, "\(line)\n\(stand.said.complaints)")
    }
  }

  @Test func `step moves by one moment and prints all of it`() throws {
    let stand = try Stand()
    stand.run("send icmp(dst=172.20.0.100) from client")
    stand.said.text = ""
    let count = stand.trace.count
    #expect(stand.run("step message") == 0)
    #expect(stand.trace[count...].contains { $0.isMessage })
    #expect(stand.said.text.split(separator: "\n").count == stand.trace.count - count)
  }

  @Test func `a new lab forgets what was suspended`() throws {
    let stand = try Stand()
    stand.run("break intent\nping 172.20.0.100")
    #expect(stand.session.parked.count == 1)
    stand.run("lab reset")
    #expect(stand.session.parked.isEmpty)
    #expect(stand.session.stage.breakpoints.count == 1)
  }

  @Test func `each statement waits in step mode and can be refused`() throws {
    var options = SessionOptions()
    var asked: [String] = []
    options.mayRun = { statement in
      asked.append(statement)
      return asked.count < 2
    }
    let said = Said()
    let console = try Console(options, output: said, files: Disk(), makeLab: Stand.lab)
    #expect(console.evaluate("status\nping 172.20.0.100", name: "test.fzs") == 130)
    #expect(asked == ["status", "ping 172.20.0.100"])
  }
}
