import Access
import Base
import HostStack
import Lab
import Wire

/// A client's system on the network that it is in, beside the tunnel: what its applications reach without one.
struct OpenSide: Sendable {
  private var stack: Boxed<Host>
  var fragments = Reassembly()

  init(_ host: Host) { stack = Boxed(host) }

  var host: Host { stack.value }

  mutating func change(_ body: (inout Host) -> Void) { stack.update(body) }
}

// How a world runs what clients do beside the tunnel.

extension World {
  /// Starts an application that uses the client's own network: its addresses there, and the name servers there.
  mutating func open(beside app: AppID, _ request: AppRequest, on name: String, into trace: inout Trace) {
    if clients[name]?.openSide == nil {
      let host = Host(name: name, addresses: [], services: [], chance: chance.stream(name).stream("beside the tunnel"))
      clients.update(name) { $0.openSide = OpenSide(host) }
    }
    drive(openSideOf: name, .addresses(addresses(of: name)), into: &trace)
    drive(openSideOf: name, .resolver(systemResolver(of: name)), into: &trace)
    drive(openSideOf: name, .open(app, request), into: &trace)
  }

  mutating func drive(openSideOf name: String, _ input: Host.Input, into trace: inout Trace) {
    runOpenSide(of: name, into: &trace) { $0.handle(input, at: $1, into: &$2) }
  }

  mutating func wakeOpenSide(of name: String, into trace: inout Trace) {
    guard clients.read(name, { $0.openSide != nil }) == true else { return }
    runOpenSide(of: name, into: &trace) { $0.wake(at: $1, into: &$2) }
  }

  private mutating func runOpenSide(
    of name: String, into trace: inout Trace, _ body: (inout Host, Instant, inout Outbox<Host.Output>) -> Void
  ) {
    let outputs: [Host.Output] = outputs { world, out in
      let now = world.now
      _ = world.clients.update(name) { $0.openSide?.change { body(&$0, now, &out) } }
    }
    for output in outputs {
      switch output {
      case .packet(let packet, let id): pass(packet, id, at: Tap(name, .net), out: true, into: &trace)
      // Nobody in a lab owns a stream of a host.
      case .stream: break
      case .event(let event): note(event, of: name, .client, into: &trace)
      }
    }
    rearm(AccessClient.self, name, trace)
  }

  /// A packet for the client's own system, whole or a part of one.
  mutating func take(open packet: IPPacket, _ id: PacketID, at name: String, into trace: inout Trace) {
    guard life(of: name) == .running else { return drop(id, of: name, into: &trace) }
    guard clients[name]?.openSide != nil else {
      return lose(open: id, "no-socket", at: name, into: &trace)
    }
    trace.move(id, to: .delivered)
    let now = now
    let whole = clients.update(name) { $0.openSide?.fragments.whole(packet, at: now) } ?? nil
    if let whole { drive(openSideOf: name, .packet(whole, id), into: &trace) }
  }
}

extension Reassembly {
  /// The packet, or the one that it completes; nil for a part of one that has others to come.
  mutating func whole(_ packet: IPPacket, at now: Instant) -> IPPacket? {
    guard packet.isFragment else { return packet }
    var failed: [ReassemblyFailure] = []
    _ = expire(at: now)
    guard case .whole(let bytes) = add(packet.bytes, at: now, failed: &failed) else { return nil }
    return try? IPPacket(bytes)
  }
}
