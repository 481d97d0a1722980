import Glibc
import Testing

extension ProgramTests {
  /// What a person at a terminal meets. The words that are typed are those that every version knows: `help`, `quit`.
  @Suite struct PromptTests {
    private static let controlC = "\u{3}"
    private static let controlD = "\u{4}"

    /// - Parameter type: the terminal's type; one folder of state for each test, so that none sees another's history.
    private func terminal(_ type: String = "xterm", _ arguments: [String] = []) throws -> (Terminal, state: String) {
      let state = "/tmp/fzsh-test-state-\(getpid())"
      let terminal = Terminal(arguments, environment: ["TERM=\(type)", "XDG_STATE_HOME=\(state)", "PAGER=cat"])
      return (try #require(terminal), state)
    }

    private func forget(_ state: String) {
      unlink(state + "/fzsh/history")
      rmdir(state + "/fzsh")
      rmdir(state)
    }

    @Test func `the completion key completes, Ctrl-C gives up, Ctrl-D leaves, the terminal is as before`() throws {
      let (terminal, state) = try terminal()
      defer { forget(state) }
      let before = terminal.modes
      #expect(terminal.waits(for: "> "))
      terminal.type("hel\t")
      #expect(terminal.waits(for: "hel"))
      #expect(terminal.waits(for: "p "))
      #expect(terminal.modes != before)
      terminal.type(Self.controlC)
      #expect(terminal.waits(for: "^C"))
      // The old line is drawn once more, prompt and all; the new prompt stands on a line of its own.
      #expect(terminal.waits(for: "\r\n"))
      #expect(terminal.waits(for: "> "))
      terminal.type(Self.controlD)
      #expect(ending(of: terminal.process) == 0)
      #expect(terminal.modes == before)
    }

    @Test func `a field is completed with its sign, a layer and a word in brackets with no blank`() throws {
      let (terminal, state) = try terminal()
      defer { forget(state) }
      #expect(terminal.waits(for: "> "))
      terminal.type("show ip(tt\t9, dsc\tcs1\t)/ud\t()\n")
      #expect(terminal.waits(for: "dscp = 8 (CS1)"))
      terminal.type("quit\n")
      #expect(ending(of: terminal.process) == 0)
    }

    @Test func `a command is run and remembered for its user alone`() throws {
      let (terminal, state) = try terminal()
      defer { forget(state) }
      #expect(terminal.waits(for: "> "))
      terminal.type("help\n")
      #expect(terminal.waits(for: "quit"))
      #expect(terminal.waits(for: "> "))
      terminal.type("quit\n")
      #expect(ending(of: terminal.process) == 0)
      var status = stat()
      #expect(stat(state + "/fzsh/history", &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test(arguments: [[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xff], [0xc3, 0xe2]] as [[UInt8]])
    func `a letter that is broken off takes no key with it`(_ bytes: [UInt8]) throws {
      let (terminal, state) = try terminal()
      defer { forget(state) }
      #expect(terminal.waits(for: "> "))
      terminal.type(Array("\"x".utf8) + bytes + Array("\"\n".utf8))
      terminal.type("40 + 2\n")
      #expect(terminal.waits(for: "42"))
      terminal.type("quit\n")
      #expect(ending(of: terminal.process) == 0)
    }

    @Test(arguments: ["goto #130", "back 900", "goto 1s", "undo"])
    func `Ctrl-C on the way back leads to the prompt, and the world is whole`(_ line: String) throws {
      let (terminal, state) = try terminal()
      defer { forget(state) }
      #expect(terminal.waits(for: "> "))
      terminal.type("ping 172.20.0.100; run 4h\n")
      #expect(terminal.waits(for: "14400."))
      for _ in 0..<3 {
        terminal.type("\(line)\n\(Self.controlC)")
        #expect(terminal.waits(for: "> "))
      }
      // However far each of them came: the same bytes lie ahead, and what goes on from there goes on.
      terminal.type("goto end; events | count; require invariants; \"went {6 * 7}\"\n")
      #expect(terminal.waits(for: "went 42"))
      terminal.type("quit\n")
      #expect(ending(of: terminal.process) == 0)
    }

    @Test func `SIGTERM puts the terminal back`() throws {
      let (terminal, state) = try terminal()
      defer { forget(state) }
      let before = terminal.modes
      #expect(terminal.waits(for: "> "))
      terminal.type("x")
      #expect(terminal.waits(for: "x"))
      kill(terminal.process, SIGTERM)
      #expect(ending(of: terminal.process) == 128 + SIGTERM)
      #expect(terminal.modes == before)
    }

    @Test(arguments: [("dumb", [String]()), ("xterm", ["--plain"])])
    func `a plain terminal gets no escape sequence`(_ type: String, _ arguments: [String]) throws {
      let (terminal, state) = try terminal(type, arguments)
      defer { forget(state) }
      #expect(terminal.waits(for: "> "))
      terminal.type("abc" + Self.controlC)
      #expect(terminal.waits(for: "^C"))
      #expect(terminal.waits(for: "> "))
      terminal.type("help\n")
      #expect(terminal.waits(for: "quit"))
      #expect(!terminal.seen.contains("\u{1b}"))
      terminal.type(Self.controlD)
      #expect(ending(of: terminal.process) == 0)
    }
  }
}
