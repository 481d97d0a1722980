import Base
import Lab
import Wire

/// What nodes' systems know of narrow links on the way to others (RFC 1191, RFC 8201).
struct PathMTUs: Sendable {
  /// Linux forgets after 10 min (net.ipv4.route.mtu_expires).
  static let memory: Duration = .seconds(600)
  /// Our own; what is learned beyond it is learned again.
  static let capacity = 4096

  private struct Path: Hashable, Comparable, Sendable {
    let node: String
    let destination: IPAddress

    static func < (a: Path, b: Path) -> Bool { (a.node, a.destination) < (b.node, b.destination) }
  }

  private var known = SortedTable<Path, (mtu: Int, until: Instant)>()

  func mtu(from node: String, to destination: IPAddress, at now: Instant) -> Int? {
    guard !known.isEmpty else { return nil }
    return known[Path(node: node, destination: destination)].flatMap { now < $0.until ? $0.mtu : nil }
  }

  mutating func learn(_ mtu: Int, from node: String, to destination: IPAddress, at now: Instant) {
    if known.count >= Self.capacity { known.removeAll() }
    known[Path(node: node, destination: destination)] = (mtu, now + Self.memory)
  }
}

extension World {
  /// A router sends back why it let a datagram not pass: "fragmentation needed" or "packet too big".
  func tooBigError(about datagram: Datagram, _ mtu: Int) -> IPPacket? {
    datagram.packet.flatMap { IPPacket.error(.packetTooBig(mtu: UInt32(mtu)), about: $0) }
  }

  mutating func report(tooBig transit: Transit, _ mtu: Int, after span: Duration, _ trace: Trace) {
    guard let error = tooBigError(about: transit.datagram, mtu) else { return }
    schedule(.wireError(error, to: transit.datagram.from), at: now + span * 2, trace)
  }

  /// An ICMP error about what a node sent arrives at it, or at its router.
  mutating func hear(wireError error: IPPacket, at node: String, into trace: inout Trace) {
    var error = error
    if let router = homes[node], routers[router]?.box.isOutside(error.destination) == true {
      let crossing = change(router, into: &trace) { $0.inbound(packet: error, at: $1, &$2) }
      guard case .passed(let packets)? = crossing, let inside = packets.first else {
        let reason = if case .dropped(let drop)? = crossing { drop.rawValue } else { NATDrop.noMapping.rawValue }
        trace.record(.reported(NodeReport.dropped(reason: reason)), at: now, node: router)
        return
      }
      error = inside
    }
    guard let (what, quoted) = error.reportedError, case .packetTooBig(let mtu) = what else { return }
    internet.pathMTUs.learn(Int(mtu), from: node, to: quoted.destination, at: now)
    trace.record(.reported(LinkReport.pathMTU(to: quoted.destination, mtu: Int(mtu))), at: now, node: node)
  }
}
