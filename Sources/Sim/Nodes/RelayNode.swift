import Access
import Base
import Lab
import Portal
import Traversal
import Wire

/// A TURN server on the internet, with its own connection to the portal.
struct RelayNode: Sendable {
  let name: String
  let id: RelayID
  let addresses: [IPAddress]
  var server: RelayServer
  var channel: Channel<ToRelay, FromRelay>
  var socket = PortalSocket()
  var state = NodeState()
  var armed: Instant?

  /// A process: what it lends, and the secret that its credentials are made of, are its own.
  init(_ node: Topology.Node, _ id: RelayID, generation: Int = 0, wall: WallClock, _ root: Chance) {
    (name, addresses) = (node.name, node.addresses)
    self.id = id
    let own = root.stream("relay " + node.name)
    let chance = generation == 0 ? own : own.stream("generation \(generation)")
    var drawn = chance.stream("secret")
    let secret = StampSecret(drawnFrom: &drawn)
    server = RelayServer(
      RelayPolicy([PublicAddresses(node.addresses)]), secret: secret, chance: chance.stream("server"), wall: wall)
    channel = Channel(
      chance: chance.stream("channel"), login: .relayJoin(stampSecret: secret.revealed),
      patience: PortalPatience.relay)
    state.generation = generation
  }

  var isJoined: Bool { channel.phase == .joined }
  var nextDeadline: Instant? { Instant.earlier(server.timers.next, channel.timers.next) }
}

extension PublicAddresses {
  init(_ addresses: [IPAddress]) {
    self.init(v4: nil)
    for address in addresses {
      switch address {
      case .v4(let address): v4 = address
      case .v6(let address): v6 = address
      }
    }
  }
}

/// How long a portal may be gone before a process gives up.
enum PortalPatience {
  /// A day, as in later versions; at the modelled commit a quarter of an hour, after which its supervisor starts it anew.
  static let relay: Duration? = nil
}

// How a world runs its relays.
extension World {
  mutating func drive(relay name: String, _ datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    let input = RelayServer.Input.datagram(datagram.payload, from: datagram.source, to: datagram.destination, id)
    run(relay: name, into: &trace) { $0.server.handle(input, at: $1, into: &$2) }
  }

  mutating func drive(
    relay name: String, _ input: Channel<ToRelay, FromRelay>.Input, into trace: inout Trace
  ) {
    let now = now
    let outputs = outputs { world, out in
      _ = world.relays.update(name) { $0.channel.handle(input, at: now, into: &out) }
    }
    obey(outputs, ofRelay: name, into: &trace)
    rearm(relay: name, trace)
  }

  mutating func wakeRelay(_ name: String, into trace: inout Trace) {
    let now = now
    guard relays.update(name, { $0.armed.comes(at: now) && $0.state.life == .running }) == true else { return }
    run(relay: name, into: &trace) { $0.server.wake(at: $1, into: &$2) }
    let outputs = outputs { world, out in
      _ = world.relays.update(name) { $0.channel.wake(at: now, into: &out) }
    }
    obey(outputs, ofRelay: name, into: &trace)
    rearm(relay: name, trace)
  }

  private mutating func run(
    relay name: String, into trace: inout Trace,
    _ body: (inout RelayNode, Instant, inout Outbox<RelayServer.Output>) -> Void
  ) {
    let outputs = outputs { world, out in
      let now = world.now
      _ = world.relays.update(name) { body(&$0, now, &out) }
    }
    for output in outputs {
      switch output {
      case .send(let datagram):
        send(
          datagram.payload, from: datagram.source, to: datagram.destination, datagram.packet, .notECT, by: name,
          into: &trace)
      // Whatever comes to a relay's addresses reaches it, whichever ports it has opened.
      case .open, .close: break
      case .event(let event):
        guard let report = RelayReport(event, clients: owners) else { continue }
        trace.record(.reported(report), at: now, node: name, packet: report.packet)
      }
    }
    rearm(relay: name, trace)
  }

  private mutating func obey(
    _ outputs: [Channel<ToRelay, FromRelay>.Output], ofRelay name: String, into trace: inout Trace
  ) {
    for output in outputs {
      switch output {
      case .open: obey(.open, of: name, into: &trace)
      case .close: obey(.close, of: name, into: &trace)
      case .text(let text): obey(.text(text), of: name, into: &trace)
      case .joined: tell(.joined, of: name, into: &trace)
      case .lost(let loss, _): tell(.lost(loss), of: name, into: &trace)
      case .refused(let reason): tell(.refused(reason: reason), of: name, into: &trace)
      case .ignored(let why): tell(.ignored(why), of: name, into: &trace)
      case .received, .sent: break
      }
    }
  }

  private func tell(_ fact: ChannelFact, of name: String, into trace: inout Trace) {
    trace.record(.reported(AccessReport(.channel(fact), names)), at: now, node: name)
  }

  mutating func rearm(relay name: String, _ trace: Trace) {
    guard let (armed, next, life) = relays.read(name, { ($0.armed, $0.nextDeadline, $0.state.life) }), life == .running
    else { return }
    let rearmed = arm(name, armed, next: next, trace)
    if rearmed != armed { relays.update(name) { $0.armed = rearmed } }
  }
}
