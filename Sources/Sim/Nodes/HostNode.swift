import Base
import HostStack
import Lab
import Wire

/// A host of the resource network.
struct HostNode: Sendable {
  /// Nil in the open.
  let site: String?
  var host: Host
  var armed: Instant?
  /// By which gateway each client's packets came: answers go back the same way, as a masquerading gateway would see to.
  var gateways = SortedTable<IPAddress, String>()
  var fragments = Reassembly()
}

extension World {
  mutating func drive(host name: String, _ input: Host.Input, into trace: inout Trace) {
    let outputs = outputs { world, out in
      world.hosts.update(name) { $0.host.handle(input, at: world.now, into: &out) }
    }
    obey(outputs, ofHost: name, into: &trace)
  }

  mutating func wakeHost(_ name: String, into trace: inout Trace) {
    let now = now
    guard hosts.update(name, { $0.armed.comes(at: now) }) == true else { return }
    let outputs: [Host.Output] = outputs { world, out in
      world.hosts.update(name) { $0.host.wake(at: world.now, into: &out) }
    }
    obey(outputs, ofHost: name, into: &trace)
  }

  private mutating func obey(_ outputs: [Host.Output], ofHost name: String, into trace: inout Trace) {
    for output in outputs {
      switch output {
      case .packet(let packet, let id):
        guard let gateway = hosts.update(name, { $0.gateways[packet.destination] }) ?? nil else {
          if cross(open: packet, id, byHost: name, into: &trace) { continue }
          trace.record(.reported(LanDrop()), at: now, node: name, packet: id, place: .dropped)
          continue
        }
        trace.move(id, to: .inFlight)
        schedule(.lan(packet, id, from: name, to: gateway), at: now + Self.lanLatency, trace)
      // Nobody in a lab owns a stream of a host.
      case .stream: break
      case .event(let event): trace.record(.reported(HostReport(event)), at: now, node: name, packet: event.packet)
      }
    }
    guard let (armed, next) = hosts.update(name, { ($0.armed, $0.host.timers.next) }) else { return }
    let rearmed = arm(name, armed, next: next, trace)
    if rearmed != armed { hosts.update(name) { $0.armed = rearmed } }
  }
}
