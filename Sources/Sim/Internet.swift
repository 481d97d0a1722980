import Access
import Base
import Lab
import Wire

/// Datagrams between nodes.
extension World {
  /// - Parameter id: the packet inside.
  mutating func send(
    _ payload: [UInt8], from source: Endpoint, to destination: Endpoint, _ id: PacketID, by node: String,
    into trace: inout Trace
  ) {
    let datagram = Datagram(
      source: source, destination: destination, payload: payload, from: node,
      to: owners[destination.address] ?? "\(destination)")
    watch.check(datagram, id, after: trace.records.count + 1)
    carry(datagram, id, into: &trace)
  }

  /// What an operator puts on the wire comes here at once: no invariant speaks of it.
  mutating func carry(_ datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    pass(Passing(tap: Tap(datagram.from, .wire), out: true, load: .datagram(datagram), id: id), into: &trace)
  }

  /// Over the links of both ends.
  mutating func cross(internet datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    let (node, destination) = (datagram.from, datagram.destination)
    let receiver = owners[destination.address]
    guard let receiver else {
      trace.record(.wireLost(datagram, reason: "no-such-address"), at: now, node: node, packet: id)
      return
    }
    if partitions.separate(node, receiver) {
      let reason = "partition of \(node) and \(receiver)"
      trace.record(.wireLost(datagram, reason: reason), at: now, node: node, packet: id)
      return
    }
    var latency = Duration.zero
    for end in [node, receiver] {
      let lost = links.update(end) { $0.loses() } ?? false
      if lost {
        trace.record(.wireLost(datagram, reason: "loss on the link of \(end)"), at: now, node: node, packet: id)
        return
      }
      latency += links[end]?.latency ?? .zero
    }
    trace.move(id, to: .inFlight)
    schedule(.datagram(datagram, id), at: now + latency, trace)
  }

  mutating func deliver(_ datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    pass(Passing(tap: Tap(datagram.to, .wire), out: false, load: .datagram(datagram), id: id), into: &trace)
  }

  /// Into the node at whose socket it arrived.
  mutating func take(_ datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    guard let life = life(of: datagram.to) else {
      let drop = NodeReport.dropped(reason: "no-socket")
      trace.record(.reported(drop), at: now, node: datagram.to, packet: id, place: .dropped)
      return
    }
    guard life == .running else { return drop(id, of: datagram.to, into: &trace) }
    drive(datagram.to, .datagram(datagram, id), into: &trace)
  }

  /// What reaches a machine that does not run ends there.
  mutating func drop(_ id: PacketID, of node: String, into trace: inout Trace) {
    let reason = life(of: node).map { "node-\($0.word)" } ?? "no-such-node"
    trace.record(.reported(NodeReport.dropped(reason: reason)), at: now, node: node, packet: id, place: .dropped)
  }
}
