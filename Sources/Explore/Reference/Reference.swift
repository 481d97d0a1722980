import Base

/// The small model that real machines are held against: rights, the weather of the network, and where views may differ.
///
/// In a world at rest a result is foretold exactly. Everything else has a law that says for how long it may differ:
///
/// | after | what may differ | for how long |
/// | --- | --- | --- |
/// | a change in the portal | the old and the new answer, and any failure | `Law.told` |
/// | an hour that comes (windows, policies' ends) | the same | `Law.recheck`: the portal looks once a minute |
/// | a disturbance of machines or links | any failure | until it is over, and the node's bound after it |
/// | an access lost at the gateway, a peer that is gone | the first results, any failure | until one is as foretold |
///
/// Whatever the weather, nothing gets through that no policy and no filter of the whole case would let through.
struct Reference: Sendable {
  let terrain: Terrain
  private(set) var rights: Rights
  /// What held earlier, and until when.
  private var past: [(rights: Rights, until: Instant)] = []
  var weather = Weather()
  private var doubts: [Doubt] = []

  /// How long views may differ after what.
  enum Law {
    static let told: Duration = .seconds(2)
    static let recheck: Duration = .seconds(61)
    /// A gateway that is gone without a word: 15 s without an answer and 15 s of handshakes (data plane §7.3).
    static let silentPeer: Duration = .seconds(35)
    /// The longest pause of a client between two requests.
    static let pause: Duration = .seconds(61)
    /// Four heartbeats, the longest backoff and a join, with time to spare.
    static let channel: Duration = .seconds(300)
  }

  /// A client and a resource whose views may differ until a result is as foretold.
  private struct Doubt: Sendable {
    let client: String
    let resource: String
    let since: Instant
  }

  init(terrain: Terrain, rights: Rights) {
    (self.terrain, self.rights) = (terrain, rights)
    for clause in rights.policies { doubtHour(of: clause) }
  }
}

extension Reference {
  mutating func change(at now: Instant, _ body: (inout Rights) -> Void) {
    let old = rights
    body(&rights)
    if rights != old { past.append((old, now)) }
  }

  /// - Parameter resource: nil for all of them.
  mutating func doubt(_ client: String, _ resource: String? = nil, since: Instant) {
    for name in resource.map({ [$0] }) ?? rights.resources.keys {
      doubts.append(Doubt(client: client, resource: name, since: since))
    }
  }

  /// Whatever could differ has had its time: from now on results are exact.
  mutating func trust(_ client: String, at now: Instant) {
    doubts.removeAll { $0.client == client && $0.since <= now }
  }

  mutating func doubtAll(_ resource: String? = nil, since: Instant) {
    for client in terrain.clients { doubt(client, resource, since: since) }
  }

  /// What a policy grants ends with it, and what another one grants is asked for anew.
  mutating func doubtHour(of clause: Rights.Clause) {
    if let hour = clause.hour { doubtAll(clause.resource, since: hour) }
  }

  private func foretelling(_ rights: Rights, at time: Instant) -> Foretelling {
    Foretelling(
      terrain: terrain, rights: rights, time: time,
      gateways: terrain.allGateways.filter { !weather.stopped.contains($0) })
  }

  /// Which results a probe may have that begins now.
  func foretell(_ probe: Probe, at now: Instant) -> Foretold {
    guard !weather.stopped.contains(probe.client) else { return Foretold(Outcome.failures, isExact: true) }
    var exact = foretelling(rights, at: now).outcomes(of: probe)
    let settled = exact
    for earlier in past where earlier.until > now.earlier(by: Law.told) {
      exact += foretelling(earlier.rights, at: now).outcomes(of: probe)
    }
    if rights.policies.contains(where: \.isTimed) || isExpiring(probe.client, at: now) {
      exact += foretelling(rights, at: now.earlier(by: Law.recheck)).outcomes(of: probe)
    }
    if exact.allSatisfy(settled.contains), isSettled(probe, at: now) { return Foretold(settled, isExact: true) }
    let through = Outcome.allCases.filter { $0.isThrough && mayEver(probe, at: now) }
    return Foretold(through + Outcome.failures, isExact: false)
  }

  /// Its token has just run out, or just come.
  private func isExpiring(_ client: String, at now: Instant) -> Bool {
    rights.admits(client, at: now) != rights.admits(client, at: now.earlier(by: Law.recheck))
  }

  private func isSettled(_ probe: Probe, at now: Instant) -> Bool {
    let concerned = foretelling(rights, at: now).concerned(by: probe)
    let sites = concerned.flatMap(\.holding.sites)
    let nodes = [probe.client, terrain.portal] + sites.flatMap { terrain.gateways[$0] ?? [] }
    let isDoubted = doubts.contains { doubt in
      doubt.client == probe.client && doubt.since <= now && concerned.contains { $0.name == doubt.resource }
    }
    return !isDoubted && weather.isCalm(at: nodes, portal: terrain.portal, now)
  }

  /// Whether any rights of the case would have let the probe through, at whatever hour.
  private func mayEver(_ probe: Probe, at now: Instant) -> Bool {
    if case .dig = probe.program { return true }
    return (past.map(\.rights) + [rights]).contains { rights in
      foretelling(rights, at: now).concerned(by: probe).contains { $0.holding.lets(probe.traffic) }
    }
  }

  /// A probe that got through shows that the views agree.
  ///
  /// - Returns: whether it came out as in a world at rest.
  mutating func learn(from probe: Probe, _ outcome: Outcome, at now: Instant) -> Bool {
    let exact = foretelling(rights, at: now).outcomes(of: probe)
    guard exact.contains(outcome) else { return false }
    if case .dig = probe.program { return true }
    // Where several resources hold the goal, nobody can tell which of them it went by.
    let concerned = foretelling(rights, at: now).concerned(by: probe).map(\.name)
    guard outcome.isThrough, concerned.count == 1 else { return true }
    doubts.removeAll { $0.client == probe.client && $0.since <= now && $0.resource == concerned[0] }
    return true
  }
}

/// What a probe's result may be.
package struct Foretold: Hashable, Sendable {
  package let outcomes: [Outcome]
  /// The world is at rest: there is no other.
  package let isExact: Bool

  init(_ outcomes: [Outcome], isExact: Bool) {
    var kept: [Outcome] = []
    for outcome in outcomes where !kept.contains(outcome) { kept.append(outcome) }
    (self.outcomes, self.isExact) = (kept.sorted(), isExact)
  }

  /// While an application ran, the world may have come to foretell something else.
  func joined(with other: Foretold) -> Foretold {
    if self == other { return self }
    return Foretold(outcomes + other.outcomes + Outcome.failures, isExact: false)
  }
}

extension Instant {
  fileprivate func earlier(by span: Duration) -> Instant { self + (.zero - span) }
}
