import Base

// What befalls machines and networks.
extension DeedDrawing {
  mutating func internet() -> [Deed]? {
    let client = someClient()
    return [.internet(client, !(rights.clients[client]?.usesInternet ?? false)), pause()]
  }

  mutating func roaming() -> [Deed]? {
    let client = someClient()
    return reference.weather.stopped.contains(client) ? nil : [.roam(client), .run(pick([.seconds(1), .seconds(11)]))]
  }

  mutating func restart() -> [Deed]? {
    let node = pick(terrain.clients + terrain.allGateways + terrain.allGateways + [terrain.portal])
    return [
      .restart(node, kill: node != terrain.portal && oneIn(2)),
      .run(pick([.milliseconds(100), .seconds(3), .seconds(40)])),
    ]
  }

  mutating func stopping() -> [Deed]? {
    if let node = any(reference.weather.stopped) { return [.start(node), .run(pick([.seconds(1), .seconds(11)]))] }
    let node = pick(terrain.ends + [terrain.portal])
    return [.stop(node, kill: node != terrain.portal && oneIn(2)), .run(pick([.seconds(1), .seconds(60)]))]
  }

  mutating func sleeping() -> [Deed]? {
    let node = pick(terrain.clients + terrain.allGateways)
    let span = pick([Duration.seconds(5), .seconds(60), .seconds(600)])
    return reference.weather.stopped.contains(node) ? nil : [.sleep(node, span), .run(.seconds(1))]
  }

  mutating func partition() -> [Deed]? {
    guard reference.weather.cuts.isEmpty else { return [.heal, pause()] }
    let a = pick(terrain.ends + terrain.relays)
    let others = ([terrain.portal] + terrain.allGateways + terrain.relays).filter { $0 != a }
    return [.partition(a, oneIn(4) ? nil : pick(others)), pause()]
  }

  mutating func link() -> [Deed]? {
    if let link = any(reference.weather.lossy + reference.weather.odd) { return [.unshape(link), pause()] }
    let link = pick(terrain.ends + terrain.relays + [terrain.portal])
    return [.shape(link, pick(oneIn(2) ? LinkTrouble.harmless : LinkTrouble.foul)), pause()]
  }

  /// Whoever is behind it is somewhere else, and has to be found again.
  mutating func router() -> [Deed]? {
    let place = pick(terrain.ends)
    let run: Deed = .run(pick([.seconds(1), .seconds(11)]))
    if let (network, _) = terrain.shared.first(where: { $0.value.contains(place) }) {
      return [.nat(network, pick(NetworkDrawing.translating + [Deed.blockingNAT])), run]
    }
    guard !reference.weather.stopped.contains(place) else { return nil }
    return [.nat(place, pick(NetworkDrawing.kinds + ["none", Deed.blockingNAT])), run]
  }

  mutating func interference() -> [Deed]? {
    guard reference.weather.rules.isEmpty else { return [.endRules, pause()] }
    let messages = [
      "create_flow", "flow_created", "authorize_flow", "flow_authorized", "ice_candidates", "broadcast_ice_candidates",
    ]
    let verdict = pick(["drop", "delay 3s", "delay 500ms", "duplicate 2", "hold"])
    let rule = Deed.Interference(message: pick(messages), verdict: verdict, times: Int(1 + chance.below(3)))
    let probe = ProbeDrawing.probe(from: someClient(), reference, &chance)
    return [.rule(rule)] + (probe.map { [.probe($0)] } ?? [])
  }

  mutating func idle() -> [Deed]? { [.run(.seconds(360))] }

  mutating func recovery() -> [Deed]? { [.recovery(pick(["icmp", "control-event", "both", "off"])), pause()] }

  mutating func relays() -> [Deed]? {
    let running = terrain.relays.filter { !reference.weather.stopped.contains($0) }
    switch chance.below(5) {
    case 0 where reference.weather.cuts.isEmpty:
      return any(terrain.relays).map { [.partition($0, terrain.portal), .run(.seconds(5)), .heal, pause()] }
    case 1 where reference.weather.cuts.isEmpty && running.count == terrain.relays.count:
      return [.rebootRelays, pause()]
    case 2: return any(running).map { [.restart($0, kill: false), .run(pick([.seconds(1), .seconds(60)]))] }
    case 3: return any(running).map { [.stop($0, kill: false), .run(pick([.seconds(1), .seconds(60)]))] }
    default:
      // Those that run make room for those that do not; of four, first two of them.
      let new = terrain.relays.filter { !running.contains($0) }
      let old = new.isEmpty ? Array(running.prefix(running.count / 2)) : running
      guard running.count > 1 || !new.isEmpty else { return nil }
      return [.deploy(new, old), .run(.seconds(10))]
    }
  }

  /// What a gateway does not hear while it is away, it learns from its next `init`.
  mutating func deauthorizedApart() -> [Deed]? {
    guard let resource = someResource(), let gateway = gateway(of: resource), reference.weather.cuts.isEmpty,
      rights.policies.contains(where: { $0.resource == resource }),
      !reference.weather.stopped.contains(gateway)
    else { return nil }
    let probe = ProbeDrawing.probe(from: someClient(), to: resource, reference, &chance)
    return (probe.map { [.probe($0)] } ?? [])
      + [.deauthorize(resource, gateway: gateway, fromAll: oneIn(2), apart: pick([.seconds(5), .seconds(170)]))]
  }

  /// An access ends while the portal does not see its gateway: it comes by another gateway of the site.
  mutating func anotherGateway() -> [Deed]? {
    guard let resource = someResource(), let site = rights.resources[resource]?.sites.first,
      let gateways = terrain.gateways[site], gateways.count > 1, !reference.weather.isFoul
    else { return nil }
    let client = someClient()
    guard let probe = ProbeDrawing.probe(from: client, to: resource, reference, &chance) else { return nil }
    let others = (0..<2).compactMap { _ in ProbeDrawing.probe(from: client, reference, &chance) }
    return ([probe] + others).map(Deed.probe) + [.expire(resource, client: client, after: .seconds(55))]
      + [
        .partition(pick(gateways), terrain.portal), .run(.seconds(60)), .probe(probe), .run(.seconds(1)), .probe(probe),
        .heal,
      ]
  }
}
