import Glibc
import Testing

extension ProgramTests {
  /// A session at a terminal, from its first line to its end or to the end of the terminal.
  @Suite struct SessionTests {
    private static let controlC = "\u{3}"

    private func terminal(_ environment: [String] = [], _ arguments: [String] = []) throws -> Terminal {
      let state = "/tmp/fzsh-test-session-\(getpid())"
      return try #require(
        Terminal(arguments, environment: ["TERM=xterm", "XDG_STATE_HOME=\(state)", "PAGER=cat"] + environment))
    }

    private func quit(_ terminal: Terminal) {
      terminal.type("quit\n")
      #expect(ending(of: terminal.process) == 0)
    }

    @Test func `a pasted block is one entry: shown, and run by the return key alone`() throws {
      let terminal = try terminal()
      #expect(terminal.waits(for: "\u{1b}[?2004h"))
      #expect(terminal.waits(for: "> "))
      terminal.type("\u{1b}[200~let a = 20\rlet b = 22\rcheck a + b == 42; \"sum {a + b}\"\r\u{1b}[201~")
      #expect(terminal.waits(for: "sum {a + b}"))
      #expect(!terminal.comes("sum 42"), "it ran before the return key")
      terminal.type("\n")
      #expect(terminal.waits(for: "sum 42"))
      // With a mistake in it, nothing of it runs.
      terminal.type("\u{1b}[200~let kept = 1\r\"made {kept}\"\rstauts\r\u{1b}[201~\n")
      #expect(terminal.waits(for: "did you mean `status`?"))
      terminal.type("kept\n")
      #expect(terminal.waits(for: "no value `kept`"))
      // One entry of the history, and one of the session.
      terminal.type("history | count\n")
      #expect(terminal.waits(for: "3"))
      quit(terminal)
    }

    @Test func `Ctrl-C in a paste gives it up`() throws {
      let terminal = try terminal()
      #expect(terminal.waits(for: "> "))
      terminal.type("\u{1b}[200~run 1h\r" + Self.controlC)
      #expect(terminal.waits(for: "^C"))
      #expect(terminal.waits(for: "0.540s"))
      quit(terminal)
    }

    @Test func `of a paste that is too long nothing runs, and it is said`() throws {
      let terminal = try terminal()
      #expect(terminal.waits(for: "> "))
      terminal.type("\u{1b}[200~let kept = 1\r")
      let lines = String(repeating: "# a line of a file that was pasted by mistake\r", count: 64)
      for _ in 0..<(1024 * 1024 / lines.utf8.count + 2) { terminal.type(lines) }
      terminal.type("\"ran {6 * 7}\"\r\u{1b}[201~")
      #expect(terminal.waits(for: "longer than 1 MiB; nothing of it was taken"))
      terminal.type("kept\n")
      #expect(terminal.waits(for: "no value `kept`"))
      #expect(!terminal.comes("ran 42"))
      quit(terminal)
    }

    @Test func `Ctrl-C ends a journey into the future, and the world is whole`() throws {
      let terminal = try terminal()
      #expect(terminal.waits(for: "> "))
      terminal.type("goto 500000h\n")
      #expect(terminal.waits(for: "500000h"))
      usleep(200_000)
      terminal.type(Self.controlC)
      #expect(terminal.waits(for: "interrupted"))
      terminal.type("require invariants; \"whole {6 * 7}\"\n")
      #expect(terminal.waits(for: "whole 42"))
      quit(terminal)
    }

    @Test(arguments: [SIGTERM, SIGQUIT]) func `a terminal is as it was when a signal ends the session`(_ signal: Int32)
      throws
    {
      let terminal = try terminal()
      let before = terminal.modes
      #expect(terminal.waits(for: "> "))
      kill(terminal.process, signal)
      #expect(ending(of: terminal.process) == 128 + signal)
      #expect(terminal.modes == before)
    }

    @Test func `at a stop of --step commands look around, and Ctrl-C ends the script`() throws {
      let folder = try Folder(["a.fzs": "let a = 41\nping 172.20.0.100\n\"end\"\n"])
      let terminal = try #require(Terminal(["--step", "\(folder.path)/a.fzs"], environment: ["TERM=xterm"]))
      #expect(terminal.waits(for: "step> let a = 41"))
      terminal.type("\n")
      #expect(terminal.waits(for: "step> ping 172.20.0.100"))
      terminal.type("\"a is {a + 1}, {count(packets)} packets\"\n")
      #expect(terminal.waits(for: "a is 42, 0 packets"))
      #expect(terminal.waits(for: "step> ping 172.20.0.100"))
      terminal.type("stauts\n")
      #expect(terminal.waits(for: "did you mean `status`?"))
      #expect(terminal.waits(for: "step> ping 172.20.0.100"))
      terminal.type("\n")
      #expect(terminal.waits(for: "0% packet loss"))
      #expect(terminal.waits(for: "step> \"end\""))
      terminal.type(Self.controlC)
      #expect(ending(of: terminal.process) == 130)
    }

    @Test func `what is typed behind Ctrl-C is for the next line`() throws {
      let terminal = try terminal()
      #expect(terminal.waits(for: "> "))
      terminal.type("ping nowhere" + Self.controlC + "\"whole {6 * 7}\"\n")
      #expect(terminal.waits(for: "whole 42"))
      quit(terminal)
    }

    @Test(arguments: [0, 1, 3, 7, 15, 40, 90, 200])
    func `Ctrl-C in the middle of a run returns to the prompt, and the world is whole`(milliseconds: UInt32) throws {
      let terminal = try terminal()
      #expect(terminal.waits(for: "> "))
      terminal.type("curl http://download.httpbin/bytes?num=90000000; run 1000h\n")
      #expect(terminal.waits(for: "1000h"))
      usleep(milliseconds * 1000)
      // An impatient one presses more than once.
      terminal.type(Self.controlC)
      terminal.type(Self.controlC + Self.controlC)
      terminal.type("require invariants; \"whole {1 + 1}\"\n")
      #expect(terminal.waits(for: "whole 2"))
      terminal.type("ping 172.20.0.100 as p; \"p {p.succeeded}\"\n")
      #expect(terminal.waits(for: "p true"))
      quit(terminal)
    }

    @Test func `what is expected is hinted behind the cursor, and told by the completion key`() throws {
      let terminal = try terminal()
      #expect(terminal.waits(for: "> "))
      terminal.type("ping ")
      #expect(terminal.waits(for: "\u{1b}[2mHOST"))
      terminal.type("172.20.0.100 ")
      #expect(terminal.waits(for: "[from CLIENT]"))
      terminal.type(Self.controlC)
      terminal.type("seed \t")
      #expect(terminal.waits(for: "[SEED]"))
      terminal.type(Self.controlC)
      quit(terminal)
    }

    @Test func `NO_COLOR has neither colours nor hints`() throws {
      let terminal = try terminal(["NO_COLOR=1"])
      #expect(terminal.waits(for: "fzsh 0.540s"))
      terminal.type("ping 172.20.0.100\n")
      #expect(terminal.waits(for: "0% packet loss"))
      #expect(!terminal.seen.contains("\u{1b}[1m") && !terminal.seen.contains("\u{1b}[2m"))
      quit(terminal)
    }

    @Test func `the history is searched, also in another session`() throws {
      let first = try terminal()
      #expect(first.waits(for: "> "))
      first.type("\"once {40 + 2}\"\n")
      #expect(first.waits(for: "once 42"))
      quit(first)
      let second = try terminal()
      #expect(second.waits(for: "> "))
      second.type("\u{12}once")
      #expect(second.waits(for: "once {40"))
      second.type("\n\n")
      #expect(second.waits(for: "once 42"))
      quit(second)
    }

    @Test func `completion knows the lab that was loaded, files, packets and worlds`() throws {
      let terminal = try terminal([], [])
      #expect(terminal.waits(for: "> "))
      let folder = try #require(Executable.path.map { $0.split(separator: ".build")[0] })
      terminal.type("lab load \(folder)scripts/labs/two-si\t\n")
      #expect(terminal.waits(for: "tes.yaml"))
      #expect(terminal.waits(for: "seed 1"))
      terminal.type("restart \t\t")
      #expect(terminal.waits(for: "gateway, "))
      terminal.type(Self.controlC)
      terminal.type("snapshot early\n")
      #expect(terminal.waits(for: "early\r\n"))
      #expect(terminal.waits(for: "> "))
      terminal.type("restore ea\t\n")
      #expect(terminal.waits(for: "rly "))
      terminal.type("why #1\t\t")
      #expect(terminal.waits(for: "#1"))
      terminal.type(Self.controlC)
      quit(terminal)
    }

    @Test func `a long result goes through the pager`() throws {
      let terminal = try terminal(["FZSH_PAGER=sed s/^/paged:/"])
      #expect(terminal.waits(for: "> "))
      terminal.type("help\n")
      #expect(terminal.waits(for: "paged:"))
      terminal.type("\"short\"\n")
      #expect(terminal.waits(for: "\u{1b}[?2004lshort"))
      quit(terminal)
    }

    @Test func `a pager that is left early, or that is none, is no failure`() throws {
      for pager in ["FZSH_PAGER=true", "FZSH_PAGER=/nowhere/pager"] {
        let terminal = try terminal([pager])
        #expect(terminal.waits(for: "> "))
        terminal.type("help\n\"still {1 + 1}\"\n")
        #expect(terminal.waits(for: "still 2"))
        quit(terminal)
      }
    }

    @Test func `a terminal that goes away ends the session`() throws {
      var terminal: Terminal? = try terminal()
      let process = try #require(terminal?.process)
      #expect(terminal?.waits(for: "> ") == true)
      terminal = nil
      let status = ending(of: process)
      #expect(status == 128 + SIGHUP || status == 0, "\(status)")
    }

    @Test func `a terminal that goes away in the middle of a run ends it`() throws {
      var terminal: Terminal? = try terminal()
      let process = try #require(terminal?.process)
      #expect(terminal?.waits(for: "> ") == true)
      terminal?.type("run 100000h\n")
      #expect(terminal?.waits(for: "100000h") == true)
      terminal = nil
      #expect(ending(of: process) == 128 + SIGHUP)
    }
  }
}
