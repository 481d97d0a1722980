import Access
import Base
import Traversal
import WireGuard

// What is told of a connection: its path, and all that the search for it knows.

extension Connection {
  package func stateRecord(_ names: NameBook) -> State {
    .record([
      .init("state", state.rawValue), .init("path", path?.words(relay.map(names.name)) ?? "none"),
      .init("relay", relay.map { .text(names.name($0)) } ?? .none),
      .init("local", path.map { .endpoint($0.local) } ?? .none),
      .init("remote", path.map { .endpoint($0.remote) } ?? .none),
      .init("summary", summary),
      .init("candidates", .list(remoteCandidates.map { .text($0.text) })),
      .init("own_candidates", .list(localCandidates.map { .text($0.text) })),
      .init("role", role == .controlling ? "controlling" : "controlled"),
      .init("search", agent.state.rawValue), .init("pairs", pairs), .init("timers", timers),
      .init("unsent", Fact(unsent.count)),
    ])
  }

  /// What one line of a table has room for.
  private var summary: State {
    let answering = agent.pairs.count { $0.hasSucceeded && $0.checks.unanswered == 0 }
    let next = allTimers.min { $0.at < $1.at }
    return .record([
      .init("candidates", .text("\(localCandidates.count) + \(remoteCandidates.count)")),
      .init("pairs", .text("\(answering) of \(agent.pairs.count)")),
      .init("round_trip", agent.selectedPair.map { .duration($0.checks.roundTrip) } ?? .none),
      .init("next", next.map { .text("\($0.name) at \(($0.at - .zero).text)") } ?? .none),
    ])
  }

  private var pairs: State {
    .table(
      columns: ["pair", "local", "remote", "priority", "state", "round_trip", "answered", "unanswered"],
      rows: agent.pairs.map { checked in
        [
          .text(checked.pair.kinds), .endpoint(checked.base), .endpoint(checked.pair.remote.endpoint),
          .number(Int64(clamping: checked.pair.priority)), .text(words(checked)), .duration(checked.checks.roundTrip),
          checked.checks.lastAnswer.map { .instant($0) } ?? .none, .number(Int64(checked.checks.unanswered)),
        ]
      })
  }

  private func words(_ pair: CheckedPair) -> String {
    if pair.path == agent.selectedPair?.path { return "selected" }
    return pair.hasSucceeded ? "in reserve" : "asked"
  }

  private var timers: State {
    .table(columns: ["timer", "at"], rows: allTimers.map { [.text($0.name), .instant($0.at)] })
  }

  /// All waits by name: of the connection itself, of its agent, of its tunnel.
  private var allTimers: [(name: String, at: Instant)] {
    let ice = AgentTimer.allCases.compactMap { name in agent.timers[name].map { ("ice-" + "\(name)".kebab, $0) } }
    let wg = TunnelTimer.allCases.compactMap { name in tunnel.timers[name].map { ("wg-" + "\(name)".kebab, $0) } }
    return ownTimers + ice + wg
  }
}

extension String {
  /// `sessionEnd` as `session-end`.
  fileprivate var kebab: String { map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined() }
}

extension SelectedPath {
  /// `direct`, or the relay that the data goes over.
  package func words(_ relay: String?) -> String {
    switch (localKind, remoteKind) {
    case (.relayed, .relayed): "relayed by \(relay ?? "a relay") and the peer's"
    case (.relayed, _): "relayed by \(relay ?? "a relay")"
    case (_, .relayed): "relayed by the peer's relay"
    default: "direct"
    }
  }
}
