import Berkeley
import Lab
import Script

/// `bpf "icmp and host 10.0.0.1"`: a filter in the language of tcpdump, wherever a pattern may stand.
extension Session {
  static let berkeleyName = "bpf"

  static func berkeleyCall(_ expression: Expression) -> LayerCall? {
    if case .call(let call) = expression.kind, call.name.text == berkeleyName { call } else { nil }
  }

  func berkeley(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> BerkeleyFilter {
    guard let argument = call.arguments.first, argument.name == nil, call.arguments.count == 1 else {
      throw Self.failure(.badBerkeley, "`bpf` takes one filter, in quotes", call.range, "bpf \"icmp\"")
    }
    let text = try evaluator.text(of: argument.value)
    do throws(BerkeleyFault) { return try BerkeleyFilter(text) } catch {
      let isPlain = evaluator.sources.text(argument.value.range) == "\"\(text)\""
      throw ScriptFailure(.runtime, error.diagnostic(at: argument.value.range, isPlain: isPlain))
    }
  }

  /// As far as the filter is written out.
  func check(berkeley call: LayerCall) -> [Diagnostic] {
    guard call.arguments.count == 1, case .literal(.string(let text))? = call.arguments.first?.value.kind else {
      return []
    }
    let range = call.arguments[0].value.range
    do throws(BerkeleyFault) { _ = try BerkeleyFilter(text) } catch {
      // The quotes are all that such a literal has around its text, if it has no escapes.
      return [error.diagnostic(at: range, isPlain: range.upper - range.lower == text.utf8.count + 2)]
    }
    return []
  }
}

extension BerkeleyFault {
  /// - Parameter isPlain: the string has no escapes, so that the filter's bytes can be told in it.
  fileprivate func diagnostic(at string: SourceRange, isPlain: Bool) -> Diagnostic {
    let start = string.lower + 1
    let place = isPlain ? SourceRange(string.source, start + range.lowerBound, start + range.upperBound) : string
    switch problem {
    case .name:
      return Diagnostic(
        .berkeleyName, description, at: place, label: "write an address or a number",
        notes: ["a filter means the same everywhere: nothing is asked of the DNS or of this machine's files"])
    case .unfinished: return Diagnostic(.badBerkeley, description, at: place, label: "something is missing here")
    case .syntax: return Diagnostic(.badBerkeley, "libpcap cannot read this filter", at: place, label: description)
    case .tooLong: return Diagnostic(.badBerkeley, "the filter is too long", at: string, label: description)
    case .refused: return Diagnostic(.badBerkeley, "libpcap refuses this filter", at: place, label: description)
    }
  }
}

/// `let slow = bpf "icmp"`: a compiled pattern with a name.
final class PatternValue: HostValue {
  let pattern: Pattern
  let description: String

  init(pattern: Pattern, description: String) { (self.pattern, self.description) = (pattern, description) }

  var typeName: String { "pattern" }
  var memberNames: [String] { [] }
  func member(_ name: String) -> Value? { nil }
  func equals(_ other: any HostValue) -> Bool { (other as? PatternValue)?.description == description }
}
