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
  private(set) var relay: AccessRelay
  let local: LocalRelay
  var socket = PortalSocket()
  var state = NodeState()
  var armed: Instant?
  /// What the machine is told, where somebody records it.
  var tape: Tape?

  /// A process: what it lends, and the secret that its credentials are made of, are its own.
  init(_ node: Topology.Node, _ id: RelayID, generation: Int = 0, wall: WallClock, _ root: Chance) {
    (name, addresses) = (node.name, node.addresses)
    self.id = id
    let own = root.stream("relay " + node.name)
    let chance = generation == 0 ? own : own.stream("generation \(generation)")
    var drawn = chance.stream("secret")
    local = LocalRelay(
      RelayPolicy([PublicAddresses(node.addresses)]), secret: StampSecret(drawnFrom: &drawn), wall: wall,
      chance: chance, patience: PortalPatience.relay)
    relay = AccessRelay(local)
    state.generation = generation
  }

  var isJoined: Bool { relay.isJoined }
  var nextDeadline: Instant? { relay.nextDeadline }

  mutating func handle(_ input: AccessRelay.Input, at now: Instant, into out: inout Outbox<AccessRelay.Output>) {
    Tape.run(&tape, &relay, input.call, at: now, into: &out) { $0.handle(input, at: now, into: &$1) }
  }

  mutating func wake(at now: Instant, into out: inout Outbox<AccessRelay.Output>) {
    Tape.run(&tape, &relay, .wake, at: now, into: &out) { $0.wake(at: now, into: &$1) }
  }
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
    let (from, to) = (datagram.source, datagram.destination)
    drive(relay: name, .datagram(datagram.payload, from: from, to: to, id), into: &trace)
  }

  mutating func drive(relay name: String, _ input: AccessRelay.Input, into trace: inout Trace) {
    run(relay: name, into: &trace) { $0.handle(input, at: $1, into: &$2) }
  }

  mutating func wakeRelay(_ name: String, into trace: inout Trace) {
    let now = now
    guard relays.update(name, { $0.armed.comes(at: now) && $0.state.life == .running }) == true else { return }
    run(relay: name, into: &trace) { $0.wake(at: $1, into: &$2) }
  }

  private mutating func run(
    relay name: String, into trace: inout Trace,
    _ body: (inout RelayNode, Instant, inout Outbox<AccessRelay.Output>) -> Void
  ) {
    let outputs = outputs { world, out in
      let now = world.now
      _ = world.relays.update(name) { body(&$0, now, &out) }
    }
    for output in outputs { obey(output, ofRelay: name, into: &trace) }
    rearm(relay: name, trace)
  }

  private mutating func obey(_ output: AccessRelay.Output, ofRelay name: String, into trace: inout Trace) {
    switch output {
    case .portal(let wish): obey(wish, of: name, into: &trace)
    case .datagram(let datagram):
      send(
        datagram.payload, from: datagram.source, to: datagram.destination, datagram.packet, .notECT, by: name,
        into: &trace)
    // Whatever comes to a relay's addresses reaches it, whichever ports it has opened.
    case .open, .close: break
    case .event(let event):
      guard let report = RelayReport(event, clients: owners) else { return }
      trace.record(.reported(report), at: now, node: name, packet: report.packet)
    case .channel(let fact):
      trace.record(.reported(AccessReport(.channel(fact), names)), at: now, node: name)
    }
  }

  mutating func rearm(relay name: String, _ trace: Trace) {
    guard let (armed, next, life) = relays.read(name, { ($0.armed, $0.nextDeadline, $0.state.life) }), life == .running
    else { return }
    let rearmed = arm(name, armed, next: next, trace)
    if rearmed != armed { relays.update(name) { $0.armed = rearmed } }
  }
}
