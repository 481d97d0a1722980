/// Completion for zsh, by its `_arguments`.
enum ZshCompletion {
  static func text(_ commands: [CommandInfo]) -> String {
    let named = commands.filter { !$0.word.isEmpty }
    let list = named.map { "    '\($0.word):\(escaped($0.abstract ?? ""))'" }.joined(separator: "\n")
    return """
      #compdef fzsh
      # Completion of fzsh for zsh. Generated: fzsh generate zsh
      _fzsh() {
        local -a commands
        commands=(
      \(list)
        )
        case $words[2] in
      \(named.map { "    \($0.word)) shift words; ((CURRENT--)); _arguments -s\(specs($0)) ;;" }.joined(separator: "\n"))
          *)
            ((CURRENT != 2)) || _describe -t commands command commands
            _arguments -s\(commands.filter { $0.word.isEmpty }.map(specs).joined())
            ;;
        esac
      }
      _fzsh "$@"

      """
  }

  private static func specs(_ command: CommandInfo) -> String {
    let roles = command.roles ?? []
    let first = roles.isEmpty ? "" : " \\\n      '1:role:(\(roles.joined(separator: " ")))'"
    return first + command.shown.map { " \\\n      '\(spec($0))'" }.joined()
  }

  private static func spec(_ argument: CommandInfo.Argument) -> String {
    let value = ":\(argument.valueName ?? "value"):\(action(argument))"
    if argument.isPositional { return (argument.isRepeating ? "*" : "") + value }
    let meaning = "[\(escaped(argument.meaning))]" + (argument.takesValue ? value : "")
    let repeats = argument.isRepeating ? "*" : ""
    return argument.written.map { repeats + $0 + ($0.hasPrefix("--") && argument.takesValue ? "=" : "") + meaning }
      .joined(separator: "' \\\n      '")
  }

  private static func action(_ argument: CommandInfo.Argument) -> String {
    let words = argument.fixed.joined(separator: " ")
    if argument.isFile { return argument.fixed.isEmpty ? "_files" : "{compadd -- \(words); _files}" }
    return argument.fixed.isEmpty ? " " : "(\(words))"
  }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { "[]:\\".contains($0) ? "\\\($0)" : $0 == "'" ? "'\\''" : String($0) })
  }
}
