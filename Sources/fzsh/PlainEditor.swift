import Glibc

/// Lines as the terminal (or whatever stands in its place) hands them over: no escape sequences, no history.
final class PlainEditor: LineEditor {
  /// Longer lines are cut into several: no line that a person types is that long.
  static let longestLine = 1024 * 1024

  private let output: Output
  private unowned let aid: any TypingAid
  private var pending: [UInt8] = []
  private var ended = false

  init(output: Output, aid: any TypingAid) {
    self.output = output
    self.aid = aid
  }

  func read(prompt: String, continuation: String) -> Reading {
    let reading = gather(prompt, continuation, aid) { prompt, _ in
      output.write(prompt)
      output.flush()
      return line()
    }
    if reading != .interrupt { return reading }
    output.write("\n")
    return reading
  }

  private func line() -> Reading {
    while true {
      if let end = pending.firstIndex(of: 0x0a) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeFirst(end + 1)
        return .command(line)
      }
      if ended || pending.count > Self.longestLine { return rest() }
      if fill() == .interrupted { return .interrupt }
    }
  }

  private func rest() -> Reading {
    defer { pending = [] }
    return pending.isEmpty ? .endOfFile : .command(String(decoding: pending, as: UTF8.self))
  }

  private enum Filled { case some, interrupted }

  private func fill() -> Filled {
    let isReadable = Signals.waitForInput()
    // Ctrl-C comes before the lines that were typed behind it.
    if Signals.takeInterrupt() {
      pending = []
      return .interrupted
    }
    guard isReadable else { return .some }
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
    if count > 0 { pending += chunk[..<count] } else { ended = true }
    return .some
  }
}
