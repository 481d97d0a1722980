import Glibc

/// A program that a test runs beside itself.
struct Command {
  let status: Int32
  /// Both of its outputs.
  let output: String

  var succeeded: Bool { status == 0 }

  static func find(_ name: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"] + path.split(separator: ":").map(String.init)
    return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Waits for its end.
  @discardableResult
  static func run(_ words: String...) -> Command { run(words) }

  static func run(_ words: [String]) -> Command {
    guard let child = Child(words) else { return Command(status: -1, output: "cannot start \(words)") }
    return child.end(killing: false)
  }
}

/// A program that goes on until it is ended.
final class Child {
  private let pid: pid_t
  private let output: Int32

  init?(_ words: [String]) {
    var ends: [Int32] = [0, 0]
    guard let program = words.first.flatMap(Command.find),
      socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
    else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    // The threads of tests block signals; a child that inherits that cannot be ended.
    var (attributes, none) = (posix_spawnattr_t(), sigset_t())
    posix_spawnattr_init(&attributes)
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var argv = ([program] + words.dropFirst()).map { strdup($0) } + [nil]
    var pid: pid_t = 0
    let status = posix_spawn(&pid, program, &actions, &attributes, &argv, environ)
    for argument in argv { free(argument) }
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
    close(ends[1])
    (self.pid, output) = (pid, ends[0])
    guard status == 0 else {
      close(output)
      return nil
    }
  }

  @discardableResult
  func end(killing: Bool = true) -> Command {
    if killing { kill(pid, SIGTERM) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(output, &buffer, buffer.count), count > 0 { text += buffer[..<count] }
    close(output)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    return Command(
      status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f,
      output: String(decoding: text, as: UTF8.self))
  }
}
