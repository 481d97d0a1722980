/// One statement and where it stands.
package struct Statement: Sendable {
  package enum Kind: Sendable {
    indirect case command(Command)
    case expression(Expression)
    indirect case binding(Name, BindingSource)
    /// `x = 5`, `p.udp.dport = 53`
    indirect case assignment(target: Expression, value: BindingSource)
    indirect case forEach(Name, in: BindingSource, Block)
    indirect case repeatTimes(Expression, Block)
    indirect case condition(Expression, then: Block, otherwise: Block?)
    indirect case function(FunctionDeclaration)
    case use(Expression)
    /// Without a block it groups what follows up to the next section.
    indirect case section(Expression, Block?)
    /// Runs when the enclosing block ends, however it ends.
    case finally(Block)
    indirect case expect(Expectation)
    /// `check EXPR`: holds now.
    case check(Expression)
    indirect case expectGroup(ExpectationGroup)
    case requireInvariants
    /// Expectations look at what happened since here.
    case mark
    case invalid
  }

  package let kind: Kind
  package let range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// What may stand right of `=`, and behind `in`.
package enum BindingSource: Sendable {
  case expression(Expression)
  indirect case command(Command)
  indirect case expectation(Expectation)
}

package struct Block: Sendable {
  package let statements: [Statement]
  /// With its braces.
  package let range: SourceRange

  package init(_ statements: [Statement], _ range: SourceRange) {
    self.statements = statements
    self.range = range
  }
}

package struct FunctionDeclaration: Sendable {
  package let name: Name
  package let parameters: [Name]
  package let body: Block

  package init(name: Name, parameters: [Name], body: Block) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

/// A parsed source: what could be read, and everything that was wrong with the rest.
package struct Program: Sendable {
  package let source: Source
  package let statements: [Statement]
  package let diagnostics: [Diagnostic]
  /// Comments in order, each from its `#` to the end of its line.
  package let comments: [SourceRange]
  /// The source ends inside an open bracket, brace or `\`: a prompt asks for another line.
  package let isIncomplete: Bool

  package init(
    source: Source, statements: [Statement], diagnostics: [Diagnostic], comments: [SourceRange] = [],
    isIncomplete: Bool = false
  ) {
    self.source = source
    self.statements = statements
    self.diagnostics = diagnostics
    self.comments = comments
    self.isIncomplete = isIncomplete
  }
}
