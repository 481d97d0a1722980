/// One node of an expression and where it stands.
///
/// Packets and patterns are expressions too: layers are calls with named arguments, stacked with `/`.
package struct Expression: Sendable {
  package enum Kind: Sendable {
    /// A number, duration, address, prefix, byte string …, `#57`.
    case literal(Value)
    /// `"text {name}"`, and a bare word of a command with `{…}` in it.
    case interpolated([StringPart])
    /// A variable, a field of what is matched, a packet `p3`, or the root of a state path — in this order.
    case name(String)
    /// A bare word in a command's argument: `http://172.20.0.100/`, `client.tun`, `MyCorp`.
    case word(Word)
    indirect case member(Expression, Name)
    indirect case index(Expression, Expression)
    case call(LayerCall)
    indirect case unary(UnaryOperator, Expression)
    indirect case binary(BinaryOperator, Expression, Expression)
    /// `a/b/c`: layers, from the outermost in, or what is divided and by what.
    case stack([StackElement])
    case set([Expression])
    case list([Expression])
    indirect case range(Expression, Expression)
    /// `p with tcp.dport=81`
    indirect case with(Expression, [Argument])
    /// `events where kind == "drop"`, `messages | count by message`
    indirect case pipe(Expression, [PipeStage])
    /// What could not be read; a diagnostic says why.
    case invalid
  }

  package let kind: Kind
  package let range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// A name and where it was written.
package struct Name: Hashable, Sendable {
  package let text: String
  package let range: SourceRange

  package init(_ text: String, _ range: SourceRange) {
    self.text = text
    self.range = range
  }
}

package enum StringPart: Sendable {
  case text(String)
  case expression(Expression)
}

/// A bare word of a command. When it reads as a path whose root is a variable, its value is that variable's.
package struct Word: Sendable {
  package let text: String
  /// The word read as `name.member…`, when it can be.
  package let path: [Name]

  package init(_ text: String, path: [Name] = []) {
    self.text = text
    self.path = path
  }
}

/// A layer, message or function with its arguments: `ip(dst=172.20.0.100, ttl<5)`, `wg.initiation(…)`, `count(…)`.
///
/// A class, because it is handed on from the program through its stack to the host.
package final class LayerCall: Sendable {
  /// Dotted, as written: `wg.initiation`.
  package let name: Name
  package let arguments: [Argument]
  /// A bare name (`icmp`) read as a layer has no brackets.
  package let hasArguments: Bool
  package let range: SourceRange
  /// Which of the host's layers the name is, where the parser found it among them (`LayerNames.names`).
  package let layer: Int?
  package let allHaveNames: Bool

  package init(name: Name, layer: Int? = nil, arguments: [Argument], hasArguments: Bool = true, range: SourceRange) {
    self.name = name
    self.layer = layer
    self.arguments = arguments
    allHaveNames = arguments.allSatisfy { $0.name != nil }
    self.hasArguments = hasArguments
    self.range = range
  }
}

/// `name=value`, `name<value`, `name in {…}`, or a value without a name.
package struct Argument: Sendable {
  package enum Relation: String, Hashable, Sendable {
    case assign = "="
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case inside = "in"
    case notInside = "not in"
    case has
    case matches
    /// Of a change: `p without tcp.options`. The value says nothing.
    case removed = "without"
  }

  /// Dotted for fields of an inner layer (`ip.dst`); nil for a positional argument.
  package let name: Name?
  /// Which of its layer's fields the name is, where the parser found it among them (`LayerNames.fields`).
  package let field: Int?
  package let relation: Relation
  package let value: Expression
  package let range: SourceRange

  package init(name: Name?, field: Int? = nil, relation: Relation, value: Expression, range: SourceRange) {
    self.name = name
    self.field = field
    self.relation = relation
    self.value = value
    self.range = range
  }
}

package enum UnaryOperator: String, Hashable, Sendable {
  case not
  case negate = "-"
}

package enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  case or
  case and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case inside = "in"
  case notInside = "not in"
  case has
  case matches
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  /// Stacks layers, divides numbers.
  case slash = "/"
}

/// One stage behind `|`.
package struct PipeStage: Sendable {
  package enum Kind: Sendable {
    case filter(Expression)
    /// `count`, `count by reason, node`
    case count(by: [Name])
    /// `sum length`, `sum length by src, dst`
    case sum(Name, by: [Name])
    case select([Name])
    case sort(by: Name, descending: Bool)
    case first(Expression)
    case last(Expression)
    /// `to json`, `ndjson`, `csv`, `text`
    case to(Name)
    /// `write pcapng FILE`, the last of them: nothing comes out.
    case write(Name, to: Expression)
  }

  package let kind: Kind
  package let range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// One element of a stack `a/b/c`.
package enum StackElement: Sendable {
  /// A layer, or a bare name that may be one.
  case layer(LayerCall)
  /// A payload, a packet held in a variable, anything else.
  case value(Expression)

  package var range: SourceRange {
    switch self {
    case .layer(let call): call.range
    case .value(let expression): expression.range
    }
  }
}

extension StackElement {
  /// The element as it was written.
  package var expression: Expression {
    switch self {
    case .layer(let call): call.hasArguments ? Expression(.call(call), call.range) : Expression(path: call.name)
    case .value(let expression): expression
    }
  }

  /// A layer that the parser knew, with its brackets.
  var isKnownLayer: Bool { if case .layer(let call) = self { call.layer != nil } else { false } }

  fileprivate var isStack: Bool { if case .value(let inner) = self, case .stack = inner.kind { true } else { false } }
}

extension Expression {
  /// The stack that `/` builds, from the outermost layer in; a single element when there is no `/`.
  package var stack: [StackElement] {
    guard case .stack(let parts) = kind else { return [element] }
    // A stack in brackets is no stack of its own.
    return parts.contains(where: \.isStack) ? parts.flatMap { $0.isStack ? $0.expression.stack : [$0] } : parts
  }

  /// What it is in a stack.
  private var element: StackElement {
    if case .call(let call) = kind { return .layer(call) }
    return dottedName.map { .layer(LayerCall(name: $0, arguments: [], hasArguments: false, range: range)) }
      ?? .value(self)
  }

  /// `self/inner`
  func over(_ inner: Expression) -> Expression {
    let whole = range.union(inner.range)
    guard case .stack(let parts) = kind else { return Expression(.stack([element, inner.element]), whole) }
    return Expression(.stack(parts + [inner.element]), whole)
  }

  /// `a.b[2].c` as one name: a dotted name in which whole numbers may stand as indices.
  package var pathName: Name? {
    switch kind {
    case .name(let name): Name(name, range)
    case .member(let base, let member): base.pathName.map { Name("\($0.text).\(member.text)", range) }
    case .index(let base, let index):
      if case .literal(.integer(let number)) = index.kind {
        base.pathName.map { Name("\($0.text)[\(number)]", range) }
      } else {
        nil
      }
    default: nil
    }
  }

  /// `a.b.c` as one name, when the expression is nothing but names and dots.
  package var dottedName: Name? {
    switch kind {
    case .name(let name): Name(name, range)
    case .member(let base, let member): base.dottedName.map { Name("\($0.text).\(member.text)", range) }
    default: nil
    }
  }
}
