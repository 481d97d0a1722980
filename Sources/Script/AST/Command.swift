/// A verb with its arguments, sorted by the verb's signature.
package struct Command: Sendable {
  /// The canonical verb, also when an alias was typed.
  package var verb: Name
  /// Which of the signature's forms matched.
  package var form: Int
  package var arguments: [CommandArgument]
  package var options: [CommandOption]
  /// `| where … | to json` behind the command.
  package var pipe: [PipeStage]
  /// `> FILE`
  package var redirection: Expression?
  package var binding: ResultBinding?
  package var range: SourceRange

  package init(
    verb: Name, form: Int = 0, arguments: [CommandArgument] = [], options: [CommandOption] = [],
    pipe: [PipeStage] = [], redirection: Expression? = nil, binding: ResultBinding? = nil, range: SourceRange
  ) {
    self.verb = verb
    self.form = form
    self.arguments = arguments
    self.options = options
    self.pipe = pipe
    self.redirection = redirection
    self.binding = binding
    self.range = range
  }

  /// The first argument given for a parameter.
  package subscript(_ parameter: String) -> CommandArgument? { arguments.first { $0.parameter == parameter } }
  /// All arguments given for a repeatable parameter.
  package func all(_ parameter: String) -> [CommandArgument] { arguments.filter { $0.parameter == parameter } }
  package func has(_ parameter: String) -> Bool { self[parameter] != nil }
  package func option(_ name: String) -> CommandOption? { options.first { $0.name.text == name } }
}

/// What was given for one parameter.
package struct CommandArgument: Sendable {
  package enum Content: Sendable {
    /// Words, objects, files, URLs, texts (as `.word`, `.interpolated` or a string literal), numbers, durations,
    /// packets, patterns and state paths. A pattern is not to be evaluated: the host reads it.
    case expression(Expression)
    /// `name=value …`, `{ name = value }`
    case settings([Argument])
    case block(Block)
    /// The parameter is nothing but its word: `lab show`.
    case present
  }

  package var parameter: String
  package var content: Content
  /// Without the introducing word.
  package var range: SourceRange

  package init(_ parameter: String, _ content: Content, _ range: SourceRange) {
    self.parameter = parameter
    self.content = content
    self.range = range
  }

  package var expression: Expression? {
    if case .expression(let expression) = content { expression } else { nil }
  }
  package var settings: [Argument] { if case .settings(let settings) = content { settings } else { [] } }
  package var block: Block? { if case .block(let block) = content { block } else { nil } }
}

/// `--format json`
package struct CommandOption: Sendable {
  /// Without the dashes.
  package var name: Name
  package var value: Expression?

  package init(name: Name, value: Expression?) {
    self.name = name
    self.value = value
  }
}

/// `as NAME` takes exactly one result, `as NAME[]` all of them as a list.
package struct ResultBinding: Hashable, Sendable {
  package var name: Name
  package var takesAll: Bool

  package init(name: Name, takesAll: Bool) {
    self.name = name
    self.takesAll = takesAll
  }
}
