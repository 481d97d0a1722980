import ArgumentParser

/// `fzsh test PATH…`
struct TestOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh test",
    abstract: "Run scenarios, side by side, and report.",
    discussion: """
      A path is a scenario, or a folder that is searched for files that end in .fzs. Progress goes to standard error, \
      the summary to standard output. A failed run leaves a directory under out/ with its trace, packets, diagram, \
      state and the command that runs it again.
      """,
    version: Version.text)

  @OptionGroup(title: "What is run") var choice: TestChoice
  @OptionGroup(title: "Reports") var reports: TestReports

  @Option(name: [.long, .customShort("j")], help: ArgumentHelp("Runs at a time; as many as cores.", valueName: "n"))
  var jobs: Int?

  @Flag(help: "Run everything twice; two traces that differ are a failure (exit 6).")
  var checkDeterminism = false

  @Flag(help: "Give up after the first failure.")
  var failFast = false

  @Flag(help: "Keep the run directories of what passed, too.")
  var keep = false

  @Option(help: ArgumentHelp("Seconds of real time that one run may take.", valueName: "s"))
  var timeout = 120.0

  @Option(
    help: ArgumentHelp("The lab to start in: a lab file, or mycorp, which it is if nothing is said.", valueName: "lab"))
  var lab: String?

  @Flag(help: "Run over live nodes, one scenario after the other: those in the usual folder, or of --nodes.")
  var live = false

  @Option(
    help: ArgumentHelp("Control sockets of live nodes, and folders of them; may be repeated.", valueName: "path"))
  var nodes: [String] = []

  @Flag(help: "The paths are reports of --json: make one of them, and run nothing.")
  var merge = false

  @Flag(help: "Print what would be run.")
  var list = false

  @Option(help: ArgumentHelp("Colours: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  @Argument(help: ArgumentHelp("Scenarios, and folders of them.", valueName: "path"))
  var paths: [String]

  mutating func validate() throws {
    guard (1...1024).contains(jobs ?? 1) else { throw ValidationError("--jobs takes 1 to 1024") }
    if live {
      let needless = [
        ("--jobs", jobs != nil && jobs != 1), ("--check-determinism", checkDeterminism),
        ("--lab", lab != nil),
        ("--seeds", choice.seeds > 1), ("--faults", choice.faults),
      ].first(where: \.1)
      if let needless { throw ValidationError("\(needless.0) is for simulated labs, and --live for real nodes") }
    } else if !nodes.isEmpty {
      throw ValidationError("--nodes goes with --live")
    }
    guard timeout > 0 else { throw ValidationError("--timeout takes a number of seconds above 0") }
  }
}

/// Which scenarios, and how often.
struct TestChoice: ParsableArguments {
  @Option(help: ArgumentHelp("Run each scenario under this many seeds.", valueName: "n"))
  var seeds = 1

  @Option(help: ArgumentHelp("The first seed.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Only scenarios whose path contains this; may be repeated.", valueName: "text"))
  var only: [String] = []

  @Option(help: ArgumentHelp("Part K of N of the plan, the same on every machine.", valueName: "k/n"))
  var shard: Shard?

  @Option(help: ArgumentHelp("Only what failed in this report of --json.", valueName: "file"))
  var rerun: String?

  @Flag(help: "Run scenarios also with the faults that their headers name, and expect them to fail.")
  var faults = false

  mutating func validate() throws {
    guard (1...1_000_000).contains(seeds) else { throw ValidationError("--seeds takes 1 to 1000000") }
    guard seed <= UInt64.max - UInt64(seeds) else { throw ValidationError("--seed and --seeds go beyond 2^64") }
  }
}

/// Where reports go.
struct TestReports: ParsableArguments {
  @Option(help: ArgumentHelp("Write a report as JUnit XML.", valueName: "file"))
  var junit: String?

  @Option(help: ArgumentHelp("Write a report in the Test Anything Protocol.", valueName: "file"))
  var tap: String?

  @Option(help: ArgumentHelp("Write a report as JSON.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a report as a web page.", valueName: "file"))
  var html: String?

  var paths: [String] { [junit, tap, json, html].compactMap { $0 } }
}

/// A part of a plan: every N-th case, beginning with the K-th.
struct Shard: Hashable, ExpressibleByArgument {
  let part: Int
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let part = parts[0], let count = parts[1], count >= 1, (1...count).contains(part) else {
      return nil
    }
    (self.part, self.count) = (part, count)
  }
}
