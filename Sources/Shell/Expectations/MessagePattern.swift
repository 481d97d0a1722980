import Base
import Lab
import Script
import Wire

extension MessagePattern {
  /// How many of the parts fit, and the first that does not.
  func miss(_ message: ControlRecord) -> Miss? {
    var passed = 0
    var first: String?
    func look(_ holds: Bool, _ words: @autoclosure () -> String) {
      if holds { passed += 1 } else { first = first ?? words() }
    }
    look(message.message == name, "message: expected \(name), is \(message.message)")
    if let from { look(message.from == from, "from: expected \(from), is \(message.from)") }
    if let to { look(message.to == to, "to: expected \(to), is \(message.to)") }
    for test in tests {
      let actual = Value(message[test.field] ?? .none)
      let wanted = test.comparison == .equal ? "" : "\(test.comparison.rawValue) "
      look(
        test.holds(in: message), "\(test.field): expected \(wanted)\(Value(test.value).literal), is \(actual.literal)")
    }
    return first.map { Miss(passed: passed, words: $0) }
  }
}

/// How near a candidate came, and the first thing in which it differs.
struct Miss {
  let passed: Int
  let words: String

  /// Nearer by the parts that held before it: a whole part counts more than all fields of the next.
  func behind(parts: Int) -> Miss { Miss(passed: passed + parts * 1000, words: words) }
}

extension Session {
  /// A call or a bare name that is a portal message and no layer.
  func messageCall(_ expression: Expression) -> LayerCall? {
    let call: LayerCall
    switch expression.kind {
    case .call(let written): call = written
    case .name(let name):
      call = LayerCall(name: Name(name, expression.range), arguments: [], hasArguments: false, range: expression.range)
    default: return nil
    }
    return Vocabulary.messages.contains(call.name.text) && !isLayer(call.name.text) ? call : nil
  }

  func messageTests(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> [MessageTest] {
    var tests: [MessageTest] = []
    for argument in call.arguments {
      guard let name = argument.name, let comparison = argument.relation.comparison else {
        throw Self.failure(
          .notAPattern, "fields of a message are written name=value", argument.range, "or compared with != < in …")
      }
      let plain: String? =
        if case .name(let text) = argument.value.kind, evaluator.variable(text) == nil { text } else { nil }
      let value: Value = if let plain { .string(plain) } else { try evaluator.value(of: argument.value) }
      tests.append(MessageTest(name.text, comparison, value.fact))
    }
    return tests
  }

  func unknownMessage(_ expression: Expression, _ beside: Expression) -> ScriptFailure {
    let name: Name =
      if case .call(let call) = expression.kind { call.name } else {
        expression.dottedName ?? Name(expression.plainText ?? "", expression.range)
      }
    if isLayer(name.text) {
      return Self.failure(
        .unknownMessage, "`\(name.text)` is a layer, and a portal message has a sender and a receiver", beside.range,
        "a packet is looked for at a tap, such as `at client.tun`")
    }
    return ScriptFailure(
      .runtime, .unknown(.unknownMessage, "portal message", name.text, known: Vocabulary.messages, at: name.range))
  }
}
