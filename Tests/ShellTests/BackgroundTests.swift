import Lab
import Testing

@testable import Shell

@Suite struct BackgroundTests {
  static let begin = "curl http://172.20.0.100/bytes?num=300000 --limit-rate 100kB in background as d\n"

  @Test func `an application goes on while the script does`() throws {
    let stand = try Stand()
    #expect(
      stand.run(
        Self.begin + """
          check not d.done and d.status == none and d.succeeded == none
          check count(client.applications) == 1
          run 1s
          let early = d.received
          ping 172.21.0.101
          run 1s
          check d.received > early and early > 0 and not d.done
          wait d as r
          check r.status == 200 and r.length == 300000
          check d.done and d.status == 200 and d.received == 300000 and d.time > 2500ms
          check count(client.applications) == 0
          """) == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.hasSuffix("HTTP 200, 300000 bytes\n"))
  }

  @Test func `an expectation waits for it as well, and waiting twice gives the same`() throws {
    let stand = try Stand()
    #expect(
      stand.run(Self.begin + "expect d.status == 200 within 10s\nwait d as a\nwait d as b\ncheck a.time == b.time")
        == 0,
      "\(stand.said.complaints)")
  }

  @Test func `its failure is the failure of whoever waits`() throws {
    let stand = try Stand()
    #expect(
      stand.run(
        """
        curl http://172.20.0.100:81/ in background as refused
        expect failure(ECONNREFUSED) { wait refused }
        curl http://172.20.0.100/bytes?num=300000 --limit-rate 10kB --max-time 2s in background as slow
        expect failure(ETIMEDOUT) { wait slow }
        check slow.time == 2s
        """) == 0, "\(stand.said.complaints)")
  }

  @Test func `what does not end within the bound is a failed expectation`() throws {
    let stand = try Stand()
    #expect(stand.run(Self.begin + "wait d within 1s") == 4)
    #expect(stand.said.complaints.contains("did not end within 1s"), "\(stand.said.complaints)")
    #expect(stand.run("wait d within 10s as r; check r.length == 300000") == 0, "\(stand.said.complaints)")
  }

  @Test(arguments: [
    ("let d = 7; wait d", "FZ0426"), ("ping 172.20.0.100 as d; wait d", "FZ0426"),
    ("tcp 172.20.0.100 80 in background as d; lab reset; wait d", "is not in this world"),
    ("curl http://172.20.0.100/ --limit-rate 0B", "FZ0421"),
    ("curl http://172.20.0.100/ --limit-rate 5s", "whole number"),
    ("curl http://172.20.0.100/ --max-time 5", "unit"), ("curl http://172.20.0.100/ in foreground", "background"),
    ("tcp 172.20.0.100 80 in background as d; check d.lenght == 1", "did you mean `length`?"),
  ])
  func `what is no application to wait for is told`(_ line: String, _ part: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains(part), "\(stand.said.complaints)")
  }

  @Test func `another world knows nothing of it`() throws {
    let stand = try Stand()
    #expect(
      stand.run(Self.begin + "run 1s\nlab reset\ncheck d.done and d.received == none and d.status == none") == 0,
      "\(stand.said.complaints)")
  }

  @Test func `where time went back it has not been started, and another is not taken for it`() throws {
    let stand = try Stand()
    #expect(stand.run(Self.begin + "run 1s\nundo\ncheck not d.done\nundo") == 0)
    #expect(stand.run("check d.done and d.received == none") == 0, "\(stand.said.complaints)")
    #expect(stand.run("run 100ms\ncurl http://172.20.0.100/ in background as e\nrun 5s\ncheck e.status == 200") == 0)
    #expect(stand.run("check d.status == none") == 0, "\(stand.said.complaints)")
    #expect(stand.run("wait d") == 2)
  }

  @Test func `a breakpoint suspends the wait and not the application`() throws {
    let stand = try Stand()
    #expect(
      stand.run(
        Self.begin + "break app.progress\nlet r = wait d\ndelete break 1\nlet some = d.received\ncontinue\n"
          + "check r.length == 300000 and some < 300000") == 0, "\(stand.said.complaints)")
  }

  @Test func `names and connections run in the background too`() throws {
    let stand = try Stand()
    #expect(
      stand.run(
        """
        tcp 172.20.0.100 80 in background as knock
        let question = dig download.httpbin in background
        wait knock as k
        check k.succeeded and question.done
        check question.output has "100.96."
        """) == 0, "\(stand.said.complaints)")
  }
}
