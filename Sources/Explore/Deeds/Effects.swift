import Base

/// What a deed makes of the reference: the rights that it changes, the weather that it brings, the views that it parts.
extension Reference {
  /// - Parameter now: when the deed was done; commands that take time have passed it already.
  mutating func suffer(_ deed: Deed, at now: Instant, until end: Instant) {
    switch deed {
    case .probe, .insist, .run, .foreignSource, .forged, .fault: break
    case .lone: weather.countRule()
    case .flood: unsettleBriefly(at: end)
    case .authorize(let resource, let client, _): noteTry(client, resource)
    case .revoke(let resource, let client, _):
      doubt(client, resource, since: now)
      tunnels.taint(client, resource)
    case .expire(let resource, let client, let span):
      doubt(client, resource, since: now + (span ?? .zero))
      tunnels.taint(client, resource)
    case .addPolicy, .deletePolicies, .enablePolicies: change(policies: deed, at: now)
    case .filter(let name, let openings): change(at: now) { $0.resources.update(name) { $0.filters = openings } }
    case .missedFilter(let name, _, let client, _):
      weather.countRule()
      doubt(client, name, since: now)
      tunnels.taint(client, name)
      unsettleBriefly(at: end)
    case .addResource(let name, let holding): change(at: now) { $0.resources[name] = holding }
    case .deleteResource, .moveResource, .resite: change(resources: deed, at: now)
    case .member, .actor, .account, .verify, .revokeToken, .expireToken: change(people: deed, at: now)
    case .internet(let client, let on):
      change(at: now) { $0.clients.update(client) { $0.usesInternet = on } }
    // Sentinels change, and whatever was being asked is asked again.
    case .upstream, .search: weather.unsettle(terrain.clients, until: now + Law.told)
    case .resolvers(let client, _): weather.unsettle([client], until: now + Law.told)
    case .recovery(let signal): weather.recovers = signal != "off"
    default: suffer(weather: deed, at: now, until: end)
    }
  }

  private mutating func change(policies deed: Deed, at now: Instant) {
    switch deed {
    case .addPolicy(let clause, let span):
      var clause = clause
      clause.end = span.map { now + $0 }
      change(at: now) { $0.policies.append(clause) }
      doubtHour(of: clause)
    case .deletePolicies(let resource):
      change(at: now) { $0.policies.removeAll { $0.resource == resource } }
    case .enablePolicies(let resource, let on):
      change(at: now) { rights in
        for i in rights.policies.indices where rights.policies[i].resource == resource {
          rights.policies[i].isEnabled = on
        }
      }
      doubtAll(resource, since: now)
    default: break
    }
  }

  private mutating func change(resources deed: Deed, at now: Instant) {
    switch deed {
    case .deleteResource(let name):
      change(at: now) { rights in
        rights.resources[name] = nil
        rights.policies.removeAll { $0.resource == name }
      }
    case .moveResource(let name, let prefix):
      change(at: now) { $0.resources.update(name) { $0.target = .network(prefix) } }
    case .resite(let name, let site): change(at: now) { $0.resources.update(name) { $0.sites = [site] } }
    default: break
    }
  }

  private mutating func change(people deed: Deed, at now: Instant) {
    switch deed {
    case .member(let actor, let group, let isIn):
      change(at: now) { rights in
        var members = rights.groups[group] ?? []
        members.removeAll { $0 == actor }
        if isIn { members.append(actor) }
        rights.groups[group] = members
      }
      for client in rights.clients where client.value.actor == actor { doubt(client.key, since: now) }
    case .actor(let actor, let on):
      change(at: now) { rights in
        rights.disabledActors.removeAll { $0 == actor }
        if !on { rights.disabledActors.append(actor) }
      }
      for client in rights.clients where client.value.actor == actor { lockedOut(client.key, on, at: now) }
      if on { upset(clients(of: actor), until: now + .seconds(10)) }
    case .account(let on):
      change(at: now) { $0.isAccountDisabled = !on }
      for client in terrain.clients { lockedOut(client, on, at: now) }
      weather.unsettle(terrain.allGateways + [terrain.portal], until: now + (on ? Law.channel : .zero))
    case .verify(let client, let on):
      change(at: now) { $0.clients.update(client) { $0.isVerified = on } }
      doubt(client, since: now)
    case .revokeToken(let client): change(at: now) { $0.clients.update(client) { $0.tokenEnd = nil } }
    case .expireToken(let client, let span):
      change(at: now) { $0.clients.update(client) { $0.tokenEnd = now + span } }
      doubt(client, since: now)
      // What was granted before ends with it, whatever becomes of the token.
      doubt(client, since: now + span)
    default: break
    }
  }

  private func clients(of actor: String) -> [String] {
    rights.clients.filter { $0.value.actor == actor && !weather.stopped.contains($0.key) }.map(\.key)
  }

  /// A client that was refused with 401 is signed out (control plane §1.6): it tries again when somebody starts it anew.
  func signingIn(_ actor: String) -> String { clients(of: actor).map { "; restart \($0)" }.joined() }

  /// Let in again, a client has to come back first.
  private mutating func lockedOut(_ client: String, _ isBack: Bool, at now: Instant) {
    if isBack { weather.unsettle([client], until: now + Law.channel) }
    doubt(client, since: now)
  }

  private mutating func suffer(weather deed: Deed, at now: Instant, until end: Instant) {
    switch deed {
    case .roam(let client): upset([client], until: now + .seconds(10))
    case .restart(let node, _) where node == terrain.portal: startPortal(at: now, within: .seconds(10))
    case .restart(let node, _) where terrain.relays.contains(node):
      loseRelay(at: now)
      weather.start(node)
    case .restart(let node, let kill):
      upset([node], until: now + (kill ? Law.silentPeer : .seconds(10)))
      weather.start(node)
    case .stop(let node, _): stop(node, at: now)
    case .start(let node) where node == terrain.portal: startPortal(at: now, within: Law.channel)
    case .start(let node):
      if !terrain.relays.contains(node) { upset([node], until: now + .seconds(10)) }
      weather.start(node)
    case .deploy(let new, let old):
      for node in new { weather.start(node) }
      for node in old { stop(node, at: now) }
    case .rebootRelays: loseRelay(at: end)
    case .sleep(let node, _): upset([node], until: end + Law.channel)
    case .nat(let place, let kind):
      let nodes = terrain.shared[place] ?? [place]
      upset(nodes, until: now + Law.silentPeer)
      weather.block(nodes, kind == Deed.blockingNAT)
    default: suffer(network: deed, at: now, until: end)
    }
  }

  private mutating func suffer(network deed: Deed, at now: Instant, until end: Instant) {
    switch deed {
    case .partition(let a, let b): cut(a, b, at: now)
    case .heal: heal(at: now)
    case .shape(let link, let trouble):
      if !trouble.isHarmless, link == terrain.portal { tunnels.partFromPortal(at: now) }
      weather.shape(link, trouble)
      if disturbsAny { shake(terrain.ends, until: now) }
    case .unshape(let link):
      let wasLossy = weather.lossy.contains(link)
      weather.restore(link)
      if wasLossy { calmDown(at: now, shaking: link != terrain.portal) }
    case .deauthorize(let resource, _, _, _):
      change(policies: .enablePolicies(resource, false), at: now)
      calmDown(at: end)
    case .rule(let rule):
      weather.addRule(isHarmless: rule.isHarmless)
      if !rule.isHarmless { tunnels.partFromPortal(at: now) }
    case .endRules:
      if !weather.rules.allSatisfy(\.isHarmless) { calmDown(at: now, shaking: false) }
      weather.removeRules()
    case .settle: settle(at: now)
    default: break
    }
  }

  // What befalls the portal and relays, and tunnels only where they lead over a relay.

  private mutating func startPortal(at now: Instant, within span: Duration) {
    tunnels.partFromPortal(at: now)
    upset([terrain.portal] + terrain.ends, until: now + span, shaking: false)
    weather.start(terrain.portal)
  }

  private mutating func stop(_ node: String, at now: Instant) {
    weather.stop(node)
    if node == terrain.portal {
      tunnels.partFromPortal(at: now)
      upset([node], until: now + Law.silentPeer, shaking: false)
    } else if terrain.relays.contains(node) {
      loseRelay(at: now)
    } else {
      upset([node], until: now + Law.silentPeer)
    }
  }

  /// Whoever uses it finds another one.
  private mutating func loseRelay(at now: Instant) {
    weather.noteFoul()
    weather.unsettle(terrain.ends, until: now + Law.relayGone)
    for client in relayed { doubt(client, since: .zero) }
    shake(relayed, until: now + Law.relayGone)
  }

  private mutating func cut(_ a: String, _ b: String?, at now: Instant) {
    weather.cut(a, b)
    let isOfPortal = weather.cuts.contains { $0.touches([terrain.portal]) }
    if isOfPortal { tunnels.partFromPortal(at: now) }
    if weather.cuts.contains(where: { $0.touches(terrain.relays) }) { loseRelay(at: now) }
    if disturbsAny { shake(terrain.ends, until: now) }
  }

  private mutating func heal(at now: Instant) {
    guard !weather.cuts.isEmpty else { return }
    let disturbed = disturbsAny
    if weather.cuts.contains(where: { $0.touches(terrain.relays) }) { loseRelay(at: now) }
    weather.healCuts()
    calmDown(at: now, shaking: disturbed)
  }

  private var disturbsAny: Bool {
    weather.disturbsTunnels(except: terrain.relays + [terrain.portal], portal: terrain.portal)
  }

  /// Nothing is foretold for a while, and afterwards the first results may be failures.
  ///
  /// - Parameter shaking: tunnels, too.
  private mutating func upset(_ nodes: [String], until time: Instant, shaking: Bool = true) {
    weather.noteFoul()
    weather.unsettle(nodes, until: time)
    let clients = nodes.filter { terrain.clients.contains($0) }
    for client in clients.count < nodes.count ? terrain.clients : clients { doubt(client, since: .zero) }
    if shaking { shake(nodes, until: time) }
  }

  private mutating func calmDown(at now: Instant, shaking: Bool = true) {
    upset([terrain.portal] + terrain.ends, until: now + Law.channel, shaking: shaking)
  }

  /// Limits of the gateway fill again, and the client's pauses end.
  private mutating func unsettleBriefly(at end: Instant) {
    weather.unsettle(terrain.ends, until: end + Law.pause)
  }

  private mutating func settle(at now: Instant) {
    for client in terrain.clients where weather.isFoul { doubt(client, since: .zero) }
    if disturbsAny { shake(terrain.ends, until: now) }
    weather.settle()
    tunnels.settle()
  }
}
