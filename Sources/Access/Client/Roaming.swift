import Base
import Cipher
import Portal
import WireGuard

extension AccessClient {
  /// Begins again on another network: connections, keys and what gateways know of names are void; resources, names
  /// and waiting packets stay, so that applications notice nothing but a pause.
  ///
  /// Gateways are not told: a goodbye would end what they hold for the flows that are to go on.
  mutating func roam(to sockets: [Endpoint], at now: Instant, into out: inout Outbox<Output>) {
    out.put(.event(.roamed))
    let served = gateways.gatewayOf.keys
    let waited = quirks[.retryByTrafficOnly] ? translations.clear() : translations.roam()
    for id in waited { out.put(.event(.dropped(id, .roamed))) }
    for gateway in gateways.peers.keys {
      forget(gateway, into: &out)
      out.put(.event(.connection(.gateway(gateway), .closed, nil)))
    }
    // An answer to the old key is of no use, and will not come: the portal connection is another one.
    asking.pending.holdAll()
    names.queries.clear(where: \.isOnItsWay)
    local = local.roamed(to: sockets)
    names.streams.resetTunnel(chance: local.chance.stream("streams"))
    relays = Relays(local)
    relays.retriesDead = !quirks[.forgetDeadRelays]
    gateways.begin(with: Demultiplexer(keys: local.keys, chance: local.chance))
    if quirks[.forgetGatewaysOnRoam] { gateways.forgetPreferences() }
    drive(Channel.Input.connect, at: now, into: &out)
    // Gateways do not know where we are now, and whoever only listens, as in a download, sends nothing that would ask.
    guard !quirks[.retryByTrafficOnly] else { return }
    for resource in served { ask(for: resource, because: .roamed, at: now, into: &out) }
  }
}

extension LocalNode {
  /// The same node elsewhere: a new key, by which nobody can follow it, and chance of its own.
  func roamed(to sockets: [Endpoint]) -> LocalNode {
    let next = chance.stream("roamed")
    var key = next.stream("key")
    return LocalNode(keys: StaticKeys(PrivateKey(drawnFrom: &key)), sockets: sockets, wall: wall, chance: next)
  }
}
