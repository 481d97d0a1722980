import Access
import Base
import HostStack
import Lab
import Wire

/// Where a host is: in one site, or (nil) in the open, where the gateways of every site reach it.
struct HostPlace: Hashable, Comparable, Sendable {
  let site: String?
  let address: IPAddress

  static func < (a: HostPlace, b: HostPlace) -> Bool { (a.site ?? "", a.address) < (b.site ?? "", b.address) }
}

extension World {
  /// On the resource network, from a gateway to a host or back.
  static let lanLatency: Duration = .microseconds(200)

  /// A packet that the gateway let through goes to the host that has its address, which may be the gateway itself.
  ///
  /// The gateway is judged by what it let through, before any rule makes something else of it.
  mutating func enter(lan packet: IPPacket, _ id: PacketID, by name: String, into trace: inout Trace) {
    if !isOwn(packet.destination, ofGateway: name) {
      // In place: the gateway has just let it through, and to read all of it would copy it.
      let isAuthorized = gateways.update(name) { $0.inPlace { machine in machine.accounts(for: packet) } } ?? false
      watch.check(admitted: packet, isAuthorized: isAuthorized, after: trace.records.count + 1)
    }
    pass(packet, id, at: Tap(name, .tun), out: true, into: &trace)
  }

  /// Onto the resource network.
  mutating func cross(lan packet: IPPacket, _ id: PacketID, by name: String, into trace: inout Trace) {
    guard let host = host(at: packet.destination, seenBy: name) else {
      trace.record(.reported(LanDrop()), at: now, node: name, packet: id, place: .dropped)
      return
    }
    trace.move(id, to: .inFlight)
    schedule(.lan(packet, id, from: name, to: host), at: now + Self.lanLatency, trace)
  }

  /// The host that a gateway reaches at an address. Complexity: O(log hosts).
  private mutating func host(at address: IPAddress, seenBy gateway: String) -> String? {
    let site = gateways.update(gateway) { $0.site } ?? nil
    return hostNames[HostPlace(site: site, address: address)] ?? hostNames[HostPlace(site: nil, address: address)]
  }

  /// A packet on the resource network arrives.
  mutating func deliver(
    _ packet: IPPacket, _ id: PacketID, from: String, to: String, into trace: inout Trace
  ) {
    if hosts.contains(to) {
      hosts.update(to) { $0.gateways[packet.source] = from }
      trace.move(id, to: .delivered)
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
