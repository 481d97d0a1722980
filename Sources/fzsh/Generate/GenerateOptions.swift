import ArgumentParser
import Shell

/// `fzsh generate man|bash|zsh|fish|vim|textmate`
struct GenerateOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh generate",
    abstract: "Print the manual page, completions for a shell, or a grammar for an editor.",
    discussion: """
      `fzsh generate man >~/.local/share/man/man1/fzsh.1`; \
      `fzsh generate bash >~/.local/share/bash-completion/completions/fzsh`; \
      `fzsh generate zsh >_fzsh` into a folder of $fpath; `fzsh generate fish >~/.config/fish/completions/fzsh.fish`; \
      `fzsh generate vim >~/.vim/syntax/fzsh.vim`; `fzsh generate textmate >fzsh.tmLanguage.json`.
      """,
    version: Version.text)

  @Argument(help: ArgumentHelp("man, bash, zsh, fish, vim or textmate.", valueName: "what"))
  var what: GeneratedText
}

enum GeneratedText: String, ExpressibleByArgument, CaseIterable {
  case man, bash, zsh, fish, vim, textmate

  /// Errors: the library that reads the command line tells of it in a way that is not understood.
  func text() throws(Complaint) -> String {
    switch self {
    case .man: ManualPage(try CommandInfo.all(), LanguageWords()).text
    case .bash: BashCompletion.text(try CommandInfo.words())
    case .zsh: ZshCompletion.text(try CommandInfo.words())
    case .fish: FishCompletion.text(try CommandInfo.words())
    case .vim: VimSyntax.text(LanguageWords())
    case .textmate: TextMateGrammar.text(LanguageWords())
    }
  }
}
