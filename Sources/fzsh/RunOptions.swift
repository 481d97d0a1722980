import ArgumentParser
import Report

/// `fzsh`, `fzsh FILE…`, `fzsh -c COMMANDS`.
struct RunOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh",
    abstract: "A scriptable shell around a zero-trust access system in a virtual-time lab.",
    usage: """
      fzsh [options]                 the prompt; a script where standard input is no terminal
      fzsh [options] FILE …          run scripts
      fzsh [options] -c COMMANDS …   run commands; each further -c in the same session
      fzsh check PATH …              say what is wrong with scripts without running them
      fzsh fmt PATH …                lay scripts out in the one way
      fzsh test PATH …               run scenarios side by side, and report
      fzsh attach PATH …             the prompt over live nodes
      fzsh replay BUNDLE             the prompt over what a live node recorded
      fzsh bundle BUNDLE             what a recording has in it, and how to hand it on
      fzsh explore                   search for what must not happen, and shrink it to a scenario
      fzsh node ROLE                 one machine of a lab on real sockets: portal, relay, gateway, client
      fzsh generate WHAT             the manual page, completions for a shell, a grammar for an editor
      """,
    discussion: """
      Ends with 0 if all passed, 1 for a bad command line, 2 for a bad script, 3 for files and the environment, \
      4 for a failed expectation, 5 for a violated invariant, 70 for a fault in fzsh itself, 130 when interrupted, \
      141 when the reader of its output went away.
      """,
    version: Version.text)

  @Option(
    name: .customShort("c"),
    help: ArgumentHelp("Run these commands. Given several times: all of them, in order.", valueName: "commands"))
  var commands: [String] = []

  @Option(help: ArgumentHelp("Seed of the lab's randomness.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("The lab to start in: a lab file, or mycorp, which it is if nothing is said.", valueName: "lab"))
  var lab: String?

  @Option(
    help: ArgumentHelp(
      "Switch faults of the original on in every lab: seed for all of them, or names with commas between them.",
      valueName: "faults"))
  var compat: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give a name its value before the script begins, in place of what `# Runs with:` says; may be repeated.",
      valueName: "name=value"))
  var define: [Definition] = []

  @Flag(help: "Stop before every command of a script: Enter runs it, q ends, anything else is a command of yours.")
  var step = false

  @OptionGroup var records: RecordOptions

  @Flag(help: "Run over live nodes instead of a simulated lab: those in the usual folder, or of --nodes.")
  var live = false

  @Option(
    help: ArgumentHelp("Control sockets of live nodes, and folders of them; may be repeated.", valueName: "path"))
  var nodes: [String] = []

  @Flag(help: "No line editing, no escape sequences.")
  var plain = false

  @Option(help: ArgumentHelp("Colours: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  /// The names given to `--compat`.
  var faults: [String] { compat.flatMap { $0.split(separator: ",").map(String.init) } }

  /// The command that runs the same again, where one file was all.
  var again: String? { caseName?.again }

  var caseName: CaseName? {
    guard files.count == 1, let file = files.first else { return nil }
    let settings = define.map { CaseName.Setting(name: $0.name, value: $0.value) }
    var name = CaseName(file: file, settings: settings, faults: faults, seed: seed ?? 1, isLive: live)
    name.lab = lab
    return name
  }

  /// What a capture says that was run.
  var scenario: String { files.last ?? (commands.isEmpty ? "<prompt>" : "-c") }

  @Argument(help: ArgumentHelp("Scripts to run, one after another.", valueName: "file"))
  var files: [String] = []

  mutating func validate() throws {
    if !commands.isEmpty, !files.isEmpty { throw ValidationError("give either files or -c, not both") }
    if live {
      let needless = [
        ("--seed", seed != nil), ("--compat", !compat.isEmpty), ("--lab", lab != nil),
      ].first(where: \.1)
      if let needless { throw ValidationError("\(needless.0) is for a simulated lab, and --live for real nodes") }
    } else if !nodes.isEmpty {
      throw ValidationError("--nodes goes with --live")
    }
    if let empty = compat.first(where: { $0.allSatisfy { $0 == "," } }) {
      throw ValidationError("`--compat \(empty)` names no fault: seed, or those that `compat` lists")
    }
  }
}

/// Where what happened is written, however the run ends.
struct RecordOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write all events as NDJSON.", valueName: "file"))
  var trace: String?

  @Option(help: ArgumentHelp("Write all packets for Wireshark.", valueName: "file"))
  var pcapng: String?

  @Option(
    help: ArgumentHelp(
      "Write a sequence diagram; Mermaid if the name ends in .mmd, a picture if in .svg.", valueName: "file"))
  var diagram: String?

  @Option(help: ArgumentHelp("Write the whole run as one web page, which needs no network.", valueName: "file"))
  var report: String?
}

/// `host=172.20.0.100`: a name and its value in the language.
struct Definition: Hashable, ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// `fzsh check PATH…`
struct CheckOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh check", abstract: "Say what is wrong with scripts without running them.",
    version: Version.text)

  @Option(help: ArgumentHelp("The lab whose names the scripts may use, or a lab file.", valueName: "lab"))
  var lab = "mycorp"

  @Option(help: ArgumentHelp("Colours: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  @Argument(help: ArgumentHelp("Scripts, and folders of them.", valueName: "path"))
  var paths: [String]
}

enum Version {
  static let text = "fzsh 0.1.0"
}
