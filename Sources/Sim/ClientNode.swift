import Access
import Base
import HostStack
import Lab
import Portal
import Wire

/// A client's machine: the applications' network stack, and the access client behind its tunnel device.
struct ClientNode: Sendable {
  let name: String
  let id: ClientID
  var access: AccessClient
  var host: Host
  var socket = PortalSocket()
  var armed: Instant?
  /// How applications ended.
  var results = SortedTable<AppID, AppResult>()
  var nextApp: UInt32 = 1

  var nextDeadline: Instant? { Instant.earlier(access.timers.next, host.timers.next) }
}

extension World {
  mutating func drive(client name: String, _ input: AccessClient.Input, into trace: inout Trace) {
    let outputs = outputs { world, out in
      world.clients.update(name) { $0.access.handle(input, at: world.now, into: &out) }
    }
    obey(outputs, of: name, into: &trace)
    rearm(client: name, trace)
  }

  mutating func drive(hostOfClient name: String, _ input: Host.Input, into trace: inout Trace) {
    let outputs = outputs { world, out in
      world.clients.update(name) { $0.host.handle(input, at: world.now, into: &out) }
    }
    obey(outputs, ofHostOf: name, into: &trace)
    rearm(client: name, trace)
  }

  mutating func wakeClient(_ name: String, into trace: inout Trace) {
    let now = now
    guard clients.update(name, { $0.armed.comes(at: now) }) == true else { return }
    let ofAccess: [AccessClient.Output] = outputs { world, out in
      world.clients.update(name) { $0.access.wake(at: world.now, into: &out) }
    }
    obey(ofAccess, of: name, into: &trace)
    let ofHost: [Host.Output] = outputs { world, out in
      world.clients.update(name) { $0.host.wake(at: world.now, into: &out) }
    }
    obey(ofHost, ofHostOf: name, into: &trace)
    rearm(client: name, trace)
  }

  private mutating func rearm(client name: String, _ trace: Trace) {
    guard let (armed, next) = clients.update(name, { ($0.armed, $0.nextDeadline) }) else { return }
    let rearmed = arm(name, armed, next: next, trace)
    if rearmed != armed { clients.update(name) { $0.armed = rearmed } }
  }

  /// A packet out of the tunnel device, for an application.
  mutating func enter(host packet: IPPacket, _ id: PacketID, of name: String, into trace: inout Trace) {
    pass(packet, id, at: Tap(name, .tun), out: false, into: &trace)
  }

  private mutating func obey(_ outputs: [Host.Output], ofHostOf name: String, into trace: inout Trace) {
    for output in outputs {
      switch output {
      case .packet(let packet, let id): pass(packet, id, at: Tap(name, .tun), out: true, into: &trace)
      // Nobody in a lab owns a stream of a host.
      case .stream: break
      case .event(let event):
        if let app = event.app, case .ended(let result) = event.fact {
          clients.update(name) { $0.results[app] = result }
        }
        trace.record(.reported(HostReport(event)), at: now, node: name, packet: event.packet)
      }
    }
  }
}
