import ArgumentParser

/// What a shell over something else than a simulated lab takes: over live nodes, over a recording.
struct ShellOptions: ParsableArguments {
  @Option(
    name: .customShort("c"),
    help: ArgumentHelp("Run these commands. Given several times: all of them, in order.", valueName: "commands"))
  var commands: [String] = []

  @OptionGroup var records: RecordOptions

  @Flag(help: "No line editing, no escape sequences.")
  var plain = false

  @Option(help: ArgumentHelp("Colours: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  /// The same as options of a run, whose others have their usual values.
  ///
  /// - Parameter files: the scripts.
  func run(_ files: [String]) throws(Complaint) -> RunOptions {
    guard var run = try? RunOptions.parse([]) else {
      throw Complaint(.internalError, "the command line does not know its own usual values")
    }
    (run.commands, run.files, run.records) = (commands, files, records)
    (run.plain, run.color) = (plain, color)
    return run
  }
}
