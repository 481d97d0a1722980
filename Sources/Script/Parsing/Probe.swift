/// What could stand at the end of a line, recorded by the parser itself on its way there.
struct Probe: Sendable {
  enum Want: Hashable, Sendable {
    case statement
    case parameter(verb: String, form: Int, parameter: Int)
    case options(verb: String)
    case operand
    case fields(layer: String)
    case value(layer: String, field: String)
    /// What `expect` waits for.
    case expectation
    /// The word before a parameter.
    case introducer(verb: String, form: Int, parameter: Int)
    case words([String])
    /// A name that the verb gives a value: of a link, of what is edited.
    case settings(verb: String)
  }

  private(set) var wants: [Want] = []
  /// The field whose value is being read, with the layers and fields around it: `dns.answers`.
  var field: String?

  mutating func add(_ want: Want) { if !wants.contains(want) { wants.append(want) } }
}

extension Parser {
  mutating func note(_ want: Probe.Want, at token: Token) {
    if probe != nil, token.isEnd { probe?.add(want) }
  }
  mutating func note(words: [String], at token: Token) { note(.words(words), at: token) }
  mutating func noteOperand(at token: Token) { note(.operand, at: token) }
  mutating func noteFields(of layer: String) { note(.fields(layer: layer), at: peek()) }
}
