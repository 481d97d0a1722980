import ArgumentParser

/// `fzsh fmt FILE…`
struct FormatOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh fmt",
    abstract: "Lay scripts out in the one way.",
    discussion: """
      Only white space changes, and never what a script means. A file that does not parse is left alone (exit 2). \
      Of standard input (`-`) the result goes to standard output.
      """,
    version: Version.text)

  @Flag(help: "Change nothing; name the files that would change, and exit with 4 if there are any.")
  var check = false

  @Argument(help: ArgumentHelp("Scripts, and folders of them; `-` for standard input.", valueName: "path"))
  var paths: [String]
}
