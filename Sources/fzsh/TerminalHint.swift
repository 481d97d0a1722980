import CLineEdit
import Glibc
import Report

/// What the line wants next, dim behind the cursor while nothing is typed. libedit knows nothing of it: it is gone again
/// before a key is handed over.
extension TerminalEditor {
  func showHint() {
    guard showsHints, !hasInput, let line = el_line(editor)?.pointee, line.cursor == line.lastchar else { return }
    let left = text(line.buffer, line.cursor)
    // While the history is searched, the pattern stands below the line, in the same buffer.
    guard !left.contains("\n"), let hint = aid.hint(before + left) else { return }
    let columns = TerminalModes.columns
    let room = columns - (promptWidth + left.displayWidth) % columns - 1
    let shown = hint.displayWidth <= room ? hint : String(hint.prefix(max(0, room - 1))) + "…"
    guard room > Self.leastRoom, shown.displayWidth <= room else { return }
    // ECMA-48 §8.3.18 (CUB): back to where libedit believes the cursor to be.
    output.write(Style.ansi.paint(shown, .dim) + "\u{1b}[\(shown.displayWidth)D")
    output.flush()
    hasHint = true
  }

  func hideHint() {
    guard hasHint else { return }
    hasHint = false
    // ECMA-48 §8.3.41 (EL): the rest of the row.
    output.write("\u{1b}[K")
    output.flush()
  }

  /// A shorter rest of a row tells nobody anything.
  private static let leastRoom = 8

  /// Keys that wait are not held up by a hint that nobody could read.
  private var hasInput: Bool {
    var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, 0) > 0
  }
}
