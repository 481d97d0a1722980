import Base
import Lab
import Report

/// How one side came to its path to a peer, or to none: what became of each pair of addresses until an event.
struct PathStory {
  fileprivate struct Pair {
    let kinds: String
    let local: String
    let remote: String
    let priority: Fact
    var fate = "no answer yet"
    var hasAnswered = false
  }

  private let record: TraceRecord
  private var pairs: [Pair] = []
  private var candidates: [String] = []
  private var relays: [(name: String, fate: String)] = []

  /// nil for events that are not about a path.
  init?(_ record: TraceRecord, in trace: [TraceRecord]) {
    let isEnd = record.kind == "connection" && record["state"] == .text("failed")
    guard record.kind == "ice.nominated" || isEnd else { return nil }
    self.record = record
    let before = trace.prefix(record.n).filter { $0.node == record.node }
    let began = before.last {
      $0.kind == "connection" && $0["peer"] == record["peer"] && $0["state"] == .text("connecting")
    }
    for other in before {
      if other.kind.hasPrefix("turn.") { note(relay: other) }
      if other.n >= began?.n ?? 0, other["peer"] == record["peer"] { note(other) }
    }
    pairs.sort { a, b in a.rank > b.rank }
  }

  private mutating func note(relay event: TraceRecord) {
    let name = event.text("relay")
    relays.removeAll { $0.name == name }
    relays.append((name, event.kind == "turn.failed" ? "failed: \(event.text("reason"))" : "lends an address"))
  }

  private mutating func note(_ event: TraceRecord) {
    switch event.kind {
    case "ice.candidate": candidates.append("\(event.text("change")): \(event.text("candidates"))")
    case "ice.pair", "ice.nominated":
      let (local, remote) = (event.text("local"), event.text("remote"))
      let known = pairs.firstIndex { $0.local == local && $0.remote == remote }
      if known == nil {
        pairs.append(
          Pair(kinds: event.text("pair"), local: local, remote: remote, priority: event["priority"] ?? .none))
      }
      note(event, of: known ?? pairs.count - 1)
    default: break
    }
  }

  private mutating func note(_ event: TraceRecord, of i: Int) {
    switch event.text("state") {
    case "succeeded":
      pairs[i].fate = "answered after \(event.text("after"))"
      pairs[i].hasAnswered = true
    case "failed":
      pairs[i].fate = "failed: \(event.text("reason"))"
      pairs[i].hasAnswered = false
    case "suspected":
      pairs[i].fate = "does not answer any more"
      pairs[i].hasAnswered = false
    default: break
    }
  }

  private var chosen: Int? {
    pairs.firstIndex { $0.local == record.text("local") && $0.remote == record.text("remote") }
  }

  /// Nothing is said of how a pair came to be; what counts is which answered, and which goes first.
  var lines: [String] { record.kind == "ice.nominated" ? nomination : failure }

  private var nomination: [String] {
    guard let chosen else { return [] }
    let better = pairs[..<chosen]
    let answering = pairs.count { $0.hasAnswered }
    let reason =
      better.isEmpty
      ? "it goes before all others" : "of the \(better.count) that go before it none answers"
    return ["chosen among \(pairs.count) pairs, of which \(answering) answered: \(reason)"] + rows(marking: chosen)
  }

  private var failure: [String] {
    let known = candidates.map { "  the peer's \($0)" } + relays.map { "  \($0.name) \($0.fate)" }
    switch record.text("reason") {
    case "no-candidates":
      return ["no pair of addresses was formed in time; what was known:"] + (known.isEmpty ? ["  nothing"] : known)
    case "ice-timeout": return ["no pair of addresses answers any more:"] + rows(marking: nil) + known
    default: return ["there was a path, and WireGuard's handshake got no answer on it:"] + rows(marking: nil)
    }
  }

  private func rows(marking chosen: Int?) -> [String] {
    pairs.indices.map { i in
      let pair = pairs[i]
      return "  \(i == chosen ? "→" : " ") \(pair.kinds)  \(pair.local) to \(pair.remote): \(pair.fate)"
    }
  }
}

extension PathStory.Pair {
  fileprivate var rank: Int64 { if case .number(let priority) = priority { priority } else { 0 } }
}
