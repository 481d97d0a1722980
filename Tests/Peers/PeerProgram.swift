import Glibc

/// A program beside the test that speaks in lines; it ends when its input does.
package final class PeerProgram {
  private let pid: pid_t
  private let input: Int32
  private let output: Int32
  private var heard = ""
  package private(set) var hasEnded = false

  package static let folder = String(#filePath.dropLast("/Peers/PeerProgram.swift".utf8.count)) + "/Interop"
  package static let python =
    String(#filePath.dropLast("/Tests/Peers/PeerProgram.swift".utf8.count))
    + "/.venv/bin/python"

  package static func find(_ command: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
    return folders.map { "\($0)/\(command)" }.first { access($0, X_OK) == 0 }
  }

  /// Why a package of Python cannot be a peer here; nil where it can.
  package static func missing(package name: String) -> String? {
    guard access(python, X_OK) == 0 else { return "there is no .venv; scripts/test makes it" }
    var found = glob_t()
    defer { globfree(&found) }
    let pattern = python.dropLast("bin/python".utf8.count) + "lib/python3*/site-packages/\(name)"
    return glob(String(pattern), 0, nil, &found) == 0
      ? nil : "\(name) is not installed in .venv; scripts/test does that"
  }

  /// A script of Tests/Interop.
  package init?(_ interpreter: String, _ script: String, _ arguments: [String]) {
    var (toChild, fromChild): ([Int32], [Int32]) = ([0, 0], [0, 0])
    guard let program = interpreter.hasPrefix("/") ? interpreter : Self.find(interpreter),
      Self.open(&toChild), Self.open(&fromChild)
    else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    // The threads of tests block signals; a child that inherits that cannot end its own children.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var argv = ([program, "\(Self.folder)/\(script)"] + arguments).map { strdup($0) } + [nil]
    var pid: pid_t = 0
    let status = posix_spawn(&pid, program, &actions, &attributes, &argv, environ)
    for argument in argv { free(argument) }
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
    close(toChild[0])
    close(fromChild[1])
    (self.pid, input, output) = (pid, toChild[1], fromChild[0])
    guard status == 0 else {
      close(input)
      close(output)
      return nil
    }
  }

  /// Ends that no other child inherits, not even one that is begun at this moment: it would keep this one's input open.
  private static func open(_ ends: inout [Int32]) -> Bool {
    socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
  }

  package func say(_ line: String) { _ = write(input, line + "\n", line.utf8.count + 1) }

  /// A line that has come; nil where none is whole yet.
  package func hear() -> String? { hear(within: 0) }

  /// Waits for it.
  package func hear(within milliseconds: Int32) -> String? {
    var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    while !hasEnded, poll(&waiting, 1, heard.contains("\n") ? 0 : milliseconds) > 0 {
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(output, &chunk, chunk.count)
      if count <= 0 { hasEnded = true } else { heard += String(decoding: chunk[..<count], as: UTF8.self) }
    }
    guard let end = heard.firstIndex(of: "\n") else { return nil }
    defer { heard = String(heard[heard.index(after: end)...]) }
    return String(heard[..<end])
  }

  /// Ends its input, and waits until it has ended.
  package func end() {
    close(input)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    close(output)
  }
}
