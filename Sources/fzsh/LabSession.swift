import Glibc
import Lab
import Live
import Report
import Script
import Shell

/// The shell over a simulated lab, as the program sees it.
final class LabSession: ShellSession {
  private let console: Console
  private let definitions: [Definition]

  init(_ setup: SessionSetup) throws(Complaint) {
    definitions = setup.definitions
    var options = SessionOptions()
    options.lab = try Topology(named: setup.lab, setup.style)
    options.seed = setup.seed ?? options.seed
    options.faults = setup.faults
    options.style = setup.style
    if isatty(STDOUT_FILENO) == 1 { options.columns = { TerminalModes.columns } }
    options.isInteractive = setup.isInteractive
    options.runDirectories = setup.keepsRuns ? "out" : nil
    options.program = SessionDisk.ownProgram
    options.labFile = setup.labFile
    options.run = setup.run
    options.isInterrupted = setup.isInterrupted
    let steps = setup.steps ? StepPrompt(setup.output) : nil
    if let steps { options.mayRun = { steps.mayRun($0) } }
    let attached = try setup.nodes.map { named throws(Complaint) in try LiveNodes.attached(named) }
    do throws(LabError) {
      console = try Console(
        options, output: SessionWriter(setup), files: SessionDisk(standardOutput: setup.output),
        makeLab: setup.maker ?? attached?.maker ?? makeLab)
    } catch {
      throw Complaint(.badCommandLine, error.sentence)
    }
    steps?.console = console
  }

  var prompt: String { console.prompt }
  var lab: any LabBackend { console.session.stage.lab }

  func evaluate(_ text: String, source: String) -> Evaluation {
    var code = define(for: text, source)
    if code == 0 { code = console.evaluate(text, name: source) }
    let status = ExitStatus(rawValue: code) ?? .internalError
    return console.isOver ? .quit(status) : .done(status)
  }

  func report(of name: String, again: String?) -> RunReport { console.session.report(of: name, again: again) }

  func check(_ text: String, source: String) -> ExitStatus {
    var code = define(for: text, source)
    if code == 0 { code = console.check(text, name: source) }
    return ExitStatus(rawValue: code) ?? .internalError
  }

  /// What was defined on the command line, and else the first of the values with which the script is run.
  private func define(for text: String, _ source: String) -> Int32 {
    for choice in ScriptHeader(text).choices where !definitions.contains(where: { $0.name == choice.name }) {
      let code = console.evaluate("let \(choice.name) = \(choice.values[0])", name: "the header of \(source)")
      if code != 0 { return code }
    }
    for definition in definitions {
      let code = console.evaluate("let \(definition.name) = \(definition.value)", name: "--define")
      if code != 0 { return code }
    }
    return 0
  }

  func parses(_ text: String, source: String) -> Bool { console.parses(text, name: source) }

  func hint(_ text: String) -> String? { console.hint(text) }

  func needsMore(_ text: String) -> Bool { console.needsMore(text) }

  func complete(_ text: String, at cursor: Int) -> [Candidate] {
    let before = text.utf8.prefix(cursor)
    let isInBrackets = before.count { $0 == UInt8(ascii: "(") } > before.count { $0 == UInt8(ascii: ")") }
    return console.completions(text, cursor: cursor).map {
      Candidate(text: $0.text, replacing: $0.replacing, help: $0.help, ending: ending(of: $0, isInBrackets))
    }
  }

  /// Behind a layer a bracket, a slash or a blank may follow, behind a word between brackets a comma.
  private func ending(of completion: Completion, _ isInBrackets: Bool) -> String {
    switch completion.kind {
    case .field: "="
    case .layer: ""
    case .file where completion.text.hasSuffix("/"): ""
    default: isInBrackets || completion.text.hasSuffix("(") ? "" : " "
    }
  }
}

/// What a session says goes to standard output; in a batch its errors go to standard error, behind what came before.
private final class SessionWriter: SessionOutput {
  private let output: Output
  private let style: Style
  private let isInteractive: Bool
  private let pager: Pager?

  init(_ setup: SessionSetup) {
    (output, style, isInteractive, pager) = (setup.output, setup.style, setup.isInteractive, setup.pager)
  }

  func put(_ text: String, _ meaning: Style.Meaning) {
    guard meaning != .plain, style != .none, text.hasSuffix("\n") else { return output.write(text) }
    output.write(style.paint(String(text.dropLast()), meaning) + "\n")
  }

  func page(_ text: String) {
    guard let pager, pager.isWanted(for: text) else { return output.write(text) }
    output.flush()
    if !pager.show(text) { output.write(text) }
  }

  func complain(_ text: String) {
    if isInteractive { return output.write(text) }
    output.flush()
    // Whoever reads no more wants to hear nothing: that the run was cut short is what they asked for.
    guard output.failure != EPIPE else { return }
    _ = Output.writeAll(Array(text.utf8), to: STDERR_FILENO)
  }
}
