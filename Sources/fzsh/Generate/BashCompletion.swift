/// Completion for bash: words and files, by what stands before the cursor.
enum BashCompletion {
  static func text(_ commands: [CommandInfo]) -> String {
    let words = commands.map(\.word).filter { !$0.isEmpty }
    return """
      # Completion of fzsh for bash. Generated: fzsh generate bash
      _fzsh() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev='' command='' options='' words=''
        ((COMP_CWORD == 0)) || prev=${COMP_WORDS[COMP_CWORD - 1]}
        ((COMP_CWORD < 2)) || case ${COMP_WORDS[1]} in
          \(words.joined(separator: " | "))) command=${COMP_WORDS[1]} ;;
        esac
        COMPREPLY=()
        case "$command $prev" in
      \(commands.flatMap(values).joined(separator: "\n"))
        esac
        case $command in
      \(commands.map(lists).joined(separator: "\n"))
        esac
        ((COMP_CWORD != 1)) || words="\(words.joined(separator: " "))"
        case $cur in
          -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur") ;;
          *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"; compgen -f -- "$cur") ;;
        esac
      }
      complete -o filenames -o bashdefault -F _fzsh fzsh

      """
  }

  /// What stands behind an option.
  private static func values(_ command: CommandInfo) -> [String] {
    command.options.filter(\.takesValue).map { option in
      let patterns = option.written.map { "'\(command.word) \($0)'" }.joined(separator: " | ")
      let fixed = option.fixed
      var sources: [String] = []
      if !fixed.isEmpty { sources.append("compgen -W '\(fixed.joined(separator: " "))' -- \"$cur\"") }
      if option.isFile { sources.append("compgen -f -- \"$cur\"") }
      let act = sources.isEmpty ? "return" : "mapfile -t COMPREPLY < <(\(sources.joined(separator: "; "))) && return"
      return "    \(patterns)) \(act) ;;"
    }
  }

  private static func lists(_ command: CommandInfo) -> String {
    let options = command.options.flatMap(\.written).joined(separator: " ")
    let words = (command.positionals.flatMap(\.values) + (command.roles ?? [])).joined(separator: " ")
    return "    '\(command.word)') options='\(options)' words='\(words)' ;;"
  }
}
