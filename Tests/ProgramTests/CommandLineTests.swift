import Glibc
import Testing

extension ProgramTests {
  @Suite struct CommandLineTests {
    @Test func `the version is said on standard output`() throws {
      let ending = try #require(run(["--version"]))
      #expect(ending.status == 0)
      #expect(ending.output.hasPrefix("fzsh "))
      #expect(ending.errors == "")
    }

    @Test func `help is no error`() throws {
      let ending = try #require(run(["--help"]))
      #expect(ending.status == 0)
      #expect(ending.output.contains("--seed"))
    }

    @Test func `help names every word that leads a command line, and a role asks for its own`() throws {
      let help = try #require(run(["--help"])).output
      for word in ["check", "fmt", "test", "explore", "node", "generate"] {
        #expect(help.contains("fzsh \(word) "), "\(word)")
      }
      let node = try #require(run(["node", "--help"]))
      #expect(node.status == 0)
      for role in ["portal", "relay", "gateway", "client"] {
        #expect(node.output.contains("fzsh node \(role) "))
        #expect(run(["node", role, "--help"])?.output.contains("fzsh node \(role)") == true)
      }
    }

    @Test(arguments: [
      (["--sed", "4"], "--seed"), (["--seed", "x"], "'x'"), (["--color", "pink"], "never"), (["check"], "path"),
      (["-c", "quit", "x.fzs"], "not both"), (["--compat", "", "-c", "quit"], "names no fault"),
      (["--compat", "twin-lost,no-client-filter", "-c", "quit"], "did you mean `no-client-filters`?"),
      (["replay"], "<file>"), (["bundle", "--anonymise", "x"], "go together"),
      (["attach", "-c", "quit", "/etc/passwd"], "not both"),
      (["--live", "--seed", "3", "x.fzs"], "for a simulated lab"), (["--nodes", "x", "x.fzs"], "goes with --live"),
      (["test", "--live", "--jobs", "2", "x.fzs"], "for simulated labs"),
      (["node"], "needs a role"), (["node", "relai"], "portal, relay, gateway, client"),
      (["node", "relay", "--ipv4", "x"], "no address"), (["node", "relay"], "--ipv4"),
      (["node", "portal", "--pace", "0"], "a number from 1 to 1000"),
      (["node", "portal", "--pace", "60@noon"], "N@SECOND"),
    ])
    func `a bad command line ends with 1 and one line that says why`(_ arguments: [String], _ part: String) throws {
      let ending = try #require(run(arguments))
      #expect(ending.status == 1)
      #expect(ending.errors.hasPrefix("error: "))
      #expect(ending.errors.contains(part))
      #expect(ending.errors.split(separator: "\n").count == 1)
      #expect(ending.output == "")
    }

    @Test(arguments: [
      (["/proc/none/x.fzs"], "No such file or directory"), (["/"], "Is a directory"),
      (["replay", "/proc/none/x.fzb"], "No such file or directory"), (["bundle", "/"], "Is a directory"),
      (["check", "/proc/none/x.fzs"], "No such file or directory"),
      (["-c", "help", "--trace", "/proc/none/t"], "No such file or directory"),
      (["-c", "help", "--pcapng", "/proc/none/p"], "No such file or directory"),
      (["-c", "ping 172.20.0.100", "--pcapng", "/dev/full"], "No space left on device"),
      (["-c", "help", "--trace", "/dev/full", "--diagram", "/dev/full"], "No space left on device"),
    ])
    func `a file that cannot be used ends with 3`(_ arguments: [String], _ part: String) throws {
      let ending = try #require(run(arguments))
      #expect(ending.status == 3)
      #expect(ending.errors.contains(part))
    }

    @Test func `a byte order mark and foreign line ends do not matter`() throws {
      let ending = try #require(run([], input: "\u{feff}check 1 == 1\r\ncheck 2 == 2\r\n"))
      #expect(ending.status == 0, "\(ending.errors)")
    }

    @Test func `text that is not UTF-8 is refused`() throws {
      let path = "/tmp/fzsh-test-\(getpid()).fzs"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      _ = write(descriptor, [0xff, 0xfe] as [UInt8], 2)
      close(descriptor)
      defer { unlink(path) }
      let ending = try #require(run([path]))
      #expect(ending.status == 3)
      #expect(ending.errors.contains("is not UTF-8"))
    }

    @Test func `whose audit trail is meant is said, or there is one alone`() throws {
      let home = "/tmp/fzsh-test-audit-\(getpid())"
      let folder = home + "/fzsh"
      mkdir(home, 0o700)
      mkdir(folder, 0o700)
      defer { for name in ["fzsh/portal-a.sqlite", "fzsh/portal-b.sqlite", "fzsh", ""] { remove("\(home)/\(name)") } }
      func audit(_ words: String...) throws -> Ending {
        try #require(run(["node", "audit"] + words, environment: ["XDG_STATE_HOME=" + home]))
      }
      let none = try audit()
      #expect(none.status == 3 && none.errors.contains("no portal has kept anything in \(folder)"), "\(none.errors)")
      for name in ["a", "b"] {
        close(open("\(folder)/portal-\(name).sqlite", O_WRONLY | O_CREAT, 0o600))
        // An empty file is none of a portal's, and the one that there is.
        if name == "a" { #expect(try audit().errors.contains("portal-a.sqlite")) }
      }
      let several = try audit()
      #expect(several.status == 1, "\(several.errors)")
      #expect(several.errors.contains("\(folder)/portal-a.sqlite, \(folder)/portal-b.sqlite; or"))
      let other = try audit("--lab", "mycorp")
      #expect(other.status == 3 && other.errors.contains("portal-mycorp.sqlite"))
      #expect(other.errors.contains("there are \(folder)/portal-a.sqlite, "), "\(other.errors)")
    }

    @Test func `commands that fail leave no run directory, for they have no name`() throws {
      for ending in [run(["-c", "check 1 == 2"]), run([], input: "check 1 == 2\n")] {
        #expect(ending?.status == 4)
        #expect(ending?.errors.contains("directory") == false)
      }
    }

    @Test func `a lab is for a simulation, and a failed run says in which it was`() throws {
      for words in [["--live", "--lab", "mycorp", "-c", "status"], ["test", "--live", "--lab", "mycorp", "."]] {
        let ending = try #require(run(words))
        #expect(ending.status == 1 && ending.errors.contains("--lab is for "), "\(ending.errors)")
      }
      let folder = try Folder(["a.fzs": "# Fails.\ncheck x == 2\n"])
      let lab = try #require(run(["-c", "lab show > '\(folder.path)/my lab.yaml'".replacing("'", with: "\"")]))
      #expect(lab.status == 0, "\(lab.errors)")
      let words = ["--lab", "my lab.yaml", "--define", "x=1", "--compat", "twin-lost", "--seed", "3"]
      let ending = try #require(run(words + ["a.fzs"], folder: folder.path))
      let again = "--seed 3 --lab 'my lab.yaml' --define x=1 --compat twin-lost a.fzs"
      #expect(ending.status == 4 && ending.errors.contains("again: fzsh \(again)"), "\(ending.errors)")
      // The program is not on the path; what made the directory is known all the same.
      let script = "out/a-x-1-twin-lost/3/repro.sh"
      func shell(_ words: String...) throws -> Ending {
        try #require(run(words, environment: ["PATH=/nowhere"], folder: folder.path, program: "/bin/sh"))
      }
      #expect(try shell(script).status == 4)
      #expect(try shell(script).errors.contains("again: fzsh \(again)"))
      let lines = try #require(folder.text(script)).split(separator: "\n")
      let moved = lines.map { $0.hasPrefix("program=") ? "program=/gone/fzsh" : String($0) }.joined(separator: "\n")
      let lost = try shell("-c", moved.replacing(try #require(ownPath(of: lines)), with: "/gone/fzsh"))
      #expect(lost.status == 127, "\(lost.errors)")
      #expect(lost.errors == "repro.sh: /gone/fzsh is there no more, and no fzsh is on the PATH\n")
    }

    private func ownPath(of script: [Substring]) -> String? {
      script.first { $0.hasPrefix("program=") }.map { String($0.dropFirst("program=".count)) }
    }

    @Test func `a command in the place of a file is told where it goes`() throws {
      let ping = try #require(run(["ping", "172.20.0.100"]))
      #expect(ping.status == 3 && ping.errors.contains("a command goes behind -c: fzsh -c 'ping 172.20.0.100'"))
      let status = try #require(run(["status"]))
      #expect(status.errors.hasSuffix("; a command goes behind -c: fzsh -c status\n"), "\(status.errors)")
      let file = try #require(run(["none.fzs"]))
      #expect(!file.errors.contains("-c"))
    }

    @Test func `several -c run in order and in one session`() throws {
      let ending = try #require(run(["-c", "let a = 1", "-c", "let b = a + 1", "-c", "show b"]))
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output == "2\n")
    }

    @Test(arguments: [["--compat", "seed"], ["--compat", "twin-lost,no-client-filters"]])
    func `faults of the original are on from the start`(_ option: [String]) throws {
      let ending = try #require(run(option + ["-c", "check client.quirks[\"no-client-filters\"]; check 1 == 2"]))
      #expect(ending.status == 4)
      #expect(ending.errors.contains("`check 1") || ending.errors.contains("1 == 2"), "\(ending.errors)")
      #expect(ending.errors.contains(option.joined(separator: " ")), "how to run it again")
    }

    @Test func `behind a -c that fails no other is run`() throws {
      let ending = try #require(run(["-c", "check 1 == 2", "-c", "show 7"]))
      #expect(ending.status == 4)
      #expect(!ending.output.contains("7"))
    }

    @Test func `standard input that is no terminal is a script`() throws {
      let ending = try #require(run([], input: "quit\n"))
      #expect(ending.status == 0)
      #expect(ending.errors == "")
      #expect(!ending.output.contains("\u{1b}"))
    }

    @Test func `a reader that goes away ends the program quietly`() throws {
      let ending = try #require(run(["--help"], closesOutputFirst: true))
      #expect(ending.status == 141)
      #expect(ending.errors == "")
    }

    @Test(arguments: ["--trace", "--pcapng"])
    func `a record is written whole and leaves nothing beside it`(_ option: String) throws {
      let folder = "/tmp/fzsh-test-trace-\(getpid())"
      mkdir(folder, 0o700)
      defer {
        unlink(folder + "/t")
        rmdir(folder)
      }
      let ending = try #require(run(["-c", "quit", option, folder + "/t"]))
      #expect(ending.status == 0)
      #expect(access(folder + "/t", R_OK) == 0)
      #expect(unlink(folder + "/t") == 0)
      // Only an empty folder can be removed.
      #expect(rmdir(folder) == 0)
    }

    /// A capture of one packet whose bytes are all ASCII.
    private static let capture = String(
      decoding: [
        [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0], [UInt8](repeating: 0, count: 8),
        [28, 0, 0, 0], [1, 0, 0, 0, 20, 0, 0, 0, 101, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0], [6, 0, 0, 0, 52, 0, 0, 0],
        [UInt8](repeating: 0, count: 12), [20, 0, 0, 0, 20, 0, 0, 0], [0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17, 0, 0],
        [10, 0, 0, 1, 10, 0, 0, 2], [52, 0, 0, 0],
      ].joined(), as: UTF8.self)

    @Test(arguments: [
      (capture, "read - | select src, dst", 0, "10.0.0.2", ""), (capture, "read \"-\" | count", 0, "1\n", ""),
      ("notes", "read - | count", 3, "", "neither a pcap nor a pcapng file"),
      ("", "read -", 3, "", "the file is empty"),
    ])
    func `a capture may come on standard input`(
      _ input: String, _ line: String, _ status: Int32, _ output: String, _ errors: String
    ) throws {
      let ending = try #require(run(["-c", line], input: input))
      #expect(ending.status == status)
      #expect(ending.output.contains(output))
      #expect(ending.errors.contains(errors))
    }
  }
}
