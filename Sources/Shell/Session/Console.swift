import Base
import Lab
import Report
import Script

/// A session as a program sees it: text in, results and diagnostics out, an exit code at the end.
///
/// The prompt, `-c` and files go through the same `evaluate`.
package final class Console {
  package let session: Session
  package let evaluator: Evaluator

  package init(
    _ options: SessionOptions = SessionOptions(), output: any SessionOutput, files: any SessionFiles,
    makeLab: @escaping LabMaker
  ) throws(LabError) {
    session = try Session(options, output: output, files: files, makeLab: makeLab)
    evaluator = Evaluator(host: session)
  }

  /// Runs text and prints what comes of it.
  ///
  /// - Returns: the exit code of a program that ends here: 0, or that of the failure.
  package func evaluate(_ text: String, name: String = "<prompt>") -> Int32 {
    let earlier = session.notebook.results.last
    let code = run(name == Self.prompt ? session.answered(text) : text, name: name)
    session.tellNodes()
    if name == Self.prompt { note(text, code, resultsAfter: earlier) }
    session.lookAtLesson()
    return code
  }

  /// The name under which a person's lines come.
  package static let prompt = "prompt"

  private func note(_ text: String, _ code: Int32, resultsAfter earlier: Int) {
    guard !text.allSatisfy(\.isWhitespace) else { return }
    let last = session.notebook.results.last
    session.notebook.lines.add(
      TypedLines.Line(text: text, isCommand: code != 2, results: last > earlier ? earlier + 1...last : nil))
  }

  private func run(_ text: String, name: String) -> Int32 {
    do throws(ScriptFailure) {
      let program = evaluator.parse(name: name, bytes: Array(text.utf8))
      let problems = session.checking { evaluator.check(program) }
      if problems.contains(where: { $0.severity == .error }) { throw ScriptFailure(.parse, problems) }
      _ = try evaluator.run(program)
      session.tellSuspended()
      return 0
    } catch {
      return session.report(error, of: name, evaluator)
    }
  }

  /// Says everything that can be said without running.
  ///
  /// - Returns: 0, or 2 when there is an error.
  package func check(_ text: String, name: String) -> Int32 {
    let program = evaluator.parse(name: name, bytes: Array(text.utf8))
    let diagnostics = session.checking { evaluator.check(program) }
    session.complain(diagnostics, evaluator)
    return diagnostics.contains { $0.severity == .error } ? 2 : 0
  }

  /// Whether a text is a script at all, whatever it means.
  package func parses(_ text: String, name: String) -> Bool {
    !evaluator.parse(name: name, bytes: Array(text.utf8)).diagnostics.contains { $0.severity == .error }
  }

  /// The text ends inside a bracket, a brace or behind a `\`.
  package func needsMore(_ text: String) -> Bool {
    text.hasSuffix("\\") || evaluator.parse(name: "<prompt>", bytes: Array(text.utf8)).isIncomplete
  }

  /// All ways to go on at `cursor`, a byte offset.
  package func completions(_ line: String, cursor: Int) -> [Completion] {
    complete(line, cursor: cursor, host: session, variables: evaluator.variableNames)
  }

  /// What the line wants next, to be shown behind the cursor: `DURATION | until EVENT`.
  package func hint(_ line: String) -> String? { expectedArguments(line, host: session) }

  /// `fzsh 12.400s #58> `
  package var prompt: String { session.prompt }

  /// `quit` was given.
  package var isOver: Bool { session.isOver }
}
