import Shell

/// `--step`: each statement of a script waits for Enter; `q`, Ctrl-C or the end of input stops the script. Whatever else is
/// typed is a command, for whoever wants to look around before going on.
final class StepPrompt {
  private let output: Output
  private let aid = Whole()
  private let editor: PlainEditor
  weak var console: Console?
  /// What is typed here is not stepped through itself.
  private var isAsking = false

  init(_ output: Output) {
    self.output = output
    editor = PlainEditor(output: output, aid: aid)
  }

  func mayRun(_ statement: String) -> Bool {
    guard !isAsking else { return true }
    isAsking = true
    defer { isAsking = false }
    while true {
      switch editor.read(prompt: "step> \(statement)\n", continuation: "") {
      case .command(let text) where text.allSatisfy(\.isWhitespace): return true
      case .command("q"), .interrupt, .endOfFile: return false
      case .command(let text):
        _ = console?.evaluate(text, name: "step")
        // Ctrl-C ended that command, and not the script.
        _ = Signals.takeInterrupt()
        if console?.isOver == true { return false }
      }
    }
  }

  /// A line is a whole command here.
  private final class Whole: TypingAid {
    func needsMore(_ text: String) -> Bool { false }
    func complete(_ text: String, at cursor: Int) -> [Candidate] { [] }
    func hint(_ text: String) -> String? { nil }
  }
}
