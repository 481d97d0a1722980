/// A syntax file for Vim and Neovim (`:help syn-keyword`, `:help syn-match`).
package enum VimSyntax {
  package static func text(_ words: LanguageWords) -> String {
    """
    " Syntax of fzsh scripts. Generated: fzsh generate vim
    if exists("b:current_syntax")
      finish
    endif

    syn iskeyword @,48-57,_,-,.
    setlocal commentstring=#\\ %s

    \(keywords("fzshStructure", words.structure))
    \(keywords("fzshConnector", words.connectors.filter { !words.structure.contains($0) && !words.operators.contains($0) }))
    \(keywords("fzshOperator", words.operators.filter { !words.structure.contains($0) }))
    \(keywords("fzshEvent", words.events.filter { $0.contains(".") }))
    \(keywords("fzshMessage", words.messages))
    \(keywords("fzshConstant", ["true", "false", "none", "auto", "on", "off"]))
    syn match fzshVerb "\\v%(^|[;{]|\\= *)\\s*\\zs%(\(words.verbs.joined(separator: "|")))\\ze%($|[ \\t;?}])"
    syn match fzshLayer "\\v<%(\(layers(words)))\\ze\\("
    syn match fzshFunction "\\v<%(\(words.functions.joined(separator: "|")))\\ze\\("
    syn match fzshOption "\\v%(^|\\s)\\zs--[a-z][a-z0-9-]*"
    syn match fzshNumber "\\v<%(0x[0-9a-fA-F]+|\\d+%(\\.\\d+)?%(ns|us|ms|s|m|h|B|kB|KiB|MiB|\\%)?)>"
    syn match fzshAddress "\\v<\\d+\\.\\d+\\.\\d+\\.\\d+%(/\\d+)?>"
    syn match fzshReference "\\v#\\d+|<p\\d+>|<_\\d+>"
    syn match fzshComment "\\v#%(\\d)@!.*$" contains=fzshTodo
    syn keyword fzshTodo contained TODO FIXME
    syn region fzshString start=+x\\?"+ skip=+\\\\"+ end=+"+ contains=fzshInterpolation
    syn region fzshInterpolation contained start=+{+ end=+}+ contains=TOP

    hi def link fzshStructure Statement
    hi def link fzshVerb Keyword
    hi def link fzshConnector Special
    hi def link fzshOperator Operator
    hi def link fzshEvent Constant
    hi def link fzshMessage Constant
    hi def link fzshConstant Boolean
    hi def link fzshLayer Type
    hi def link fzshFunction Function
    hi def link fzshOption PreProc
    hi def link fzshNumber Number
    hi def link fzshAddress Number
    hi def link fzshReference Identifier
    hi def link fzshComment Comment
    hi def link fzshTodo Todo
    hi def link fzshString String
    hi def link fzshInterpolation Identifier

    let b:current_syntax = "fzsh"

    """
  }

  private static func layers(_ words: LanguageWords) -> String {
    words.layers.map { $0.replacing(".", with: "\\.") }.joined(separator: "|")
  }

  /// Several lines, none of them long.
  private static func keywords(_ group: String, _ words: [String]) -> String {
    var lines: [String] = []
    for start in stride(from: 0, to: words.count, by: 8) {
      lines.append("syn keyword \(group) " + words[start..<min(start + 8, words.count)].joined(separator: " "))
    }
    return lines.joined(separator: "\n")
  }
}
