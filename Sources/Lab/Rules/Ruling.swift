import Base
import Wire

/// A rule was applied to a packet or message at a tap, or the operator's own hand.
package struct Ruling: Sendable {
  /// nil: no rule, but `edit` at a breakpoint.
  package let rule: Int?
  package let tap: Tap
  package let verdict: Verdict
  /// What the packet has become.
  package var changed: IPPacket?
  /// The message that it is about, if it is about one.
  package var message: String?
  /// The numbers of a packet's copies.
  package var copies: [PacketID] = []
  /// The number by which it is held.
  package var held: Int?
  /// Why an edit could not be made.
  package var problem: String?
  /// The command by which the operator's hand changed it.
  package var command: EventNumber?

  package init(rule: Int?, tap: Tap, verdict: Verdict) {
    self.rule = rule
    self.tap = tap
    self.verdict = verdict
  }
}

extension Ruling: Described {
  package var kind: String { rule == nil ? "edited" : "rule" }

  package var fields: [Field] {
    var fields = rule.map { [Field("rule", .number(Int64($0)))] } ?? []
    fields += [Field("verdict", verdict.description), Field("tap", "\(tap)")]
    if let message { fields.append(Field("message", message)) }
    if !copies.isEmpty { fields.append(Field("copies", .list(copies.map { .packet($0) }))) }
    if let held { fields.append(Field("held", .number(Int64(held)))) }
    if let problem { fields.append(Field("problem", problem)) }
    if let command { fields.append(Field("command", .number(Int64(command)))) }
    return fields
  }
}

/// What else happens to rules and to what they are applied to.
package enum RuleReport: Described {
  case added(Int, Rule)
  case removed(Int)
  case released(held: Int, rule: Int, Tap, message: String?)
  /// Discarded by a rule; `message` where it was no packet.
  case dropped(rule: Int, Tap, message: String?)
  /// What a rule, or the operator's hand, made of it is nothing that could go on from there.
  case broken(rule: Int?, Tap, reason: String, detail: String)

  package var kind: String {
    switch self {
    case .added: "rule.added"
    case .removed: "rule.removed"
    case .released: "released"
    case .dropped, .broken: "drop"
    }
  }

  package var fields: [Field] {
    switch self {
    case .added(let number, let rule):
      [
        Field("rule", .number(Int64(number))), Field("pattern", rule.text), Field("tap", "\(rule.tap)"),
        Field("verdict", rule.verdict.description),
      ] + (rule.times.map { [Field("times", .number(Int64($0)))] } ?? [])
    case .removed(let number): [Field("rule", .number(Int64(number)))]
    case .released(let held, let rule, let tap, let message):
      [Field("held", .number(Int64(held)))] + Self.named(rule, tap, message)
    case .dropped(let rule, let tap, let message): [Field("reason", "rule")] + Self.named(rule, tap, message)
    case .broken(let rule, let tap, let reason, let detail):
      [Field("reason", reason)] + Self.named(rule, tap, nil) + [Field("detail", detail)]
    }
  }

  private static func named(_ rule: Int?, _ tap: Tap, _ message: String?) -> [Field] {
    (rule.map { [Field("rule", .number(Int64($0)))] } ?? []) + [Field("tap", "\(tap)")]
      + (message.map { [Field("message", $0)] } ?? [])
  }
}
