import Glibc
import Synchronization

/// The terminal's modes as they were when the program began, to be put back however it ends.
enum TerminalModes {
  /// Written once by `save`, before any handler is installed; only read after that.
  nonisolated(unsafe) private static let saved = UnsafeMutablePointer<termios>.allocate(capacity: 1)
  private static let isSaved = Atomic<Bool>(false)

  static func save() {
    saved.initialize(to: termios())
    isSaved.store(tcgetattr(STDIN_FILENO, saved) == 0, ordering: .releasing)
  }

  private static let bracketsPastes = Atomic<Bool>(false)
  /// DECSET and DECRST 2004, as xterm(1) has them: what is pasted comes between `ESC [ 200 ~` and `ESC [ 201 ~`.
  private static let (pastesOn, pastesOff): (StaticString, StaticString) = ("\u{1b}[?2004h", "\u{1b}[?2004l")

  /// Lets the terminal mark what is pasted, or lets it be.
  static func bracketPastes(_ on: Bool) {
    bracketsPastes.store(on, ordering: .relaxed)
    write(on ? pastesOn : pastesOff)
  }

  private static func write(_ text: StaticString) {
    _ = Glibc.write(STDOUT_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  /// Safe in a signal handler (POSIX.1-2017 §2.4.3 lists `tcsetattr` and `write`).
  static func restore() {
    if bracketsPastes.exchange(false, ordering: .relaxed) { write(pastesOff) }
    if isSaved.load(ordering: .acquiring) { tcsetattr(STDIN_FILENO, TCSANOW, saved) }
  }

  /// How wide the terminal is now.
  static var columns: Int { size.columns }
  static var rows: Int { size.rows }

  /// A terminal that does not say is one of 80 by 24.
  private static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDIN_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return (80, 24) }
    return (size.ws_col > 0 ? Int(size.ws_col) : 80, size.ws_row > 0 ? Int(size.ws_row) : 24)
  }
}
