import Base
import Lab

/// Rules as an operator makes them, takes them away, and lets go what they hold.
extension Simulation {
  /// A token's lifetime is the longest that anything in a lab lasts.
  private static let longestDelay = Topology.tokenLifetime

  mutating func add(_ rule: Rule) throws(LabError) -> ActionResult {
    guard names(of: .tap).contains("\(rule.tap)") else {
      throw .unknown(.tap, name: "\(rule.tap)", known: names(of: .tap))
    }
    if let reason = Self.objection(to: rule) {
      throw .invalid(what: "`\(rule.verdict)` at \(rule.tap)", reason: reason)
    }
    let number = world.rules.add(rule)
    events.record(.reported(RuleReport.added(number, rule)), at: now, node: rule.tap.node)
    return .rule(number)
  }

  private static func objection(to rule: Rule) -> String? {
    if rule.tap.face == .app { return "packets of applications are seen at \(Tap(rule.tap.node, .tun))" }
    if rule.tap.face == .ws, rule.pattern.looksAtPackets { return "messages pass there, and no packets" }
    if rule.tap.face != .ws, rule.pattern.looksAtMessages { return "packets pass there, and no messages" }
    if let times = rule.times, times < 1 { return "a rule is for one packet at least" }
    switch rule.verdict {
    case .delay(let span) where !(.zero...longestDelay ~= span): return "a delay is 0s to \(longestDelay.text)"
    case .duplicate(let copies) where !(1...Verdict.mostCopies ~= copies): return "1 to \(Verdict.mostCopies) copies"
    case .corrupt(let bytes) where !(1...Verdict.mostBytes ~= bytes): return "1 to \(Verdict.mostBytes) bytes"
    case .edit(let edits) where edits.isEmpty: return "no field is named"
    default: return nil
    }
  }

  mutating func removeRule(_ number: Int) throws(LabError) -> ActionResult {
    guard let tap = world.rules.entries.first(where: { $0.number == number })?.rule.tap, world.rules.remove(number)
    else {
      throw .unknown(.rule, name: "\(number)", known: names(of: .rule))
    }
    events.record(.reported(RuleReport.removed(number)), at: now, node: tap.node)
    return .done
  }

  mutating func release(_ release: Release) throws(LabError) -> ActionResult {
    let released = world.rules.take(release)
    if case .one(let number) = release, released.isEmpty {
      throw .unknown(.held, name: "\(number)", known: names(of: .held))
    }
    for held in released {
      events.follow(command)
      let report = RuleReport.released(
        held: held.number, rule: held.rule, held.passing.tap, message: held.passing.message?.message)
      let (tap, id) = (held.passing.tap, held.passing.id)
      events.record(.reported(report), at: now, node: tap.node, packet: id, place: .handled)
      world.proceed(held.passing, into: &events)
    }
    return .released(released.count)
  }
}

extension RuleBook {
  /// The rules as a table, in the order in which they are asked.
  var state: State {
    .table(
      columns: ["rule", "at", "pattern", "verdict", "applied", "left", "held"],
      rows: entries.map { entry in
        [
          .number(Int64(entry.number)), .text("\(entry.rule.tap)"), .text(entry.rule.text),
          .text("\(entry.rule.verdict)"), .number(Int64(entry.applied)),
          entry.left.map { .number(Int64($0)) } ?? .none,
          .number(Int64(held.count { $0.rule == entry.number })),
        ]
      })
  }

  /// What is held, in the order in which it came.
  var heldState: State {
    .table(
      columns: ["held", "rule", "at", "since", "packet", "message"],
      rows: held.map { held in
        [
          .number(Int64(held.number)), .number(Int64(held.rule)), .text("\(held.passing.tap)"), .instant(held.since),
          .packet(held.passing.id), held.passing.message.map { .text($0.message) } ?? .none,
        ]
      })
  }
}
