import Base
import Lab
import Script

enum Fault: Verb {
  static let signature = VerbSignature(
    "fault", summary: "Make a link lose or delay what crosses it.",
    page: """
      loss=5% is per direction, latency=50ms one way. A setting that is not named stays as it is; loss=0% heals. This \
      version shapes loss and latency alone.
      """,
    forms: [Form(Parameter("link", .object("link")), Parameter("settings", .settings))],
    examples: [Example("fault client loss=5% latency=50ms", "a bad line to the client")])

  private static let later = ["jitter", "reorder", "duplicate", "corrupt", "rate", "mtu"]

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let link = try call.known(try call.text("link") ?? "", .link, call.range(of: "link"))
    var shape = LinkShape()
    for setting in call.command["settings"]?.settings ?? [] { try apply(setting, to: &shape, call) }
    try call.session.begin(call)
    try call.session.act(.shape(link: link, shape), call.range)
    return .nothing
  }

  private static func apply(_ setting: Argument, to shape: inout LinkShape, _ call: Call) throws(ScriptFailure) {
    if let problem = problem(setting) { throw ScriptFailure(.runtime, problem) }
    let value = try call.evaluator.value(of: setting.value)
    switch (setting.name?.text, value) {
    case ("loss", .percent(let parts)) where (0...1_000_000).contains(parts):
      shape.lossPartsPerMillion = UInt32(truncatingIfNeeded: parts)
    case ("latency", .duration(let latency)) where latency >= .zero: shape.latency = latency
    default:
      throw call.fail(
        .badSetting, "`\(setting.name?.text ?? "")` cannot be \(value.fact)", at: setting.value.range,
        label: setting.name?.text == "loss" ? "a share from 0% to 100%" : "a duration such as 50ms")
    }
  }

  static func check(_ command: Command, in session: Session) -> [Diagnostic] {
    (command["settings"]?.settings ?? []).compactMap(problem)
  }

  private static func problem(_ setting: Argument) -> Diagnostic? {
    let name = setting.name?.text ?? ""
    if name == "loss" || name == "latency" { return nil }
    let range = setting.name?.range ?? setting.range
    if later.contains(name) {
      return Diagnostic(
        .notSupported, "this version does not shape `\(name)`", at: range, label: "loss and latency it does",
        notes: ["later: " + later.joined(separator: " ")])
    }
    return .unknown(.badSetting, "setting", name, known: ["loss", "latency"], at: range)
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
