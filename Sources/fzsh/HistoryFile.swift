import CLineEdit
import Glibc

/// The commands of earlier sessions, one file for each user, readable by no one else.
///
/// A command is a line; in it `\n` stands for a line feed and `\\` for a backslash. (libedit's own format begins every
/// piece that is appended with a header line, which it later takes for a command.)
final class HistoryFile {
  /// Commands that are kept.
  static let bound = 10_000

  let entries: OpaquePointer
  private let path: String

  /// Reads `$XDG_STATE_HOME/fzsh/history` or, by the XDG base directory rules, `~/.local/state/fzsh/history`.
  ///
  /// nil where there is no place for it: a session without history is better than none.
  init?() {
    guard let folder = StateFolder.ofUser, StateFolder.make(folder), let entries = history_init() else { return nil }
    self.entries = entries
    path = folder + "/history"
    line_history_bound(entries, Int32(Self.bound))
    line_history_skip_repeats(entries)
    load()
  }

  deinit { history_end(entries) }

  /// Keeps a command at once, so that a session that is killed loses none.
  func enter(_ text: String) {
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    line_history_enter(entries, text)
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // A history that cannot be kept is no reason to disturb the session.
    _ = Output.writeAll(Array((Self.escaped(text) + "\n").utf8), to: descriptor)
  }

  private func load() {
    guard let file = try? ScriptFile(path: path) else { return }
    chmod(path, 0o600)
    let lines = file.text.split(separator: "\n")
    for line in lines.suffix(Self.bound) { line_history_enter(entries, Self.unescaped(line)) }
    // Sessions only append; the file is cut down when it has outgrown the bound by a tenth.
    if lines.count > Self.bound + Self.bound / 10 { rewrite(lines.suffix(Self.bound)) }
  }

  private func rewrite(_ lines: ArraySlice<Substring>) {
    guard let file = try? NewFile(path: path) else { return }
    guard (try? file.write(Array(lines.map { $0 + "\n" }.joined().utf8))) != nil else { return }
    if (try? file.finish()) != nil { chmod(path, 0o600) }
  }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : String($0) })
  }

  private static func unescaped(_ line: Substring) -> String {
    var text = ""
    var escapes = false
    for character in line {
      if escapes {
        text.append(character == "n" ? "\n" : character)
        escapes = false
      } else if character == "\\" {
        escapes = true
      } else {
        text.append(character)
      }
    }
    return text
  }
}

/// A variable of the environment; an empty one counts as absent.
func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}
