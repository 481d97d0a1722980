import CLineEdit
import Glibc

/// The commands of earlier sessions, one file for each user, readable by no one else.
final class HistoryFile {
  /// Commands that are kept.
  static let bound: Int32 = 10_000

  let entries: OpaquePointer
  private let path: String

  /// Reads `$XDG_STATE_HOME/fzsh/history` or, by the XDG base directory rules, `~/.local/state/fzsh/history`.
  ///
  /// nil where there is no place for it: a session without history is better than none.
  init?() {
    guard let folder = Self.folder, Self.makeFolders(folder), let entries = history_init() else { return nil }
    self.entries = entries
    path = folder + "/history"
    line_history_bound(entries, Self.bound)
    line_history_skip_repeats(entries)
    // Sessions append; the file is cut down when it has outgrown the bound by a tenth.
    if line_history_load(entries, path) > Self.bound + Self.bound / 10 { line_history_save(entries, path) }
  }

  deinit { history_end(entries) }

  /// Keeps a command at once, so that a session that is killed loses none.
  func enter(_ text: String) {
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    guard line_history_enter(entries, text) >= 0 else { return }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    fchmod(descriptor, 0o600)
    line_history_append(entries, descriptor)
  }

  private static var folder: String? {
    // The rules say to ignore a relative path.
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/fzsh" }
    return environment("HOME").map { $0 + "/.local/state/fzsh" }
  }

  private static func makeFolders(_ path: String) -> Bool {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST { return false }
    }
    return true
  }
}

/// A variable of the environment; an empty one counts as absent.
func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}
