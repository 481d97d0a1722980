import Glibc
import Report
import Synchronization

/// How far a run is, on standard error: a bar that is drawn again and again on a terminal, a line now and then elsewhere.
final class Progress: Sendable {
  private struct State {
    var done = 0
    var failed = 0
    var drawn = 0.0
  }

  /// Drawn at most that often: a terminal at the end of a slow line has to keep up.
  private static let pause = 0.1
  /// Lines elsewhere, in seconds between two of them.
  private static let silence = 5.0
  private static let width = 30

  private let total: Int
  private let isTerminal: Bool
  private let state = Mutex(State())

  init(total: Int) {
    self.total = total
    isTerminal = isatty(STDERR_FILENO) == 1 && environment("TERM") ?? "dumb" != "dumb"
    if !isTerminal { state.withLock { $0.drawn = MonotonicClock.now } }
  }

  func finished(_ result: CaseResult) {
    state.withLock { state in
      state.done += 1
      if !result.verdict.isGood {
        state.failed += 1
        say("\(result.verdict.rawValue): \(result.name.text)\n")
      }
      let now = MonotonicClock.now
      guard now - state.drawn >= (isTerminal ? Self.pause : Self.silence) || isTerminal && state.done == total else {
        return
      }
      state.drawn = now
      draw(state)
    }
  }

  func end() { if isTerminal { write("\r\u{1b}[K") } }

  private func say(_ line: String) { write(isTerminal ? "\r\u{1b}[K" + line : line) }

  private func draw(_ state: State) {
    let counts = "\(state.done)/\(total)" + (state.failed > 0 ? ", \(state.failed) failed" : "")
    guard isTerminal else { return write("\(counts)\n") }
    let full = Self.width * state.done / max(1, total)
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: Self.width - full)
    write("\r\u{1b}[K[\(bar)] \(counts)")
  }

  private func write(_ text: String) { _ = Output.writeAll(Array(text.utf8), to: STDERR_FILENO) }
}
