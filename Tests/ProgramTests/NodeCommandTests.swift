import Glibc
import Testing

extension ProgramTests {
  /// What an operator does wrong with nodes, and what others see of their secrets.
  @Suite struct NodeCommandTests {
    private static let relay = ["node", "relay", "--ipv4", "127.0.0.1", "--control", "none"]

    @Test(arguments: [
      "ftp://portal", "portal", "::::", "ws://", "ws://a:99999", "ws://name:word@portal:8081", "ws://two words",
    ])
    func `an address that is no portal's is a bad command line, and nothing is tried`(_ address: String) throws {
      let ending = try #require(run(Self.relay + ["--api", address], environment: ["FIREZONE_TOKEN=.t"]))
      #expect(ending.status == 1)
      #expect(ending.errors.hasPrefix("error: `\(address)` is no portal's address"), "\(ending.errors)")
      #expect(ending.errors.contains("--api"))
      #expect(ending.output == "")
    }

    @Test(arguments: ["/etc/hostname", "/proc/none/a.pem"])
    func `a file of authorities has to have some`(_ path: String) throws {
      let ending = try #require(run(Self.relay + ["--authority", path], environment: ["FIREZONE_TOKEN=.t"]))
      #expect(ending.status == 3)
      #expect(ending.errors.contains(path))
    }

    @Test(arguments: ["  ", "two words", "one\ntwo", "größe"])
    func `what is no token is told, but not what it is`(_ token: String) throws {
      let ending = try #require(run(Self.relay, environment: ["FIREZONE_TOKEN=\(token)"]))
      #expect(ending.status == 3)
      #expect(ending.errors.contains("FIREZONE_TOKEN"))
      #expect(!ending.errors.contains("two") && !ending.errors.contains("größe"))
    }

    @Test func `nobody finds a secret in what a process began with`() throws {
      let secret = String(repeating: "5e", count: 32)
      var ends: [Int32] = [-1, -1]
      Glibc.pipe(&ends)
      let words = ["node", "portal", "--state", "none", "--control", "none", "--listen", "127.0.0.1", "--port", "0"]
      let process = try #require(
        start(words, environment: ["FZSH_PORTAL_SECRET=\(secret)", "OTHER=stays"], streams: [0, ends[1], 2]))
      close(ends[1])
      defer {
        kill(process, SIGTERM)
        #expect(ending(of: process) == 0)
        close(ends[0])
      }
      // Its first line: it serves.
      #expect(isReadable(ends[0], within: Executable.bound))
      let file = open("/proc/\(process)/environ", O_RDONLY)
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(file, &bytes, bytes.count)
      close(file)
      let environment = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
      #expect(environment.contains("OTHER=stays"))
      #expect(!environment.contains("5e5e"))
    }

    @Test(arguments: [
      (["help", "node"], "fzsh node audit"), (["help", "node", "client"], "USAGE: fzsh node client"),
      (["help", "attach"], "USAGE: fzsh attach"), (["help", "bundle"], "--anonymise"), (["help"], "fzsh node ROLE"),
      (["help", "live"], "Live nodes"),
    ])
    func `help is asked for as elsewhere`(_ arguments: [String], _ part: String) throws {
      let ending = try #require(run(arguments))
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains(part))
    }

    @Test(arguments: [
      (["node", "client", "--nope"], "see `fzsh node client --help`"),
      (["attach", "--nope"], "see `fzsh attach --help`"),
      (["record"], "fzsh node ROLE --record FILE"), (["help", "record"], "fzsh node ROLE --record FILE"),
      (["node", "client", "--id", "", "--api", "ws://a"], "--id is empty"),
    ])
    func `a mistake leads to the help that helps`(_ arguments: [String], _ part: String) throws {
      let ending = try #require(run(arguments, environment: ["FIREZONE_TOKEN=.t"]))
      #expect(ending.status == 1)
      #expect(ending.errors.contains(part), "\(ending.errors)")
    }

    @Test func `a mistake in a lab file is one error, and not the error of an error`() throws {
      let path = "/tmp/fzsh-test-lab-\(getpid()).yaml"
      let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      _ = write(file, "a: [", 4)
      close(file)
      defer { unlink(path) }
      let ending = try #require(run(["node", "portal", "--lab", path, "--state", "none", "--control", "none"]))
      #expect(ending.status == 2)
      #expect(ending.errors.hasPrefix("error[FZ0440]"), "\(ending.errors)")
    }
  }
}
