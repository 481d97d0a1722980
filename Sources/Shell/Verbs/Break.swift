import Lab
import Report
import Script

enum Break: Verb {
  static let signature = VerbSignature(
    "break", summary: "Stop the world at an event, a packet, a message, or when a condition begins to hold.",
    page: """
      Stops `run`, `step` and every foreground command: the command is suspended, what follows acts on the stopped \
      world, `continue` resumes it. A condition on the state stops it when it begins to hold, at the end of that step. \
      Expectations are not stopped.
      """,
    forms: [
      Form(Parameter("kind", .object("event-kind")), .introduced("where", "filter", .expression)),
      Form(.literal("event"), Parameter("kind", .object("event-kind")), .introduced("where", "filter", .expression)),
      Form(
        Parameter("pattern", .pattern), .introduced("at", "tap", .object("tap")),
        .introduced("from", "sender", .object("node")), .introduced("to", "receiver", .object("node"))),
    ],
    examples: [
      Example("break filtered where reason == \"not-authorized\"", "at an event"),
      Example(
        "break drop where reason == \"no-such-host\"; ping 172.20.0.9", "at a packet that is dropped, for one reason"),
      Example("break icmp(code=prohibited) at client.tun", "at a packet"),
      Example("break create_flow from client to portal", "at a message"),
      Example("break client.resources[\"MyCorp Network\"].status == \"online\"; ping 172.20.0.100", "at a state"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let wanted = try call.wanted()
    let session = call.session
    let held: Bool? = if case .state = wanted.subject { try wanted.watch.holdsNow() } else { nil }
    session.stage.stops.lastBreakpoint += 1
    session.stage.examined = session.stage.trace.count
    let breakpoint = Breakpoint(
      number: session.stage.stops.lastBreakpoint, text: call.text, watch: wanted.watch, held: held)
    session.stage.breakpoints.append(breakpoint)
    session.say("breakpoint \(breakpoint.number)", .dim)
    return .nothing
  }
}

extension Break {
  /// A bare name that is neither a layer nor a message can only be meant as a kind of event.
  static func check(_ command: Command, in session: Session) -> [Diagnostic] {
    guard let pattern = command["pattern"]?.expression, let name = pattern.constantName,
      !session.isPattern(pattern, nil), session.messageCall(pattern) == nil
    else { return [] }
    if session.stage.names(.tap).contains(name) {
      return [
        Diagnostic(
          .unknownEventKind, "`\(name)` is a tap, and no event kind", at: pattern.range,
          label: "write: \(command.verb.text) PATTERN at \(name)")
      ]
    }
    // What the form makes of it is told there, once.
    if case .literal = pattern.kind { return [] }
    return [.unknownKind(name, at: pattern.range)]
  }
}

enum Breaks: Verb {
  static let signature = VerbSignature(
    "breaks", summary: "The breakpoints.", forms: [Form()], options: [VerbSignature.formatOption],
    examples: [Example("break event drop; breaks", "numbers and what they stop at")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    .value(
      .table(
        Script.Table(
          columns: ["break", "at"],
          rows: call.session.stage.breakpoints.map { .init([.integer(Int64($0.number)), .string($0.text)]) })))
  }
}

enum Delete: Verb {
  static let signature = VerbSignature(
    "delete", summary: "Take a breakpoint, a watch or a rule away.",
    page: "What a rule holds stays held when the rule is gone; `release` lets it go.",
    forms: ["break", "watch", "rule"].map { Form(.literal($0), Parameter("number", .count)) },
    examples: [
      Example("break event drop; delete break 1", "the first breakpoint"),
      Example("watch event drop; delete watch 1", "the first watch"),
      Example("on icmp at client.tun : drop; delete rule 1", "the first rule"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    if call.has("rule") { return try call.deleteRule() }
    if call.has("watch") {
      call.session.stage.lookouts.remove(at: try call.lookout())
      return .nothing
    }
    let number = try call.integer("number") ?? 0
    guard let index = call.session.stage.breakpoints.firstIndex(where: { Int64($0.number) == number }) else {
      let numbers = call.session.stage.breakpoints.map { "\($0.number)" }
      throw call.fail(
        .noSuchBreakpoint, "there is no breakpoint \(number)", at: call.range(of: "number"),
        notes: numbers.isEmpty ? [] : ["breakpoints: " + numbers.joined(separator: " ")])
    }
    call.session.stage.breakpoints.remove(at: index)
    return .nothing
  }
}
