import Lab
import Script
import Testing

@testable import Shell

/// Lines and results of a person's session.
@Suite struct NotebookTests {
  @Test func `results are numbered, and can be used by their numbers`() throws {
    let stand = try Stand(isInteractive: true)
    stand.type("2 + 3")
    stand.type("ping 172.20.0.100")
    stand.type("packets | first 2")
    #expect(stand.said.text.contains("5\n  _1\n"))
    #expect(stand.said.text.contains("  _2\n") && stand.said.text.contains("  _3\n"))
    #expect(stand.type("check _1 == 5; check _2.succeeded; check count(_3) == 2; check count(_) == 2") == 0)
    #expect(stand.type("show _9") == 2 && stand.said.complaints.contains("nothing is called `_9`"))
    #expect(stand.console.completions("show _", cursor: 6).map(\.text).contains("_3"))
  }

  @Test func `prose, files and scripts get no numbers`() throws {
    let stand = try Stand(isInteractive: true)
    stand.type("help ping")
    stand.type("packets > out/p.txt")
    stand.type("let x = 5")
    #expect(stand.session.notebook.results.last == 0)
    let script = try Stand()
    script.run("2 + 3")
    #expect(script.said.text == "5\n")
  }

  @Test func `rows that passed one by one are a result as long as they can be kept`() throws {
    let stand = try Stand(isInteractive: true)
    stand.type("ping 172.20.0.100; write pcapng out/a.pcapng")
    let count = stand.session.notebook.results.last
    #expect(stand.type("read out/a.pcapng | where icmp") == 0, "\(stand.said.complaints)")
    #expect(stand.session.notebook.results.last == count + 1)
    #expect(stand.type("check count(_) > 3; _ | where icmp(type=echo-reply) | select src, dst") == 0)
    #expect(stand.said.text.contains("172.20.0.100"))
    var many = PassedRows(isWanted: true)
    for _ in 0...PassedRows.rows { many.add(.init([.integer(1)])) }
    #expect(many.rows == nil)
    stand.session.number(many, columns: ["n"])
    #expect(stand.said.text.hasSuffix("`let NAME = …` holds up to 1000000\n"))
    #expect(stand.session.notebook.results.last == count + 2)
  }

  @Test func `old results are forgotten`() throws {
    let stand = try Stand(isInteractive: true)
    for number in 1...Results.bound + 1 { stand.type("\(number)") }
    #expect(stand.type("check _2 == 2 and _\(Results.bound + 1) == \(Results.bound + 1)") == 0)
    #expect(stand.type("show _1") == 2)
  }

  @Test func `history lists what was typed, and save makes a script of it that runs`() throws {
    let stand = try Stand(isInteractive: true)
    for line in ["ping 172.20.0.100", "stauts", "help", "let n = 2", "check _1.succeeded", "history"] {
      stand.type(line)
    }
    #expect(stand.said.text.contains("5  check _1.succeeded"))
    #expect(stand.type("save 1..5 as out/s.fzs") == 0, "\(stand.said.complaints)")
    #expect(
      stand.disk.text("out/s.fzs") == """
        # A session in the lab mycorp, seed 1.
        let _1 = ping 172.20.0.100
        let n = 2
        check _1.succeeded

        """)
    #expect(stand.said.text.contains("2 lines are left out"))
    let again = try Stand()
    #expect(again.run(stand.disk.text("out/s.fzs")) == 0, "\(again.said.complaints)")
    #expect(stand.type("save 99 as out/s.fzs") == 2 && stand.said.complaints.contains("`history` lists 1..7"))
    #expect(stand.type("save 4 as out/one.fzs") == 0 && stand.disk.text("out/one.fzs").hasSuffix("let n = 2\n"))
    #expect(stand.type("save 1 as /nowhere/x.fzs") == 3)
  }

  @Test func `an interrupt in the middle of a run leaves the world whole`() throws {
    // Asked so often before the answer is yes: many moments of one command.
    for patience in [1, 2, 3, 7, 20, 55, 148, 400, 1100] {
      var asked = 0
      var options = SessionOptions()
      options.isInterrupted = {
        asked += 1
        return asked >= patience
      }
      let said = Said()
      let console = try Console(options, output: said, files: Disk(), makeLab: Stand.lab)
      let code = console.evaluate("curl http://download.httpbin/bytes?num=200000; run 1h")
      #expect(code == 130, "\(patience)")
      asked = Int.min
      #expect(console.evaluate("require invariants; ping 172.20.0.100 as p; check p.succeeded") == 0, "\(patience)")
      #expect(console.session.stage.lab.violations.isEmpty)
    }
  }
}
