import Base
import Portal
import Wire

/// Whether the client's process does anything.
package enum ClientLife: Hashable, Sendable {
  case running
  /// Shut down in order: `start` begins again.
  case stopped
  /// An assertion did not hold. Only another process, a new `AccessClient`, can go on.
  case crashed(String)
}

extension AccessClient.Input {
  /// Whether the input is heard although the client does not run.
  var countsAlways: Bool {
    switch self {
    case .setFlag, .setQuirk: true
    default: false
    }
  }
}

extension AccessClient {
  /// What reaches a client that does not run.
  func ignore(_ input: Input, into out: inout Outbox<Output>) {
    switch input {
    case .packet(_, let id), .datagram(_, from: _, to: _, let id, ecn: _): out.put(.event(.dropped(id, .notRunning)))
    default: break
    }
  }

  /// The portal and the gateways learn that the client goes away; what it knows of names and resources stays.
  mutating func shutDown(at now: Instant, into out: inout Outbox<Output>) {
    for gateway in gateways.peers.keys { leave(gateway, at: now, into: &out) }
    abandonWork(.notRunning, at: now, into: &out)
    leaveRelays(at: now, into: &out)
    leavePortal(into: &out)
    life = .stopped
    out.put(.event(.stopped))
  }

  /// The process ends where it stands: nobody is told.
  mutating func crash(_ assertion: String, at now: Instant, into out: inout Outbox<Output>) {
    out.put(.event(.crashed(assertion)))
    for gateway in gateways.peers.keys { forget(gateway, into: &out) }
    abandonWork(.notRunning, at: now, into: &out)
    relays = Relays(local)
    leavePortal(into: &out)
    life = .crashed(assertion)
  }

  /// Every packet that waits for something is accounted for.
  private mutating func abandonWork(_ drop: AccessDrop, at now: Instant, into out: inout Outbox<Output>) {
    for resource in asking.pending.resources { release(resource, drop, at: now, into: &out) }
    for id in translations.clear() { out.put(.event(.dropped(id, drop))) }
    names.queries.clear()
    names.streams = ResolverStreams(chance: local.chance.stream("streams of another start"))
  }

  private mutating func leavePortal(into out: inout Outbox<Output>) {
    out.put(.portal(.close))
    channel = Channel(chance: local.chance.stream("channel of another start"))
  }
}
