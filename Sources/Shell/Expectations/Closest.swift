import Base
import Berkeley
import Lab
import Report
import Script
import Wire

/// The event that came nearest to what was expected, and the field in which it differs.
struct Closest {
  let record: TraceRecord
  let words: String

  var note: String {
    let packet = record.packet == .none ? "" : " p\(record.packet.number)"
    let tap = record.seen.map { " at \($0.tap)" } ?? ""
    return "closest: #\(record.n)\(packet)\(tap): \(words)"
  }
}

extension Session {
  func closest(to wanted: Wanted, after floor: EventNumber, _ evaluator: Evaluator) -> Closest? {
    var best: (record: TraceRecord, miss: Miss)?
    for record in stage.trace[min(floor, stage.trace.count)...] {
      guard let miss = miss(wanted, record, evaluator), miss.passed > best?.miss.passed ?? 0 else { continue }
      best = (record, miss)
    }
    return best.map { Closest(record: $0.record, words: $0.miss.words) }
  }

  private func miss(_ wanted: Wanted, _ record: TraceRecord, _ evaluator: Evaluator) -> Miss? {
    switch wanted.subject {
    case .pattern(let pattern, let tap): return miss(pattern, tap, record)
    case .event(let kind, let filter):
      guard record.kind == kind, let filter else { return nil }
      return eventMiss(filter, record, evaluator)
    case .sieve(let sieve, let tap): return miss(sieve, tap, record, evaluator)
    case .state: return nil
    }
  }

  private func miss(_ pattern: Pattern, _ tap: Tap?, _ record: TraceRecord) -> Miss? {
    switch pattern {
    case .packet(let pattern): return packetMiss(pattern, tap, record)
    case .message(let pattern):
      guard case .portalSent(let message) = record.what else { return nil }
      return pattern.miss(message)
    case .and(let a, let b):
      return a.matches(record) ? miss(b, tap, record)?.behind(parts: a.partCount) : miss(a, tap, record)
    case .or(let a, let b):
      let (first, second) = (miss(a, tap, record), miss(b, tap, record))
      return (second?.passed ?? -1) > (first?.passed ?? -1) ? second : first
    case .berkeley(let filter): return berkeleyMiss(filter, tap, record)
    case .not(let inner): return excluded(by: inner, tap, record)
    }
  }

  /// The parts of a filter that hold, and the first that does not.
  private func berkeleyMiss(_ filter: BerkeleyFilter, _ tap: Tap?, _ record: TraceRecord) -> Miss? {
    guard let seen = record.seen else { return nil }
    let isThere = tap == nil || seen.tap == tap
    if filter.matches(seen.packet.bytes) {
      return isThere ? nil : Miss(passed: 50, words: "this is it, but seen at \(seen.tap)")
    }
    let parts = filter.conjuncts
    let passed = parts.count { $0.matches(seen.packet.bytes) }
    guard isThere, passed > 0, let failing = parts.first(where: { !$0.matches(seen.packet.bytes) }) else { return nil }
    return Miss(passed: 100 + passed, words: "bpf `\(failing.text)` is false of \(Packet(seen.packet).summary)")
  }

  /// What is seen at the right tap and is what `not` leaves out.
  private func excluded(by pattern: Pattern, _ tap: Tap?, _ record: TraceRecord) -> Miss? {
    guard let seen = record.seen, tap == nil || seen.tap == tap, pattern.matches(record) else { return nil }
    return Miss(passed: 100, words: "`not` leaves it out: \(agreement(pattern, Packet(seen.packet)))")
  }

  /// In which respect a packet is what a pattern asks for.
  private func agreement(_ pattern: Pattern, _ packet: Packet) -> String {
    switch pattern {
    case .packet(let pattern): pattern.agreement(packet) ?? packet.summary
    case .berkeley(let filter): "bpf `\(filter.text)` is true of \(packet.summary)"
    case .and(_, let b): agreement(b, packet)
    case .or(let a, let b): agreement(a.matches(packet) ? a : b, packet)
    case .not, .message: packet.summary
    }
  }

  /// Patterns joined with conditions on the event.
  private func miss(_ sieve: Sieve, _ tap: Tap?, _ record: TraceRecord, _ evaluator: Evaluator) -> Miss? {
    switch sieve {
    case .pattern(let pattern): return miss(pattern, tap, record)
    case .condition(let expression):
      guard let seen = record.seen, tap == nil || seen.tap == tap else { return nil }
      return eventMiss(expression, record, evaluator)
    case .and(let a, let b):
      let holds = (try? passes(.host(EventValue(record: record)), a, evaluator)) ?? false
      return holds ? miss(b, tap, record, evaluator)?.behind(parts: a.partCount) : miss(a, tap, record, evaluator)
    case .or(let a, let b):
      let (first, second) = (miss(a, tap, record, evaluator), miss(b, tap, record, evaluator))
      return (second?.passed ?? -1) > (first?.passed ?? -1) ? second : first
    case .not: return nil
    }
  }

  /// A packet at another tap counts less than one at the right tap that is not quite the same.
  private func packetMiss(_ pattern: PacketPattern, _ tap: Tap?, _ record: TraceRecord) -> Miss? {
    guard let seen = record.seen else { return nil }
    let isThere = tap == nil || seen.tap == tap
    guard let miss = pattern.nearestMiss(pattern.looksInside ? opened(Packet(seen.packet)) : Packet(seen.packet)) else {
      return Miss(passed: 50, words: "this is it, but seen at \(seen.tap)")
    }
    guard isThere, miss.passed > 0 else { return nil }
    return Miss(passed: 100 + miss.passed, words: "\(miss)")
  }

  private func eventMiss(_ filter: Expression, _ record: TraceRecord, _ evaluator: Evaluator) -> Miss {
    let parts = filter.conjuncts
    let subject = Value.host(EventValue(record: record))
    let failing = parts.filter { (try? evaluator.condition($0, matching: subject)) != true }
    guard let first = failing.first else { return Miss(passed: parts.count, words: "") }
    var words = "`\(evaluator.sources.text(first.range))` is false"
    if case .binary(_, let left, _) = first.kind, let value = try? evaluator.value(of: left, matching: subject) {
      words = "\(evaluator.sources.text(left.range)) is \(value.literal)"
    }
    return Miss(passed: 1 + parts.count - failing.count, words: words)
  }
}

extension Pattern {
  /// How many parts `and` joins.
  fileprivate var partCount: Int { if case .and(let a, let b) = self { a.partCount + b.partCount } else { 1 } }
}

extension Sieve {
  /// How many parts `and` joins.
  fileprivate var partCount: Int {
    switch self {
    case .and(let a, let b): a.partCount + b.partCount
    case .pattern(let pattern): pattern.partCount
    case .condition, .or, .not: 1
    }
  }
}

extension Expression {
  /// The parts that `and` joins.
  var conjuncts: [Expression] {
    if case .binary(.and, let left, let right) = kind { left.conjuncts + right.conjuncts } else { [self] }
  }
}
