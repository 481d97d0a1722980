import Base
import Lab
import Report
import Script
import Wire

enum On: Verb {
  static let signature = VerbSignature(
    "on", summary: "Drop, delay, duplicate, corrupt, edit or hold what passes a tap.",
    page: """
      Of several rules the first that matches wins, once for each tap that a packet passes, in both directions. Portal \
      messages pass portal.ws. A dropped packet's reason is `rule`; copies get numbers of their own; checksums are made \
      right again by `edit` unless it sets them, and left wrong by `corrupt`, which on the wire hits what UDP carries. \
      What is held or delayed is in flight: later packets overtake it. `once` or `times N` bounds how often a rule is \
      applied. `lab reset` takes all rules away.
      """,
    forms: [
      form(Parameter("verdict", .choice(Verdict.words), introducer: ":", summary: colon)),
      form(literal("delay"), Parameter("span", .duration)),
      form(literal("duplicate"), Parameter("amount", .count)),
      form(literal("corrupt"), Parameter("amount", .count), .literal("bytes", optional: true)),
      form(literal("edit"), Parameter("edits", .edits)),
    ],
    examples: [
      Example("on bpf \"icmp and host 172.20.0.100\" at client.tun : drop; ping 172.20.0.100", "a filter of tcpdump's"),
      Example("on create_flow(resource_id=\"MyCorp Network\") at portal.ws : hold once", "a portal message"),
      Example("on icmp at gateway.lan : delay 300ms; ping 172.20.0.100", "later than it came"),
      Example("on tcp(dport=80) at client.tun : edit { tcp.dport = 7 }; tcp 172.20.0.100 80", "another port"),
      Example("on udp at gateway.wire : corrupt 1 bytes; ping 172.20.0.100", "WireGuard finds out"),
      Example("on icmp at client.tun : duplicate 2 times 3", "three packets, thrice each"),
    ])

  private static func form(_ verdict: Parameter...) -> Form {
    Form(
      [Parameter("pattern", .pattern), .introduced("at", "tap", .object("tap"), optional: false)] + verdict + [
        .introduced("from", "sender", .object("node")), .introduced("to", "receiver", .object("node")),
        .literal("once", optional: true), .introduced("times", "times", .count),
      ])
  }

  private static let colon = "a colon stands before what is to be done"

  private static func literal(_ word: String) -> Parameter {
    Parameter(word, .literal(word), introducer: ":", summary: colon)
  }

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["pattern"]?.expression, let tap = try call.tap() else { return .nothing }
    let ends = Sieve.Ends(from: try call.optionalNode("sender"), to: try call.optionalNode("receiver"))
    let pattern = try call.session.wholePattern(expression, between: ends, call.evaluator)
    let session = call.session
    if let end = call.command["sender"] ?? call.command["receiver"], !pattern.looksAtMessages {
      throw call.fail(
        .notAPattern, "`from` and `to` are for portal messages", at: end.range, label: "packets have src and dst")
    }
    if let problem = session.objection(to: pattern, at: tap, call.range(of: "tap")) {
      throw ScriptFailure(.runtime, problem)
    }
    let rule = Rule(
      pattern, at: tap, try verdict(call, pattern), times: try times(call),
      text: call.evaluator.sources.text(expression.range))
    try session.begin(call)
    guard case .rule(let number) = try session.act(.addRule(rule), call.range) else { return .nothing }
    session.say("rule \(number)", .dim)
    return .nothing
  }

  private static func verdict(_ call: Call, _ pattern: Pattern) throws(ScriptFailure) -> Verdict {
    if let problem = call.command.incompleteVerdict { throw ScriptFailure(.runtime, problem) }
    switch call.command.verdict {
    case "delay": return .delay(try call.duration("span") ?? .zero)
    case "duplicate": return .duplicate(copies: try call.amount("amount", in: 1...Verdict.mostCopies) ?? 1)
    case "corrupt": return .corrupt(bytes: try call.amount("amount", in: 1...Verdict.mostBytes) ?? 1)
    case "edit": return .edit(try call.edits(in: pattern.looksAtPackets ? pattern.layers : nil))
    case "hold": return .hold
    default: return .drop
    }
  }

  private static func times(_ call: Call) throws(ScriptFailure) -> Int? {
    call.has("once") ? 1 : try call.amount("times", in: 1...Int.max)
  }

  static func check(_ command: Command, in session: Session) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    if let problem = command.incompleteVerdict { problems.append(problem) }
    guard let expression = command["pattern"]?.expression else { return problems }
    problems += session.checkParts(of: expression)
    problems += session.check(edits: command["edits"]?.settings ?? [], of: expression)
    if let tap = command["tap"], let place = tap.expression?.constantName.flatMap({ Tap($0) }),
      let problem = session.objection(to: expression, at: place, tap.range)
    {
      problems.append(problem)
    }
    return problems
  }
}

extension Command {
  /// The verdict's word, whichever form it came in.
  fileprivate var verdict: String {
    self["verdict"]?.expression?.constantName ?? Verdict.words.first(where: has) ?? ""
  }

  /// A verdict that lacks what it cannot do without.
  fileprivate var incompleteVerdict: Diagnostic? {
    guard let written = self["verdict"] else { return nil }
    let (what, example): (String, String)
    switch verdict {
    case "delay": (what, example) = ("how long", "delay 200ms")
    case "corrupt": (what, example) = ("how many bytes", "corrupt 3 bytes")
    case "edit": (what, example) = ("which fields", "edit { ip.ttl = 1 }")
    default: return nil
    }
    return Diagnostic(.badVerdict, "`\(verdict)` must say \(what)", at: written.range, label: "write: \(example)")
  }
}

extension Call {
  func optionalNode(_ parameter: String) throws(ScriptFailure) -> String? {
    try text(parameter).map { name throws(ScriptFailure) in try known(name, .node, range(of: parameter)) }
  }

  /// A number in bounds; nil if it was left out.
  fileprivate func amount(_ parameter: String, in bounds: ClosedRange<Int>) throws(ScriptFailure) -> Int? {
    guard let number = try integer(parameter) else { return nil }
    guard let amount = Int(exactly: number), bounds.contains(amount) else {
      let most = bounds.upperBound == .max ? "1 at least" : "\(bounds.lowerBound) to \(bounds.upperBound)"
      throw fail(.badVerdict, "\(number) is out of range", at: range(of: parameter), label: most)
    }
    return amount
  }
}
