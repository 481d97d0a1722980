import Access
import Base
import Lab
import Wire

/// Datagrams between nodes.
extension World {
  /// - Parameter id: the packet inside.
  mutating func send(
    _ payload: [UInt8], from source: Endpoint, to destination: Endpoint, _ id: PacketID, _ ecn: ECN, by node: String,
    into trace: inout Trace
  ) {
    let datagram = Datagram(
      source: source, destination: destination, payload: payload, from: node,
      to: receiver(of: destination, from: source, by: node) ?? "\(destination)", ecn: ecn)
    watch.check(datagram, id, isForwarded: relays.contains(node), after: trace.records.count + 1)
    carry(datagram, id, into: &trace)
  }

  /// What an operator puts on the wire comes here at once: no invariant speaks of it.
  mutating func carry(_ datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    pass(Passing(tap: Tap(datagram.from, .wire), out: true, load: .datagram(datagram), id: id), into: &trace)
  }

  mutating func deliver(_ datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    guard let datagram = enter(datagram, id, into: &trace) else { return }
    pass(Passing(tap: Tap(datagram.to, .wire), out: false, load: .datagram(datagram), id: id), into: &trace)
  }

  /// Into the node at whose socket it arrived.
  mutating func take(_ datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    guard let life = life(of: datagram.to) else {
      trace.record(.reported(NodeReport.dropped(reason: "no-socket")), at: now, node: datagram.to, packet: id)
      return
    }
    guard life == .running else { return drop(id, of: datagram.to, into: &trace) }
    if relays.contains(datagram.to) {
      drive(relay: datagram.to, datagram, id, into: &trace)
    } else {
      drive(datagram.to, .datagram(datagram, id), into: &trace)
    }
  }

  /// What reaches a machine that does not run ends there.
  mutating func drop(_ id: PacketID, of node: String, into trace: inout Trace) {
    let reason = life(of: node).map { "node-\($0.word)" } ?? "no-such-node"
    trace.record(.reported(NodeReport.dropped(reason: reason)), at: now, node: node, packet: id)
  }
}
