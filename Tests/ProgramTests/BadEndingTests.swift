import Glibc
import Testing

extension ProgramTests {
  /// Disks that are full, readers that go away, interrupts at any moment: one message, the right status, nothing half done.
  @Suite struct BadEndingTests {
    private static let session = "ping 172.20.0.100; run 1m"

    /// Runs a line of a shell; its last line of output is the status of what it ran.
    private func shell(_ line: String, in folder: Folder) throws -> (output: String, errors: String) {
      let program = try #require(Executable.path.flatMap { realpath($0, nil) })
      defer { free(program) }
      setenv("FZSH", String(cString: program), 1)
      system("cd \(folder.path) && { \(line); } >out.txt 2>err.txt")
      return (folder.text("out.txt") ?? "", folder.text("err.txt") ?? "")
    }

    /// A file system of 64 KiB, where the machine lets us make one.
    private static let mayMount =
      system("unshare -m sh -c 'mount -t tmpfs -o size=64k tmpfs /mnt' >/dev/null 2>&1") == 0

    @Test(
      .enabled(if: mayMount, "needs the right to mount a file system"),
      arguments: [
        "-c \"\(session)\" --trace disk/t", "-c \"\(session)\" --pcapng disk/t",
        "-c \"\(session); run 1h\" --diagram disk/t",
        "-c \"\(session)\" --report disk/t", "-c \"\(session); write report disk/t.html\"",
        "-c \"\(session); write trace disk/t\"",
        "-c \"\(session); write pcapng disk/t; events > disk/e; events --all > disk/f\"",
        "test a.fzs --seeds 40 --keep",
      ])
    func `a full disk is one message and leaves no half of a file`(_ arguments: String) throws {
      let folder = try Folder(["a.fzs": "# Passes.\n\(Self.session)\n", "disk/none": ""])
      let moved =
        arguments.hasPrefix("test")
        ? "cd disk && $FZSH \(arguments.replacing("a.fzs", with: "../a.fzs"))" : "$FZSH \(arguments)"
      let inside =
        "mount -t tmpfs -o size=64k tmpfs disk && (\(moved)); echo status $?; find disk -name \"*.part\"; "
        + "for f in $(find disk -type f -size +0); do tail -c 1 $f | od -An -c; done"
      let (output, errors) = try shell("cat >run.sh <<'END'\n\(inside)\nEND\nunshare -m sh run.sh", in: folder)
      #expect(output.contains("status 3"), "\(output)\(errors)")
      #expect((errors + output).contains("No space left on device"), "\(output)\(errors)")
      #expect(!output.contains(".part"))
    }

    @Test(arguments: [
      "repeat 3000 { events --all }", "help", "ping 172.20.0.100; events --all --format ndjson",
      "write pcapng - ip(dst=10.0.0.0/15)",
    ])
    func `a reader that goes away in the middle ends the program, without a word`(_ commands: String) throws {
      let folder = try Folder([:])
      let line = "bash -c '$FZSH -c \"\(commands)\" | head -n 1; echo status ${PIPESTATUS[0]}'"
      let (output, errors) = try shell(line, in: folder)
      // What fits into the pipe before it is closed has been written.
      #expect(output.hasSuffix("status 141\n") || output.hasSuffix("status 0\n"), "\(output)")
      if commands.hasPrefix("repeat") { #expect(output.hasSuffix("status 141\n")) }
      #expect(errors.isEmpty, "\(errors)")
    }

    @Test func `a capture may go to standard output, where nothing else then stands`() throws {
      let folder = try Folder([:])
      let write = "$FZSH -c 'write pcap - ip(dst=10.0.0.0/30)'"
      let again = "$FZSH -c 'read - | where ip(dst=10.0.0.2) | write pcapng -'"
      let (output, errors) = try shell("\(write) | \(again) | $FZSH -c 'read - | count'; ls", in: folder)
      #expect(errors.isEmpty, "\(errors)")
      #expect(output == "count\n    1\nerr.txt\nout.txt\n")
    }

    @Test(arguments: [1, 4, 11, 25, 60, 130, 280, 600])
    func `an interrupt at any moment leaves whole files, and says so by its status`(milliseconds: UInt32) throws {
      let folder = try Folder([:])
      let files = ["--trace", "\(folder.path)/t", "--pcapng", "\(folder.path)/p", "--report", "\(folder.path)/r"]
      let null = open("/dev/null", O_RDWR | O_CLOEXEC)
      defer { close(null) }
      let process = try #require(
        start(["-c", "repeat 200000 { ping 172.20.0.100 }"] + files, streams: [null, null, null]))
      usleep(milliseconds * 1000)
      kill(process, SIGINT)
      let status = ending(of: process)
      // So early that nobody listens yet, the system ends it.
      #expect(status == 130 || status == 128 + SIGINT, "\(status)")
      #expect(system("ls \(folder.path) | grep -q part") != 0)
      if let trace = folder.text("t") { #expect(trace.isEmpty || trace.hasSuffix("}\n")) }
      if let report = folder.text("r") { #expect(report.contains("</html>")) }
    }

    @Test(arguments: [SIGHUP, SIGTERM, SIGKILL]) func `of a file that was being written nothing is left`(
      _ signal: Int32
    ) throws {
      let folder = try Folder([:])
      let state = "/tmp/fzsh-test-bad-\(getpid())"
      let terminal = try #require(Terminal(environment: ["TERM=dumb", "XDG_STATE_HOME=\(state)"]))
      #expect(terminal.waits(for: "> "))
      let (trace, report) = ("write trace \"\(folder.path)/t{i}\"", "write report \"\(folder.path)/r{i}\"")
      terminal.type("for i in 1..100000 { \(trace); \(report) }\n")
      for _ in 0..<3 { #expect(terminal.waits(for: "wrote ")) }
      kill(terminal.process, signal)
      _ = ending(of: terminal.process)
      #expect(system("ls '\(folder.path)' | grep -q part") != 0)
      #expect(folder.text("t1")?.hasSuffix("}\n") == true && folder.text("r1")?.contains("</html>") == true)
      system("rm -rf \(state)")
    }

    @Test(arguments: [3, 30, 120, 400])
    func `Ctrl-C while something is typed, completed or shown never ends a session`(milliseconds: UInt32) throws {
      let state = "/tmp/fzsh-test-bad-\(getpid())"
      let terminal = try #require(
        Terminal(environment: ["TERM=xterm", "XDG_STATE_HOME=\(state)", "FZSH_PAGER=cat"]))
      let before = terminal.modes
      #expect(terminal.waits(for: "> "))
      for line in ["sho\t", "events --all\n", "ping 172.20.0.100\n", "let x = [\n1,\n", "explain drop\n"] {
        terminal.type(line)
        usleep(milliseconds * 1000)
        terminal.type("\u{3}")
      }
      terminal.type("\"whole {6 * 7}\"\n")
      #expect(terminal.waits(for: "whole 42"))
      terminal.type("quit\n")
      #expect(ending(of: terminal.process) == 0)
      #expect(terminal.modes == before)
      system("rm -rf \(state)")
    }
  }
}
