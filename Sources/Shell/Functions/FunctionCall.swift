import Base
import Script
import Wire

/// A call about to be evaluated: its arguments on demand.
struct FunctionCall {
  let call: LayerCall
  let session: Session
  let evaluator: Evaluator

  var range: SourceRange { call.range }
  var positional: [Argument] { call.arguments.filter { $0.name == nil } }

  func argument(_ name: String) -> Argument? {
    call.arguments.first { $0.name?.text == name && $0.relation == .assign }
  }

  /// The value of the only positional argument.
  func subject(_ signature: FunctionSignature) throws(ScriptFailure) -> (value: Value, range: SourceRange) {
    guard positional.count == 1, let argument = positional.first else { throw wrong(signature) }
    let value = try evaluator.value(of: argument.expression)
    return (try session.resolved(value, argument.range), argument.range)
  }

  func wrong(_ signature: FunctionSignature) -> ScriptFailure {
    let count = positional.count
    return fail(.wrongArguments, "`\(signature.name)` takes 1 value, not \(count)", range, signature.usage)
  }

  /// A whole number that is not negative.
  func number(_ name: String) throws(ScriptFailure) -> UInt64? {
    guard let argument = argument(name) else { return nil }
    let number = try evaluator.integer(of: argument.value)
    guard number >= 0 else { throw fail(.badCount, "\(number) is not a count", argument.value.range, "from 0 on") }
    return UInt64(number)
  }

  func flag(_ name: String) throws(ScriptFailure) -> Bool {
    guard let argument = argument(name) else { return false }
    return try evaluator.condition(argument.value)
  }

  /// `keep=ip.dst`, `keep={ip.dst, udp}`: written out, or held in a variable as text.
  func paths(_ name: String, into packet: CraftedPacket) throws(ScriptFailure) -> [PacketPath] {
    guard let argument = argument(name) else { return [] }
    var paths: [PacketPath] = []
    for part in argument.value.members {
      var text = part.pathName?.text ?? ""
      let root = text.prefix { !".[".contains($0) }
      if text.isEmpty || evaluator.variable(String(root)) != nil { text = try evaluator.text(of: part) }
      do throws(CraftingError) {
        let path = try PacketPath(text)
        guard packet.index(of: path) != nil else { throw CraftingError(missing: path) }
        paths.append(path)
      } catch {
        throw ScriptFailure(.runtime, error.diagnostic(at: part.range))
      }
    }
    return paths
  }

  func fail(_ code: DiagnosticCode, _ message: String, _ range: SourceRange, _ label: String = "") -> ScriptFailure {
    ScriptFailure(.runtime, Diagnostic(code, message, at: range, label: label))
  }
}

extension Expression {
  /// The elements of a set or list that is written out, else the expression itself.
  var members: [Expression] {
    switch kind {
    case .set(let items), .list(let items): items
    default: [self]
    }
  }
}
