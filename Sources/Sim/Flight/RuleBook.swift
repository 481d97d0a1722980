import Base
import Lab
import Wire
import WireGuard

/// The rules of a world, and what they hold.
struct RuleBook: Sendable {
  struct Entry: Sendable {
    let number: Int
    let rule: Rule
    /// How often it was applied.
    var applied = 0
    /// Of its own, so that one rule moves no draw of another.
    var chance: Chance

    var left: Int? { rule.times.map { $0 - applied } }
  }

  struct Held: Sendable {
    let number: Int
    let rule: Int
    let since: Instant
    let passing: Passing
  }

  /// A rule that matched, with the chance of this application.
  struct Applied {
    let rule: Int
    let verdict: Verdict
    var chance: Chance
  }

  private(set) var entries: [Entry] = []
  /// In the order in which they came.
  private(set) var held: [Held] = []
  /// Comes before all rules.
  var byHand = HandEdits()
  private var lastRule = 0
  private var lastHeld = 0
  private let chance: Chance

  init(chance: Chance) { self.chance = chance }

  var isEmpty: Bool { entries.isEmpty && byHand.isEmpty }

  mutating func add(_ rule: Rule) -> Int {
    lastRule += 1
    entries.append(Entry(number: lastRule, rule: rule, chance: chance.stream("rule \(lastRule)")))
    return lastRule
  }

  mutating func remove(_ number: Int) -> Bool {
    guard let i = entries.firstIndex(where: { $0.number == number }) else { return false }
    entries.remove(at: i)
    return true
  }

  /// The first rule that matches, counted as applied.
  ///
  /// - Parameter keys: open tunnel messages for rules that look inside.
  mutating func match(_ passing: Passing, _ keys: KeyRing) -> Applied? {
    var packet: IPPacket?
    for i in entries.indices where entries[i].rule.tap == passing.tap && entries[i].left != 0 {
      if let message = passing.message {
        guard entries[i].rule.pattern.matches(message) else { continue }
      } else {
        // A datagram is given its headers once, and only where a rule asks for them.
        packet = packet ?? passing.packet
        guard let packet, Self.matches(packet, entries[i].rule.pattern, keys) else { continue }
      }
      entries[i].applied += 1
      return Applied(
        rule: entries[i].number, verdict: entries[i].rule.verdict,
        chance: entries[i].chance.stream("\(entries[i].applied)"))
    }
    return nil
  }

  private static func matches(_ packet: IPPacket, _ pattern: Pattern, _ keys: KeyRing) -> Bool {
    pattern.looksInside ? pattern.matches(Packet(packet).opened(keys.open)) : pattern.matches(packet)
  }

  mutating func hold(_ passing: Passing, by rule: Int, at now: Instant) -> Int {
    lastHeld += 1
    held.append(Held(number: lastHeld, rule: rule, since: now, passing: passing))
    return lastHeld
  }

  /// Takes out what is held: all of it, or one thing; empty if there is none of this number.
  mutating func take(_ release: Release) -> [Held] {
    let taken =
      switch release {
      case .all: held
      case .one(let number): held.filter { $0.number == number }
      }
    held.removeAll { held in taken.contains { $0.number == held.number } }
    return taken
  }
}
