import Base
import Lab
import Report

/// The chain of causes of an event, back to the operator.
enum Causes {
  /// The event first, then its cause, and so on.
  static func chain(of number: EventNumber, in trace: [TraceRecord]) -> [TraceRecord] {
    var chain: [TraceRecord] = []
    var next = number
    while next >= 1, next <= trace.count {
      let record = trace[next - 1]
      chain.append(record)
      // Causes come first: anything else would be a circle.
      guard record.cause < next else { break }
      next = record.cause
    }
    return chain
  }

  /// The chain as it is told. In one step a node does several things one after the other, and each follows from the one
  /// before; what it sent meanwhile to others is no cause of what came next, and is left out.
  static func told(of number: EventNumber, in trace: [TraceRecord]) -> [TraceRecord] {
    let chain = chain(of: number, in: trace)
    return zip(chain.indices, chain).filter { i, record in
      i == 0 || !emissions.contains(record.kind) || !isSameStep(record, chain[i - 1])
    }.map(\.1)
  }

  private static let emissions: Set = ["wire.sent", "portal.sent", "wg.keepalive", "ice.candidate", "ice.pair"]

  private static func isSameStep(_ cause: TraceRecord, _ effect: TraceRecord) -> Bool {
    effect.cause == effect.n - 1 && cause.node == effect.node && cause.t == effect.t
  }

  /// The event that made the rule by which a gateway refused a packet: what last took the access away, or what last
  /// changed the filters.
  static func rule(behind refusal: TraceRecord, in trace: [TraceRecord]) -> TraceRecord? {
    guard refusal.kind == "filtered" else { return nil }
    let kinds: [String] =
      switch refusal.text("reason") {
      case "filter": ["filters", "authorization.added"]
      case "not-authorized": ["authorization.removed", "authorization.expired"]
      default: []
      }
    // The gateway knows no resource for what nobody may reach; the client knew which one it meant.
    let meant = trace.first { $0.packet == refusal.packet && $0.kind == "route" }?["resource"]
    let (client, resource) = (refusal["client"], refusal["resource"] ?? meant)
    return trace.prefix(refusal.n).last { record in
      kinds.contains(record.kind) && record.node == refusal.node && fits(record["client"], client)
        && fits(record["resource"], resource)
    }
  }

  /// The event that made the rule which was applied; the command of what was edited by hand.
  static func making(of applied: TraceRecord, in trace: [TraceRecord]) -> TraceRecord? {
    if case .ruled(let ruling) = applied.what, let command = ruling.command {
      return command <= trace.count ? trace[command - 1] : nil
    }
    return trace.prefix(applied.n).last { $0.kind == "rule.added" && $0["rule"] == applied["rule"] }
  }

  private static func fits(_ a: Fact?, _ b: Fact?) -> Bool {
    guard let a, let b, a != .none, b != .none else { return true }
    return a == b
  }

  /// One line of the chain.
  static func line(_ record: TraceRecord) -> String {
    let fields = record.fields.filter { $0.value != .none }.prefix(6).map { "\($0.name)=\($0.value.brief)" }
    let packet = record.packet == .none ? "" : " p\(record.packet.number)"
    if case .command(let text) = record.what { return "#\(record.n) \(record.t.text) command: \(text)" }
    return "#\(record.n) \(record.t.text) \(record.node) \(record.kind)\(packet) \(fields.joined(separator: " "))"
  }
}

extension Fact {
  /// A value that fits into a line beside others; `show #57` has it whole.
  fileprivate var brief: String {
    let word = word
    return word.count > 72 ? "\(word.prefix(64))…\(word.hasSuffix("\"") ? "\"" : "")" : word
  }
}
