import Base
import Lab
import Script

enum Policy: Verb {
  static let signature = VerbSignature(
    "policy", summary: "Add, delete, enable and disable policies.",
    page: """
      A policy grants a resource to a group (Everyone, unless `of` names another). Done in the portal: clients and \
      gateways are told, and authorizations go with the policy. `until DATE` or `in D` ends it by itself; `when` \
      conditions, each in quotes and with commas between them, must all hold:
      \(AccessCondition.Property.allCases.map { "  " + $0.example }.joined(separator: "\n"))
      """,
    forms: [
      Form(
        .literal("add"), resource, group, .introduced("until", "date", .word), .introduced("in", "span", .duration),
        Parameter("conditions", .word, introducer: "when", optional: true, repeatable: true)),
      Form(.literal("delete"), resource, group), Form(.literal("enable"), resource, group),
      Form(.literal("disable"), resource, group),
      Form(resource, Parameter("state", .choice(["enable", "disable"]))),
    ],
    examples: [
      Example("policy \"MyCorp Network\" disable", "nobody may reach it any more"),
      Example("policy disable \"MyCorp Network\"; policy enable \"MyCorp Network\"", "there and back"),
      Example(
        "policy delete \"MyCorp Network\"; policy add \"MyCorp Network\" when \"client_verified is true\"",
        "only verified clients"),
      Example("policy add \"MyCorp Downloads\" of Everyone in 1h", "for an hour"),
    ])

  private static let resource = Parameter("resource", .object("resource"))
  private static let group = Parameter.introduced("of", "group", .object("group"))

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let resource = try call.resource()
    let group = try call.text("group").map { name throws(ScriptFailure) in
      try call.known(name, .group, call.range(of: "group"))
    }
    if call.has("add") { return try add(resource, group, call) }
    if call.has("delete") { return try call.change(.deletePolicy(resource: resource, group: group), "resource") }
    let state = try call.text("state")
    let isOn = call.has("enable") || state == "enable"
    return try call.change(.setPolicy(resource: resource, group: group, enabled: isOn), "resource")
  }

  private static func add(_ resource: String, _ group: String?, _ call: Call) throws(ScriptFailure) -> Outcome {
    var policy = Topology.Policy(group: group ?? Topology.Group.everyone, resource: resource)
    if let text = try call.text("date") {
      guard let date = UnixTime(date: text) else {
        throw call.fail(
          .badSetting, "`\(text)` is not a date", at: call.range(of: "date"), label: "2026-01-31T12:00:00Z")
      }
      policy.expiresAt = date
    }
    if let span = try call.duration("span") {
      policy.expiresAt = call.session.stage.lab.wall.time(at: call.session.stage.now) + span
    }
    policy.conditions = try conditions(call)
    return try call.change(.addPolicy(policy), "resource")
  }

  private static func conditions(_ call: Call) throws(ScriptFailure) -> [AccessCondition] {
    var conditions: [AccessCondition] = []
    for argument in call.command.all("conditions") {
      guard let expression = argument.expression else { continue }
      let text = try call.evaluator.text(of: expression)
      do throws(AccessConditionProblem) { conditions.append(try AccessCondition(text)) } catch {
        let near = error.known.flatMap { Suggestion.nearest(to: error.word, in: $0) }
        throw call.fail(
          .badSetting, error.message, at: argument.range,
          label: near.map { "did you mean `\($0)`?" } ?? error.example,
          notes: error.known.map { ["there is: " + $0.joined(separator: " ")] } ?? [])
      }
    }
    return conditions
  }
}
