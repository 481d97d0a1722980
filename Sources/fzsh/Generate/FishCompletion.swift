/// Completion for fish: one line an option.
enum FishCompletion {
  static func text(_ commands: [CommandInfo]) -> String {
    let words = commands.map(\.word).filter { !$0.isEmpty }
    var lines = ["# Completion of fzsh for fish. Generated: fzsh generate fish"]
    for command in commands {
      let condition =
        command.word.isEmpty
        ? "not __fish_seen_subcommand_from \(words.joined(separator: " "))"
        : "__fish_seen_subcommand_from \(command.word)"
      if !command.word.isEmpty {
        lines.append(
          "complete -c fzsh -n __fish_is_first_token -a \(command.word) -d \(quoted(command.abstract ?? ""))")
      }
      for role in command.roles ?? [] { lines.append("complete -c fzsh -n \(quoted(condition)) -a \(role)") }
      for argument in command.shown where !argument.isPositional || !argument.values.isEmpty {
        lines.append("complete -c fzsh -n \(quoted(condition))\(options(argument)) -d \(quoted(argument.meaning))")
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func options(_ argument: CommandInfo.Argument) -> String {
    var text = (argument.names ?? []).map { " \($0.kind == "long" ? "-l" : "-s") \($0.name)" }.joined()
    if !argument.fixed.isEmpty { text += " -a \(quoted(argument.fixed.joined(separator: " ")))" }
    if argument.takesValue { text += argument.isFile ? " -r" : " -x" }
    return text
  }

  private static func quoted(_ text: String) -> String {
    "'" + String(text.flatMap { "'\\".contains($0) ? "\\\($0)" : String($0) }) + "'"
  }
}
