import Access
import Base
import HostStack
import Lab
import Portal
import Wire

/// Something that passes a tap: seen there, judged by the rules, then on its way.
struct Passing: Sendable {
  enum Load: Sendable {
    case packet(IPPacket)
    case datagram(Datagram)
    case message(Lab.PortalMessage, SocketID)
  }

  let tap: Tap
  /// Away from the node's applications or clients; on a wire and at the portal, away from the node.
  let out: Bool
  var load: Load
  /// The packet, or the one inside a datagram.
  var id: PacketID

  /// How the trace tells of it.
  var sighting: Happening {
    switch load {
    case .packet(let packet): .seen(packet, at: tap, out: out)
    case .datagram(let datagram): out ? .wireSent(datagram) : .wireDelivered(datagram)
    case .message(let message, _): out ? .portalSent(message) : .portalReceived(message)
    }
  }

  /// As patterns and edits see it; a datagram has the headers that it travels with.
  var packet: IPPacket? {
    switch load {
    case .packet(let packet): packet
    case .datagram(let datagram): datagram.packet
    case .message: nil
    }
  }

  var message: Lab.PortalMessage? { if case .message(let message, _) = load { message } else { nil } }
}

extension World {
  /// A packet at a tunnel device or on the resource network.
  mutating func pass(_ packet: IPPacket, _ id: PacketID, at tap: Tap, out: Bool, into trace: inout Trace) {
    pass(Passing(tap: tap, out: out, load: .packet(packet), id: id), into: &trace)
  }

  mutating func pass(_ passing: Passing, into trace: inout Trace) {
    trace.record(passing.sighting, at: now, node: passing.tap.node, packet: passing.id)
    guard !rules.isEmpty else { return proceed(passing, into: &trace) }
    guard let passing = touched(passing, into: &trace) else { return }
    guard let applied = rules.match(passing, trace.keys) else { return proceed(passing, into: &trace) }
    apply(applied, to: passing, into: &trace)
  }

  /// What lies behind the tap.
  mutating func proceed(_ passing: Passing, into trace: inout Trace) {
    let node = passing.tap.node
    switch (passing.load, passing.tap.face, passing.out) {
    case (.packet(let packet), .lan, true): cross(lan: packet, passing.id, by: node, into: &trace)
    case (.packet(let packet), .lan, false):
      pass(packet, passing.id, at: Tap(node, .tun), out: false, into: &trace)
    case (.packet(let packet), .net, true): cross(open: packet, passing.id, by: node, into: &trace)
    case (.packet(let packet), .net, false): take(open: packet, passing.id, at: node, into: &trace)
    case (.packet(let packet), _, let out): leave(tunnel: packet, passing.id, of: node, out: out, into: &trace)
    case (.datagram(let datagram), _, true): cross(internet: datagram, passing.id, into: &trace)
    case (.datagram(let datagram), _, false): take(datagram, passing.id, into: &trace)
    case (.message(let message, let socket), _, true): cross(stream: message, socket, into: &trace)
    case (.message(let message, let socket), _, false): drivePortal(.text(socket, message.text), into: &trace)
    }
  }

  /// Whether a gateway has the address on its own tunnel device.
  func isOwn(_ address: IPAddress, ofGateway name: String) -> Bool {
    gateways.read(name) { $0.inMachine { $0.tunnelAddresses.contains(address) } } ?? false
  }

  /// To the one side of a tunnel device or to the other.
  private mutating func leave(
    tunnel packet: IPPacket, _ id: PacketID, of node: String, out: Bool, into trace: inout Trace
  ) {
    guard life(of: node) == .running else { return drop(id, of: node, into: &trace) }
    switch (clients.contains(node), out) {
    case (true, true): drive(client: node, .packet(packet, id), into: &trace)
    case (true, false):
      trace.move(id, to: .delivered)
      drive(hostOfClient: node, .packet(packet, id), into: &trace)
    case (false, false): drive(gateway: node, .packet(packet, id), into: &trace)
    case (false, true):
      if isOwn(packet.destination, ofGateway: node) {
        trace.move(id, to: .delivered)
        drive(hostOf: AccessGateway.self, node, .packet(packet, id), into: &trace)
      } else {
        pass(packet, id, at: Tap(node, .lan), out: true, into: &trace)
      }
    }
  }
}
