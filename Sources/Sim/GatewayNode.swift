import Access
import Base
import HostStack
import Lab
import Portal
import Wire

/// A gateway's machine: the access gateway between the internet and the resource network, and the machine's own network
/// stack, which answers at the gateway's tunnel addresses.
struct GatewayNode: Sendable {
  let name: String
  let id: GatewayID
  var access: AccessGateway
  var host: Host
  var socket = PortalSocket()
  var armed: Instant?

  var nextDeadline: Instant? { Instant.earlier(access.timers.next, host.timers.next) }
}

extension World {
  /// On the resource network, from a gateway to a host or back.
  static let lanLatency: Duration = .microseconds(200)

  mutating func drive(gateway name: String, _ input: AccessGateway.Input, into trace: inout Trace) {
    let outputs = outputs { world, out in
      world.gateways.update(name) { $0.access.handle(input, at: world.now, into: &out) }
    }
    obey(outputs, of: name, into: &trace)
    rearm(gateway: name, trace)
  }

  mutating func drive(hostOfGateway name: String, _ input: Host.Input, into trace: inout Trace) {
    let outputs = outputs { world, out in
      world.gateways.update(name) { $0.host.handle(input, at: world.now, into: &out) }
    }
    obey(outputs, ofHostOf: name, into: &trace)
    rearm(gateway: name, trace)
  }

  mutating func wakeGateway(_ name: String, into trace: inout Trace) {
    let now = now
    guard gateways.update(name, { $0.armed.comes(at: now) }) == true else { return }
    let outputs: [AccessGateway.Output] = outputs { world, out in
      world.gateways.update(name) { $0.access.wake(at: world.now, into: &out) }
    }
    obey(outputs, of: name, into: &trace)
    let ofHost: [Host.Output] = self.outputs { world, out in
      world.gateways.update(name) { $0.host.wake(at: world.now, into: &out) }
    }
    obey(ofHost, ofHostOf: name, into: &trace)
    rearm(gateway: name, trace)
  }

  private mutating func obey(_ outputs: [Host.Output], ofHostOf name: String, into trace: inout Trace) {
    for output in outputs {
      switch output {
      case .packet(let packet, let id): pass(packet, id, at: Tap(name, .tun), out: false, into: &trace)
      // Nobody in a lab owns a stream of a host.
      case .stream: break
      case .event(let event): trace.record(.reported(HostReport(event)), at: now, node: name, packet: event.packet)
      }
    }
  }

  private mutating func rearm(gateway name: String, _ trace: Trace) {
    guard let (armed, next) = gateways.update(name, { ($0.armed, $0.nextDeadline) }) else { return }
    let rearmed = arm(name, armed, next: next, trace)
    if rearmed != armed { gateways.update(name) { $0.armed = rearmed } }
  }

  /// A packet that the gateway let through goes to the host that has its address, which may be the gateway itself.
  ///
  /// The gateway is judged by what it let through, before any rule makes something else of it.
  mutating func enter(lan packet: IPPacket, _ id: PacketID, by name: String, into trace: inout Trace) {
    if !isOwn(packet.destination, ofGateway: name) {
      watch.check(admitted: packet, by: gateways[name]?.access, after: trace.records.count + 1)
    }
    pass(packet, id, at: Tap(name, .tun), out: true, into: &trace)
  }

  /// Onto the resource network.
  mutating func cross(lan packet: IPPacket, _ id: PacketID, by name: String, into trace: inout Trace) {
    guard let i = hosts.values.firstIndex(where: { $0.host.addresses.contains(packet.destination) }) else {
      trace.record(.reported(LanDrop()), at: now, node: name, packet: id)
      return
    }
    schedule(.lan(packet, id, from: name, to: hosts.keys[i]), at: now + Self.lanLatency, trace)
  }

  /// A packet on the resource network arrives.
  mutating func deliver(
    _ packet: IPPacket, _ id: PacketID, from: String, to: String, into trace: inout Trace
  ) {
    if hosts.contains(to) {
      hosts.update(to) { $0.gateways[packet.source] = from }
      drive(host: to, .packet(packet, id), into: &trace)
    } else {
      pass(packet, id, at: Tap(to, .lan), out: false, into: &trace)
    }
  }
}

/// Nobody on the resource network has the packet's destination.
struct LanDrop: Described {
  var kind: String { "drop" }
  var fields: [Field] { [Field("reason", "no-such-host")] }
}
