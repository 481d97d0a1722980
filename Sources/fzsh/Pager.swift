import Glibc
import Report

/// Shows what is longer than the terminal in a program that scrolls.
struct Pager {
  /// `$FZSH_PAGER`, then `$PAGER`, then less(1), which Ctrl-C ends as any command (`-K`), and without it the text as it is.
  private let command =
    environment("FZSH_PAGER") ?? environment("PAGER")
    ?? "if command -v less >/dev/null; then exec less -FRXK; else exec cat; fi"

  /// More rows than the terminal has.
  func isWanted(for text: String) -> Bool {
    guard command != "cat", isatty(STDOUT_FILENO) == 1 else { return false }
    let (columns, rows) = (TerminalModes.columns, TerminalModes.rows)
    var count = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      count += max(1, (line.utf8.count + columns - 1) / columns)
      if count >= rows { return true }
    }
    return false
  }

  /// - Returns: false where nothing was shown, because no process could be made.
  func show(_ text: String) -> Bool {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process = start(reading: ends[0])
    close(ends[0])
    guard let process else {
      close(ends[1])
      return false
    }
    // A pager that is left early closes its end: that is no failure.
    _ = Output.writeAll(Array(text.utf8), to: ends[1])
    close(ends[1])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return true
  }

  private func start(reading descriptor: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
    let words: [String] = ["/bin/sh", "-c", command]
    let arguments = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    guard posix_spawn(&process, "/bin/sh", &actions, nil, arguments + [nil], environ) == 0 else { return nil }
    return process
  }
}
