import Base
import Lab
import Script

enum NATVerb: Verb {
  static let signature = VerbSignature(
    "nat", summary: "Put a router before a node: a NAT, a firewall, or none.",
    page: """
      The node gets an address that is good inside alone, and its router (`client-router`) has the public one; a client \
      roams, a gateway begins anew. Where there is a router already, its mappings are gone and the node notices nothing. \
      `nat` lists the routers, `nat NODE` shows the mappings of one. Kinds: \(kinds). Settings: \(settings)
      """,
    forms: [
      Form(
        Parameter("node", .word), Parameter("kind", .choice(NATKind.allCases.map(\.rawValue))),
        Parameter("settings", .settings, optional: true)),
      Form(Parameter("node", .word), Parameter("settings", .settings)),
      Form(Parameter("node", .word)),
      Form(),
    ], options: [VerbSignature.formatOption],
    examples: [
      Example("nat client symmetric; nat", "a mapping with a port of its own for every remote endpoint"),
      Example("nat client port-restricted hairpin=off timeout=30s", "single behaviours"),
      Example("nat client full-cone; nat client ports=random", "what is not named stays"),
      Example("nat client udp-blocked; nat client", "the mappings of one router"),
      Example("nat client symmetric; nat client none", "there and back"),
    ])

  private static let kinds = NATKind.allCases.map { "\($0.rawValue) (\($0.meaning))" }.joined(separator: "; ")
  private static let settings = NATSetting.all.map { "\($0.name) (\($0.meaning); \($0.values))" }
    .joined(separator: "; ")

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard call.has("node") else { return .value(.table(try routers(call))) }
    let name = try call.text("node") ?? ""
    let kind = try call.text("kind").flatMap { NATKind(rawValue: $0) }
    let changes = call.command["settings"]?.settings ?? []
    guard kind != nil || !changes.isEmpty else { return try call.state(.state([try router(name, call)]), named: name) }
    var behaviour = kind?.behaviour ?? NATKind.portRestricted.behaviour
    if kind == nil { behaviour = try present(name, call) }
    for setting in changes { try apply(setting, to: &behaviour, call) }
    if let conflict = behaviour.conflict { throw call.fail(.badSetting, conflict, at: call.range) }
    try call.session.begin(call)
    try call.session.act(.nat(name, behaviour), call.range(of: "node"))
    return .nothing
  }

  private static func routers(_ call: Call) throws(ScriptFailure) -> Script.Table {
    guard case .table(let columns, let rows) = try call.session.ask(.state(["routers"]), call.range) else {
      return Script.Table(columns: [], rows: [])
    }
    return Script.Table(columns: columns, rows: rows.map { .init($0.map { Value($0) }) })
  }

  /// The router that is meant: itself, or the one that a node stands behind.
  private static func router(_ name: String, _ call: Call) throws(ScriptFailure) -> String {
    let names = call.session.stage.names(.router)
    if names.contains(name) { return name }
    if case .table(_, let rows) = try call.session.ask(.state(["routers"]), call.range) {
      for row in rows where row.count > 1 {
        if case .text(let router) = row[0], case .list(let nodes) = row[1], nodes.contains(.text(name)) {
          return router
        }
      }
    }
    let known = call.session.stage.names(.link)
    guard known.contains(name) else {
      throw ScriptFailure(.runtime, .unknown(.node, name, known: known, at: call.range(of: "node")))
    }
    throw call.fail(
      .badSetting, "no router is before `\(name)`", at: call.range(of: "node"), label: "nat \(name) port-restricted")
  }

  /// What a router does now.
  private static func present(_ name: String, _ call: Call) throws(ScriptFailure) -> NATBehaviour {
    let router = try router(name, call)
    guard case .fact(.text(let words)) = try call.session.ask(.state([router, "nat"]), call.range),
      case .record(let members) = try call.session.ask(.state([router, "behaviour"]), call.range),
      let kind = words.split(separator: " ").first.flatMap({ NATKind(rawValue: String($0)) })
    else { return NATKind.portRestricted.behaviour }
    var behaviour = kind.behaviour
    for member in members {
      if case .fact(.text(let text)) = member.value { _ = NATSetting.named(member.name)?.apply(text, to: &behaviour) }
    }
    return behaviour
  }

  private static func apply(_ setting: Argument, to behaviour: inout NATBehaviour, _ call: Call) throws(ScriptFailure) {
    guard let known = setting.name.flatMap({ NATSetting.named($0.text) }) else {
      throw ScriptFailure(.runtime, unknown(setting))
    }
    let text = try call.word(of: setting.value)
    guard known.apply(text, to: &behaviour) else {
      throw call.fail(
        .badSetting, "`\(known.name)` cannot be \(text)", at: setting.value.range, label: known.values)
    }
  }

  static func check(_ command: Command, in session: Session) -> [Diagnostic] {
    (command["settings"]?.settings ?? []).filter { NATSetting.named($0.name?.text ?? "") == nil }.map(unknown)
  }

  private static func unknown(_ setting: Argument) -> Diagnostic {
    .unknown(
      .badSetting, "setting", setting.name?.text ?? "", known: NATSetting.all.map(\.name),
      at: setting.name?.range ?? setting.range)
  }
}
