import Lab
import Report
import Shell

/// The shell as the program sees it: text in, words and an exit status out.
protocol ShellSession: TypingAid {
  var prompt: String { get }
  /// The lab as it is now, with all that has happened in it.
  var lab: any LabBackend { get }

  /// Runs a command, or a whole file. What it has to say goes to the output that the session was opened with.
  func evaluate(_ text: String, source: String) -> Evaluation
  /// Whether a text is a script at all, whatever it means.
  func parses(_ text: String, source: String) -> Bool
  /// The run so far as one web page.
  func report(of name: String, again: String?) -> RunReport
  /// Says what is wrong with a script without running it.
  func check(_ text: String, source: String) -> ExitStatus
}

enum Evaluation: Hashable {
  case done(ExitStatus)
  /// The operator asked to leave.
  case quit(ExitStatus)

  var status: ExitStatus {
    switch self {
    case .done(let status), .quit(let status): status
    }
  }
}

/// What a session is opened with.
struct SessionSetup {
  /// What the command line names; nil for the usual one.
  let labFile: String?
  /// nil: the lab's own.
  let seed: UInt64?
  /// Faults of the original that every lab begins with.
  var faults: [String] = []
  /// What is run, where it is one file.
  var run: CaseName?
  /// Names and values that hold whatever a script's header says.
  var definitions: [Definition] = []
  /// Stops before every command of a file.
  let steps: Bool
  let isInteractive: Bool
  /// Failed scripts leave a run directory: those that have a name, not commands and lines of standard input.
  let keepsRuns: Bool
  let style: Style
  /// For what is longer than the terminal.
  var pager: Pager?
  let output: Output
  /// Live nodes by what the command line names, nothing for those in the usual folder; nil: a simulated lab.
  var nodes: [String]?
  /// Of a lab that is there already.
  var maker: LabMaker?

  var lab: String { labFile ?? Topology.usual }

  /// Polled while a command runs; true asks it to stop. What it has said until then is seen.
  var isInterrupted: () -> Bool {
    { [output] in
      output.keepUp()
      return Signals.isInterrupted || output.failure != nil
    }
  }
}
