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

  /// Safe in a signal handler (POSIX.1-2017 §2.4.3 lists `tcsetattr`).
  static func restore() {
    if isSaved.load(ordering: .acquiring) { tcsetattr(STDIN_FILENO, TCSANOW, saved) }
  }

  /// How wide the terminal is now.
  static var columns: Int {
    var size = winsize()
    let known = ioctl(STDIN_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return known ? Int(size.ws_col) : 80
  }
}
