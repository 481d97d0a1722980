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
/// Whatever the weather, nothing gets through that no policy and no filter of the whole case would let through, and what
/// got through goes on doing so while nothing comes between the two ends (`Tunnels`).
struct Reference: Sendable {
  let terrain: Terrain
  private(set) var rights: Rights
  /// What held earlier, and until when.
  private var past: [(rights: Rights, until: Instant)] = []
  var weather = Weather()
  var tunnels = Tunnels()
  /// Clients of which some path leads over a relay, as they say themselves.
  var relayed: [String] = []
  private var doubts: [Doubt] = []
  /// What a client has tried to reach: only there it can have had an access.
  private var tried: [Pursuit] = []

  /// How long views may differ after what.
  enum Law {
    static let told: Duration = .seconds(2)
    static let recheck: Duration = .seconds(61)
    /// A gateway that is gone without a word: 15 s without an answer and 15 s of handshakes (data plane §7.3).
    static let silentPeer: Duration = .seconds(35)
    /// Three seconds until the portal tells of it, or seven until a node notices, and a new search for a path.
    static let relayGone: Duration = .seconds(45)
    /// The longest pause of a client between two requests.
    static let pause: Duration = .seconds(61)
    /// Four heartbeats, the longest backoff and a join, with time to spare.
    static let channel: Duration = .seconds(300)
  }

  private struct Pursuit: Hashable, Sendable {
    let client: String
    let resource: String
  }

  /// A client and a resource whose views may differ until a result is as foretold.
  private struct Doubt: Sendable {
    let pursuit: Pursuit
    let since: Instant
    /// Only an access that is there can come to its end.
    var isOfHour = false
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
    guard rights != old else { return }
    past.append((old, now))
    tunnels.changeRights(at: now, isHeard: isCalm(at: terrain.ends, now))
  }

  /// - Parameter resource: nil for all of them.
  mutating func doubt(_ client: String, _ resource: String? = nil, since: Instant, isOfHour: Bool = false) {
    for name in resource.map({ [$0] }) ?? rights.resources.keys {
      doubts.append(Doubt(pursuit: Pursuit(client: client, resource: name), since: since, isOfHour: isOfHour))
    }
  }

  /// Whatever could differ has had its time: from now on results are exact.
  mutating func trust(_ client: String, at now: Instant) {
    doubts.removeAll { $0.pursuit.client == client && $0.since <= now }
  }

  mutating func doubtAll(_ resource: String? = nil, since: Instant) {
    for client in terrain.clients { doubt(client, resource, since: since) }
  }

  /// What a policy grants ends with it, and what another one grants is asked for anew.
  mutating func doubtHour(of clause: Rights.Clause) {
    guard let hour = clause.hour else { return }
    for client in terrain.clients { doubt(client, clause.resource, since: hour, isOfHour: true) }
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
    // By another way something may come to the same, or to a request that is refused.
    var isTold = true
    let ways = foretelling(rights, at: now).ways(of: probe)
    for earlier in past where earlier.until > now.earlier(by: Law.told) {
      let earlier = foretelling(earlier.rights, at: now)
      exact += earlier.outcomes(of: probe)
      isTold = isTold && earlier.ways(of: probe) == ways
    }
    if rights.policies.contains(where: \.isTimed) || isExpiring(probe.client, at: now) {
      exact += foretelling(rights, at: now.earlier(by: Law.recheck)).outcomes(of: probe)
    }
    let isKnown = isTold && exact.allSatisfy(settled.contains)
    if isTold, isSettled(probe, at: now) {
      if isKnown { return Foretold(settled, isExact: true) }
      // The client believes in an access that the portal will not give any more, and is told so when it asks.
      if rights.admits(probe.client, at: now), !exact.contains(.silence), probe.hearsAll {
        return Foretold(exact + [.prohibited, .unreachable], isExact: false)
      }
    }
    if isKnown, settled.allSatisfy(\.isThrough), isEstablished(probe, at: now) {
      return Foretold(settled, isExact: true)
    }
    let through = Outcome.allCases.filter { $0.isThrough && mayEver(probe, at: now) }
    return Foretold(through + Outcome.failures, isExact: false)
  }

  /// Its token has just run out, or just come.
  private func isExpiring(_ client: String, at now: Instant) -> Bool {
    rights.admits(client, at: now) != rights.admits(client, at: now.earlier(by: Law.recheck))
  }

  private func isSettled(_ probe: Probe, at now: Instant) -> Bool {
    let concerned = foretelling(rights, at: now).concerned(by: probe)
    let nodes = [probe.client, terrain.portal] + concerned.flatMap { gateways(of: $0.holding) }
    let isDoubted = doubts.contains { doubt in
      doubt.pursuit.client == probe.client && doubt.since <= now && (!doubt.isOfHour || tried.contains(doubt.pursuit))
        && concerned.contains { $0.name == doubt.pursuit.resource }
    }
    return !isDoubted && isCalm(at: nodes, now)
  }

  private func gateways(of holding: Rights.Holding) -> [String] {
    holding.sites.flatMap { terrain.gateways[$0] ?? [] }
  }

  private func isCalm(at nodes: [String], _ now: Instant) -> Bool {
    weather.isCalm(at: nodes, portal: terrain.portal, relays: terrain.wideRelays, now)
  }

  /// Whether the probe goes the way of one that got through, and nothing has come between since.
  private func isEstablished(_ probe: Probe, at now: Instant) -> Bool {
    guard let (resource, _) = way(of: probe, at: now), !disturbsTunnels,
      let since = tunnels.established(probe.client, resource)
    else { return false }
    return !doubts.contains { doubt in
      doubt.pursuit == Pursuit(client: probe.client, resource: resource) && since <= doubt.since && doubt.since <= now
    }
  }

  private var disturbsTunnels: Bool {
    weather.disturbsTunnels(except: terrain.relays + [terrain.portal], portal: terrain.portal)
  }

  /// The one resource that a probe can go by; nil where nobody can tell.
  private func way(of probe: Probe, at now: Instant) -> (resource: String, holding: Rights.Holding)? {
    if case .dig = probe.program { return nil }
    let concerned = foretelling(rights, at: now).concerned(by: probe)
    guard concerned.count == 1, let (resource, holding) = concerned.first else { return nil }
    if case .name = probe.goal {
      guard case .name = holding.target else { return nil }
    }
    return (resource, holding)
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
    let pursuit = Pursuit(client: probe.client, resource: concerned[0])
    doubts.removeAll { $0.pursuit == pursuit && $0.since <= now }
    if let (resource, holding) = way(of: probe, at: now), !disturbsTunnels {
      tunnels.establish(probe.client, resource, ends: [probe.client] + gateways(of: holding), at: now)
    }
    return true
  }

  /// Every try may bring an access about.
  mutating func noteTry(_ probe: Probe, at now: Instant) {
    for (resource, _) in foretelling(rights, at: now).concerned(by: probe) {
      let pursuit = Pursuit(client: probe.client, resource: resource)
      if !tried.contains(pursuit) { tried.append(pursuit) }
    }
  }

  mutating func noteTry(_ client: String, _ resource: String) {
    let pursuit = Pursuit(client: client, resource: resource)
    if !tried.contains(pursuit) { tried.append(pursuit) }
  }

  /// The nodes' tunnels may break.
  mutating func shake(_ nodes: [String], until time: Instant) {
    let (rights, terrain) = (rights, terrain)
    tunnels.shake(nodes, until: time) { resource in
      (rights.resources[resource]?.sites ?? []).contains { site in
        terrain.gateways[site]?.contains { nodes.contains($0) } ?? false
      }
    }
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
