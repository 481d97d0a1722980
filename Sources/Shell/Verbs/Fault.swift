import Base
import Lab
import Script

enum Fault: Verb {
  static let signature = VerbSignature(
    "fault", summary: "Make a link lose, delay, damage or hold back what crosses it.",
    page: """
      Shares are per direction, latency is one way. A setting that is not named stays as it is. `fault` lists what every \
      link does, `fault LINK none` makes a link what the lab says of it. Settings: \(list)
      """,
    forms: [
      Form(Parameter("link", .object("link")), .literal("none")),
      Form(Parameter("link", .object("link")), Parameter("settings", .settings)),
      Form(),
    ], options: [VerbSignature.formatOption],
    examples: [
      Example("fault client loss=5% latency=50ms", "a bad line to the client"),
      Example("fault client loss=10% burst=8", "as much, in bursts of eight datagrams"),
      Example("fault gateway jitter=20ms reorder=1%", "late and out of order"),
      Example("fault client rate=125kB queue=16kB", "a line of one megabit a second"),
      Example("fault client mtu=1280; fault client none; fault", "a narrow line, then as it was"),
    ])

  private static let list = LinkSetting.all.map { "\($0.name) (\($0.meaning); \($0.values))" }.joined(separator: "; ")

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard call.has("link") else { return .value(.table(try table(call))) }
    let link = try call.known(try call.text("link") ?? "", .link, call.range(of: "link"))
    guard !call.has("none") else {
      try call.session.begin(call)
      try call.session.act(.unshape(link: link), call.range)
      return .nothing
    }
    var shape = LinkShape()
    for setting in call.command["settings"]?.settings ?? [] { try apply(setting, to: &shape, call) }
    try call.session.begin(call)
    try call.session.act(.shape(link: link, shape), call.range)
    return .nothing
  }

  private static func table(_ call: Call) throws(ScriptFailure) -> Script.Table {
    let columns = LinkSetting.all.map(\.name)
    return Script.Table(
      columns: ["link"] + columns,
      rows: try call.session.stage.names(.link).map { link throws(ScriptFailure) in
        let state = try call.session.ask(.state(["links", link]), call.range)
        guard case .record(let members) = state else { return .init([.string(link)]) }
        return .init([.string(link)] + members.map { .string($0.value.word) })
      })
  }

  private static func apply(_ setting: Argument, to shape: inout LinkShape, _ call: Call) throws(ScriptFailure) {
    guard let known = setting.name.flatMap({ LinkSetting.named($0.text) }) else {
      throw ScriptFailure(.runtime, unknown(setting))
    }
    let text = try call.word(of: setting.value)
    guard known.apply(text, to: &shape) else {
      throw call.fail(
        .badSetting, "`\(known.name)` cannot be \(text)", at: setting.value.range, label: known.values)
    }
  }

  static func check(_ command: Command, in session: Session) -> [Diagnostic] {
    (command["settings"]?.settings ?? []).filter { LinkSetting.named($0.name?.text ?? "") == nil }.map(unknown)
  }

  private static func unknown(_ setting: Argument) -> Diagnostic {
    .unknown(
      .badSetting, "setting", setting.name?.text ?? "", known: LinkSetting.all.map(\.name),
      at: setting.name?.range ?? setting.range)
  }
}

extension State {
  fileprivate var word: String { if case .fact(let fact) = self { fact.description } else { "-" } }
}

extension Call {
  /// A value of a setting as lab files write it: `5%`, `50ms`, `1280B`, a word.
  func word(of expression: Expression) throws(ScriptFailure) -> String {
    if let text = expression.plainText { return text }
    return switch try evaluator.value(of: expression) {
    case .percent(let parts): Self.percent(parts)
    case .duration(let span): span.text
    case .byteCount(let bytes): "\(bytes)B"
    case .range(let range): "\(range.lowerBound)-\(range.upperBound)"
    case .bool(let flag): flag ? "on" : "off"
    case let other: other.fact.description
    }
  }

  private static func percent(_ parts: Int64) -> String {
    UInt32(exactly: parts).map { Fact.percent($0) } ?? "\(parts / 10_000)%"
  }
}

extension Expression {
  /// A word or a string without anything to evaluate in it.
  var plainText: String? {
    switch kind {
    case .word(let word): word.text
    case .name(let name): name
    case .literal(.string(let text)): text
    case .member: dottedName?.text
    default: nil
    }
  }
}
