import Script
import Shell

/// `fzsh.1`, in the macros of man(7).
struct ManualPage {
  private let commands: [CommandInfo]
  private let words: LanguageWords

  init(_ commands: [CommandInfo], _ words: LanguageWords) { (self.commands, self.words) = (commands, words) }

  var text: String {
    ([heading] + synopsis + description + options + language + exitStatus + environment + files + seeAlso)
      .joined(separator: "\n") + "\n"
  }

  private var heading: String {
    """
    .\\" Generated: fzsh generate man
    .TH FZSH 1 "" "\(Version.text)" "User Commands"
    .SH NAME
    fzsh \\- \(escaped(lowered(commands.first?.abstract ?? "")))
    """
  }

  private var synopsis: [String] {
    [".SH SYNOPSIS"]
      + commands.map { command in
        ".B \(command.commandName)\n[\\fIoptions\\fR]"
          + command.positionals.map { positional in
            let name = "\\fI\(escaped(positional.valueName ?? "argument"))\\fR" + (positional.isRepeating ? " ..." : "")
            return positional.isOptional ? " [\(name)]" : " \(name)"
          }.joined() + "\n.br"
      }
  }

  private var description: [String] {
    [
      ".SH DESCRIPTION",
      "A shell, a scenario runner and a packet toolkit around a complete zero-trust access system (portal, clients,",
      "gateways, relays) in one process, on a virtual clock. Nothing touches a real network, and nothing needs root.",
      "Without files and commands, and with a terminal as standard input, it is a prompt;",
      ".B tutorial", "teaches it,", ".B help", "lists what can be typed.",
    ]
  }

  private var options: [String] {
    commands.flatMap { command in
      [".SH \(command.word.isEmpty ? "OPTIONS" : "FZSH \(command.title.uppercased())")"]
        + (command.word.isEmpty ? [] : [escaped(command.abstract ?? "")])
        + [command.discussion].compactMap { $0 }.filter { !$0.isEmpty && !command.word.isEmpty }.map {
          ".PP\n\(escaped($0))"
        }
        + command.options.map(entry)
    }
  }

  private func entry(_ option: CommandInfo.Argument) -> String {
    let names = option.written.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
    let value = option.takesValue ? " \\fI\(escaped(option.valueName ?? "value"))\\fR" : ""
    return ".TP\n\(names)\(value)\n\(escaped(option.meaning))"
  }

  private var language: [String] {
    [".SH LANGUAGE", "One command a line;", ".B help", "\\fIverb\\fR shows the forms of each, with examples."]
      + words.tasks.flatMap { task in
        [".SS \(escaped(task.title))"]
          + task.verbs.map { verb in
            let forms = verb.forms.map { "\\fB\(escaped($0.usage(of: verb.name)))\\fR" }
            let usage = forms.isEmpty ? "\\fB\(escaped(verb.name))\\fR" : forms.joined(separator: "\n.TQ\n")
            return ".TP\n\(usage)\n\(escaped(verb.summary))"
          }
      }
  }

  private var exitStatus: [String] {
    [".SH EXIT STATUS"] + ExitStatus.allCases.map { ".TP\n\\fB\($0.rawValue)\\fR\n\(escaped($0.meaning))" }
  }

  private var environment: [String] {
    [".SH ENVIRONMENT"] + Environment.variables.map { ".TP\n\\fB\($0.name)\\fR\n\(escaped($0.meaning))" }
  }

  private var files: [String] {
    [
      ".SH FILES", ".TP", "\\fI$XDG_STATE_HOME/fzsh/history\\fR",
      "Commands of earlier sessions, readable by their user alone; \\fI~/.local/state\\fR where the variable is not set.",
      ".TP", "\\fIout/\\fR", "Run directories of failed scenarios: trace, packets and a diagram.",
    ]
  }

  private var seeAlso: [String] { [".SH SEE ALSO", "tcpdump(8), tshark(1), wireshark(1), less(1)"] }

  private func lowered(_ text: String) -> String {
    let text = text.last == "." ? String(text.dropLast()) : text
    return (text.first?.lowercased() ?? "") + text.dropFirst()
  }

  /// A hyphen that is typed, a backslash, and a line that would be a request (groff_char(7), man(7)).
  private func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let line = line.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("…", with: "...")
      return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : String(line)
    }.joined(separator: "\n")
  }
}

/// What the environment changes.
enum Environment {
  static let variables: [(name: String, meaning: String)] = [
    ("FZFF_*", "The feature flags that clients and gateways begin with: exactly true or false."),
    ("FZSH_PORTAL_SECRET", "With it the tokens of fzsh node portal stay good over a restart: 64 hexadecimal digits."),
    ("FZSH_PAGER", "What shows output that is longer than the terminal; then PAGER, then less. cat shows all of it."),
    ("NO_COLOR", "Set to anything: no colours."),
    ("TERM", "dumb: no line editing, no escape sequences."),
    ("XDG_STATE_HOME", "Where the history of the prompt lies."),
  ]
}
