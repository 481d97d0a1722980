import Lab
import Report
import Shell

extension Program {
  /// Reads a command, runs it, prints what it says, until the end of input or `quit`.
  func prompt(_ session: any ShellSession, _ style: Style, dumb: Bool) -> ExitStatus {
    TerminalModes.save()
    let editor: any LineEditor =
      (dumb ? nil : TerminalEditor(output: output, aid: session, history: HistoryFile(), showsHints: style != .none))
      ?? PlainEditor(output: output, aid: session)
    // Lessons are taken in a lab of their own kind.
    let lessons = session.lab.isLive || session.lab.isRecorded ? "" : "`tutorial` teaches it, "
    output.write(style.paint("`help` lists what can be typed, \(lessons)Ctrl-D leaves", .dim) + "\n")
    while output.failure == nil {
      switch editor.read(prompt: session.prompt, continuation: "… ") {
      case .endOfFile: return .passed
      case .interrupt: continue
      case .command(let text):
        if case .quit(let status) = evaluate(text, session) { return status }
      }
    }
    return .passed
  }

  private func evaluate(_ text: String, _ session: any ShellSession) -> Evaluation {
    Signals.commandBegins(atPrompt: true)
    defer { Signals.commandEnds() }
    return session.evaluate(text, source: Console.prompt)
  }
}
