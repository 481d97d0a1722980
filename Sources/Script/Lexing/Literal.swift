import Base

/// What a token stands for that is neither string nor bytes.
enum Literal {
  case integer(Int64)
  case number(Double)
  case duration(Duration)
  case percent(partsPerMillion: Int64)
  case byteCount(Int64)
  case address(IPAddress)
  case prefix(IPPrefix)
  case endpoint(Endpoint)
  case event(UInt64)
}

/// A literal as it was read: the token alone is what a parser looks at again and again.
struct LiteralReading {
  let token: Token
  /// What it stands for; nil where it is faulty.
  let value: Literal?

  init(_ token: Token, _ value: Literal? = nil) { (self.token, self.value) = (token, value) }

  func kept(in value: inout Literal?) -> Token {
    value = self.value
    return token
  }
}

extension Lexer {
  func read(_ value: Literal, _ lower: Int, _ upper: Int) -> LiteralReading {
    LiteralReading(Token(.literal, range(lower, upper)), value)
  }

  func misread(_ fault: TokenFault, _ lower: Int, _ upper: Int) -> LiteralReading {
    LiteralReading(faulty(fault, lower, upper))
  }

  /// What the token of a literal stands for.
  func literal(_ token: SourceRange) -> Literal? {
    (address(at: token.lower) ?? number(at: token.lower) ?? numbered(at: token.lower))?.value
  }
}

extension Value {
  init(_ literal: Literal) {
    switch literal {
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .duration(let value): self = .duration(value)
    case .percent(let value): self = .percent(partsPerMillion: value)
    case .byteCount(let value): self = .byteCount(value)
    case .address(let value): self = .address(value)
    case .prefix(let value): self = .prefix(value)
    case .endpoint(let value): self = .endpoint(value)
    case .event(let value): self = .event(value)
    }
  }
}
