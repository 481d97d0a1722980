import Glibc
import Testing

/// One after another: a descriptor that one test has open must not end up in the program of another one.
@Suite(.serialized, .enabled(if: Executable.path != nil, "the program was not built beside these tests"))
struct ProgramTests {}

/// The `fzsh` that was built with these tests.
enum Executable {
  /// The test bundle lies in the build folder, and the program beside it.
  static let path: String? = {
    guard let line = CommandLine.arguments.first(where: { $0.contains(".xctest") }) else { return nil }
    let folder = line.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
    let path = folder.joined(separator: "/") + "/fzsh"
    return access(path, X_OK) == 0 ? path : nil
  }()

  /// Patience with a loaded machine, in milliseconds; nothing here takes a tenth of it.
  static let bound: Int32 = 10_000
}

struct Ending: Hashable {
  var status: Int32
  var output: String
  var errors: String
}

/// The exit status of a process, or 128 and the signal that ended it. Kills what does not end in time.
func ending(of process: pid_t) -> Int32 {
  var status: Int32 = 0
  for _ in 0..<(Executable.bound / 10) {
    if waitpid(process, &status, WNOHANG) == process {
      return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }
    usleep(10_000)
  }
  kill(process, SIGKILL)
  waitpid(process, &status, 0)
  return -1
}

private let setsSignalMask = Int16(POSIX_SPAWN_SETSIGMASK)
/// `POSIX_SPAWN_SETSID` of glibc, which it shows to GNU sources alone.
private let startsSession: Int16 = 0x80

/// Starts the program, or another one, with these descriptors as its standard streams.
func start(
  _ arguments: [String], environment: [String] = [], streams: [Int32], terminal: String? = nil, folder: String? = nil,
  program: String? = nil
) -> pid_t? {
  guard let path = program ?? Executable.path else { return nil }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  // A new session's first terminal is its controlling one, so it is opened by name and in the child.
  if let terminal { posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0) }
  for (i, stream) in streams.enumerated() { posix_spawn_file_actions_adddup2(&actions, stream, Int32(i)) }
  if terminal != nil { for i in 1...2 as ClosedRange<Int32> { posix_spawn_file_actions_adddup2(&actions, 0, i) } }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  posix_spawnattr_setflags(&attributes, setsSignalMask | (terminal == nil ? 0 : startsSession))
  // Tests run on threads that block signals, and a mask is inherited.
  var mask = sigset_t()
  sigemptyset(&mask)
  posix_spawnattr_setsigmask(&attributes, &mask)
  // The file action that changes the folder is shown to GNU sources alone, too.
  let moved = folder.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0] } ?? []
  var arguments = (moved + [path] + arguments).map { strdup($0) } + [nil]
  var variables = (environment + ["LANG=C.UTF-8"]).map { strdup($0) } + [nil]
  defer { for text in arguments + variables { free(text) } }
  var process: pid_t = 0
  guard posix_spawn(&process, moved.first ?? path, &actions, &attributes, &arguments, &variables) == 0 else {
    return nil
  }
  return process
}

/// Runs the program to its end, its input given in a pipe.
func run(
  _ arguments: [String], input: String = "", environment: [String] = [], closesOutputFirst: Bool = false,
  folder: String? = nil, program: String? = nil
) -> Ending? {
  let (fromTest, toProgram) = pipe()
  let (fromProgram, toTest) = pipe()
  let (fromErrors, toErrors) = pipe()
  if closesOutputFirst { close(fromProgram) }
  let streams = [fromTest, toTest, toErrors]
  guard
    let process = start(arguments, environment: environment, streams: streams, folder: folder, program: program)
  else { return nil }
  for descriptor in streams { close(descriptor) }
  _ = Array(input.utf8).withUnsafeBytes { write(toProgram, $0.baseAddress, $0.count) }
  close(toProgram)
  let output = closesOutputFirst ? "" : drain(fromProgram)
  return Ending(status: ending(of: process), output: output, errors: drain(fromErrors))
}

/// Both ends are closed in a program that is started, except where they become one of its streams.
private func pipe() -> (reads: Int32, writes: Int32) {
  var ends: [Int32] = [-1, -1]
  Glibc.pipe(&ends)
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}

/// Reads to the end, or until nothing comes for the bound.
private func drain(_ descriptor: Int32) -> String {
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while isReadable(descriptor, within: Executable.bound) {
    let count = read(descriptor, &chunk, chunk.count)
    guard count > 0 else { break }
    bytes += chunk[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

func isReadable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
  var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return poll(&wanted, 1, milliseconds) > 0
}
