/// Reads what a person types, one command at a time.
protocol LineEditor: AnyObject {
  /// - Parameter continuation: the prompt of the further lines of an unfinished command.
  func read(prompt: String, continuation: String) -> Reading
}

enum Reading: Hashable {
  /// A whole command, its lines separated by line feeds.
  case command(String)
  /// Ctrl-C: what was typed is gone.
  case interrupt
  case endOfFile
}

/// What a line editor asks of the language.
protocol TypingAid: AnyObject {
  /// Whether the command goes on in the next line: an open bracket, a backslash at the end.
  func needsMore(_ text: String) -> Bool
  /// Ways to go on, best first. `cursor` counts UTF-8 bytes.
  func complete(_ text: String, at cursor: Int) -> [Candidate]
  /// What is wanted next, behind a word that is whole.
  func hint(_ text: String) -> String?
}

/// One way to go on with a command.
struct Candidate: Hashable {
  let text: String
  /// The bytes (UTF-8) of the command that `text` replaces; they end at the cursor.
  let replacing: Range<Int>
  /// A short phrase beside it in the list.
  let help: String
  /// What is typed next where this is the only one: a blank, `=` behind a field.
  let ending: String
}

extension LineEditor {
  /// Reads lines until they make a whole command.
  func gather(
    _ prompt: String, _ continuation: String, _ aid: any TypingAid,
    line: (_ prompt: String, _ before: String) -> Reading
  ) -> Reading {
    var text = ""
    while true {
      switch line(text.isEmpty ? prompt : continuation, text) {
      case .command(let next):
        text += next
        guard aid.needsMore(text) else { return .command(text) }
        text += "\n"
      case .interrupt: return .interrupt
      // The end in the middle of a command gives up the command, not the session.
      case .endOfFile: return text.isEmpty ? .endOfFile : .interrupt
      }
    }
  }
}
