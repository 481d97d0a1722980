import Glibc
import Report

/// The same run in a process of its own. What depends on the order of a hash table differs from process to process, and
/// only from process to process: each draws its own seed for hashing.
enum SecondProcess {
  /// The trace that it wrote; nil if it did not come to an end, or could not be begun.
  static func trace(of name: CaseName, lab: String, timeout: Double, _ isGivenUp: () -> Bool) -> [UInt8]? {
    var template = Array("\(environment("TMPDIR") ?? "/tmp")/fzsh-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    let folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    let file = folder + "/trace"
    defer {
      unlink(file)
      rmdir(folder)
    }
    let definitions = name.settings.flatMap { ["--define", "\($0.name)=\($0.value)"] }
    let arguments = ["--seed", "\(name.seed)", "--lab", lab] + definitions + ["--trace", file, "--", name.file]
    guard let process = start(arguments) else { return nil }
    guard waits(for: process, until: MonotonicClock.now + timeout, isGivenUp) else { return nil }
    return (try? ScriptFile(path: file, bound: .max)).map { Array($0.text.utf8) }
  }

  private static func start(_ arguments: [String]) -> pid_t? {
    let actions = UnsafeMutablePointer<posix_spawn_file_actions_t>.allocate(capacity: 1)
    posix_spawn_file_actions_init(actions)
    defer {
      posix_spawn_file_actions_destroy(actions)
      actions.deallocate()
    }
    posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(actions, stream, "/dev/null", O_WRONLY, 0)
    }
    let words = (["fzsh"] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, "/proc/self/exe", actions, nil, words + [nil], environ)
    return code == 0 ? process : nil
  }

  /// False when it had to be ended.
  private static func waits(for process: pid_t, until end: Double, _ isGivenUp: () -> Bool) -> Bool {
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      guard !isGivenUp(), MonotonicClock.now < end else {
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
        return false
      }
      usleep(2000)
    }
    return true
  }
}
