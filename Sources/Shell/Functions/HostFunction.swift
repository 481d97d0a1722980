import Script

/// A function of the shell's, for expressions: how it is written, and what it gives.
protocol HostFunction: Sendable {
  static var signature: FunctionSignature { get }
  static func value(of call: FunctionCall) throws(ScriptFailure) -> Value
  /// What is wrong with a call, as far as that can be said without running it.
  static func check(_ call: LayerCall, in session: Session) -> [Diagnostic]
}

extension HostFunction {
  static func check(_ call: LayerCall, in session: Session) -> [Diagnostic] { wrongArguments(call) }

  /// Named arguments that the function does not have.
  static func wrongArguments(_ call: LayerCall) -> [Diagnostic] {
    let names = signature.parameters.map(\.name)
    return call.arguments.compactMap { argument in
      guard argument.relation == .assign, let name = argument.name, !names.contains(name.text) else { return nil }
      return .unknown(.wrongArguments, "argument", name.text, known: names, at: name.range)
    }
  }
}

/// Everything there is to know about a function: help, completion and checking read it.
struct FunctionSignature: Sendable {
  let name: String
  /// `fuzz(PACKET, keep=FIELDS)`
  let usage: String
  let summary: String
  let page: String
  /// Those that are written with their names.
  let parameters: [(name: String, meaning: String)]
  let examples: [Example]
}

enum FunctionTable {
  static let all: [any HostFunction.Type] = [Fuzz.self, Rand.self, PacketFromBytes.self]

  static func function(_ name: String) -> (any HostFunction.Type)? {
    let name = name.lowercased()
    return all.first { $0.signature.name == name }
  }

  static let names: [Completion] = all.map { Completion($0.signature.name, .word, help: $0.signature.summary) }
}

extension HelpPage {
  static func text(_ function: FunctionSignature) -> String {
    var text = "\(function.name): \(function.summary)\n\n  \(function.usage)\n"
    for parameter in function.parameters { text += "  \(parameter.name)=: \(parameter.meaning)\n" }
    if !function.page.isEmpty { text += "\n\(function.page)\n" }
    for example in function.examples { text += "\n  \(example.line)\n    \(example.text)" }
    return text
  }
}
