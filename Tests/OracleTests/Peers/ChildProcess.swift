import Glibc

/// A program beside the test, with pipes to its input and from its output.
final class ChildProcess {
  private let pid: pid_t
  private let input: Int32
  private let output: Int32
  private var heard: [UInt8] = []

  /// Nil where it does not start.
  init?(_ program: String, _ arguments: [String]) {
    var (toChild, fromChild): ([Int32], [Int32]) = ([0, 0], [0, 0])
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    // It ends when its input does, so it must not hold the other end itself.
    for end in toChild + fromChild { posix_spawn_file_actions_addclose(&actions, end) }
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    // The threads of tests block signals, and a child that inherits that cannot be ended, nor end its own.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let status = posix_spawn(&pid, program, &actions, &attributes, &argv, environ)
    posix_spawnattr_destroy(&attributes)
    for argument in argv { free(argument) }
    posix_spawn_file_actions_destroy(&actions)
    close(toChild[0])
    close(fromChild[1])
    self.pid = pid
    input = toChild[1]
    output = fromChild[0]
    // A later child must not inherit the pipe: this one would wait for its end for ever.
    for end in [input, output] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard status == 0 else {
      close(input)
      close(output)
      return nil
    }
  }

  func say(_ line: String) {
    var bytes = Array(line.utf8)[...]
    bytes.append(10)
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// One line; nil where none comes in time, or none any more.
  func hear(within seconds: Int32) -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var searched = 0
    while true {
      if let end = heard[searched...].firstIndex(of: 10) {
        defer { heard.removeFirst(end + 1) }
        return Array(heard[..<end])
      }
      searched = heard.count
      var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, seconds * 1000) > 0 else { return nil }
      let count = read(output, &chunk, chunk.count)
      guard count > 0 else { return nil }
      heard += chunk[..<count]
    }
  }

  /// Ends its input, and waits until it has ended.
  func end() -> Int32 {
    close(input)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    close(output)
    return status
  }
}

extension ChildProcess {
  static func find(_ command: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
    return folders.map { "\($0)/\(command)" }.first { access($0, X_OK) == 0 }
  }

  /// Everything that a program says until it ends.
  static func run(_ program: String, _ arguments: [String]) -> (status: Int32, lines: [String])? {
    guard let child = ChildProcess(program, arguments) else { return nil }
    var lines: [String] = []
    while let line = child.hear(within: 60) { lines.append(String(decoding: line, as: UTF8.self)) }
    return (child.end(), lines)
  }
}

/// Where the project's own files lie.
enum Project {
  static let root = String(#filePath.dropLast("/Tests/OracleTests/Peers/ChildProcess.swift".utf8.count))
}
