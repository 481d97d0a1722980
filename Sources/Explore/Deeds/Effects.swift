import Base

/// What a deed makes of the reference: the rights that it changes, the weather that it brings, the views that it parts.
extension Reference {
  /// - Parameter now: when the deed was done; commands that take time have passed it already.
  mutating func suffer(_ deed: Deed, at now: Instant, until end: Instant) {
    switch deed {
    case .probe, .insist, .run, .authorize, .foreignSource, .fault: break
    case .revoke(let resource, let client, _): doubt(client, resource, since: now)
    case .expire(let resource, let client, let span): doubt(client, resource, since: now + (span ?? .zero))
    case .addPolicy, .deletePolicies, .enablePolicies: change(policies: deed, at: now)
    case .filter(let name, let openings): change(at: now) { $0.resources.update(name) { $0.filters = openings } }
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
    case .restart(let node, _) where node == terrain.portal:
      upset([node] + terrain.clients + terrain.allGateways, until: now + .seconds(10))
    case .restart(let node, let kill):
      upset([node], until: now + (kill ? Law.silentPeer : .seconds(10)))
      weather.start(node)
    case .stop(let node, _):
      upset([node], until: now + Law.silentPeer)
      weather.stop(node)
    case .start(let node):
      let isPortal = node == terrain.portal
      upset(
        isPortal ? [node] + terrain.clients + terrain.allGateways : [node],
        until: now + (isPortal ? Law.channel : .seconds(10)))
      weather.start(node)
    case .sleep(let node, _): upset([node], until: end + Law.channel)
    case .partition(let a, let b): weather.cut(a, b)
    case .loss(let link, let percent):
      if percent == 0 { calmDown(at: now) }
      weather.lose(on: link, percent > 0)
    case .heal:
      if !weather.cuts.isEmpty { calmDown(at: now) }
      weather.healCuts()
    case .deauthorize(let resource, _, _, _):
      change(policies: .enablePolicies(resource, false), at: now)
      calmDown(at: end)
    case .rule: weather.addRule()
    case .endRules:
      calmDown(at: now)
      weather.removeRules()
    case .settle: settle(at: now)
    default: break
    }
  }

  /// Nothing is foretold for a while, and afterwards the first results may be failures.
  private mutating func upset(_ nodes: [String], until time: Instant) {
    weather.noteFoul()
    weather.unsettle(nodes, until: time)
    let clients = nodes.filter { terrain.clients.contains($0) }
    for client in clients.count < nodes.count ? terrain.clients : clients { doubt(client, since: .zero) }
  }

  private mutating func calmDown(at now: Instant) {
    upset([terrain.portal] + terrain.clients + terrain.allGateways, until: now + Law.channel)
  }

  private mutating func settle(at now: Instant) {
    for client in terrain.clients where weather.isFoul { doubt(client, since: .zero) }
    weather.settle()
  }
}
