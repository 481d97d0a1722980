import Base
import Lab
import Wire

/// A datagram on its way over links.
struct Transit: Sendable {
  struct Hop: Sendable {
    let link: String
    let direction: Link.Direction
  }

  var datagram: Datagram
  var id: PacketID
  var hops: ArraySlice<Hop>
  /// What a sender that knows of a narrow link cuts it to; nil for what travels in one piece and forbids cutting, as
  /// Linux sends what it knows nothing of (ip(7): IP_PMTUDISC_WANT).
  var cut: Int?

  init(_ datagram: Datagram, _ id: PacketID, _ hops: [Hop], cut: Int?) {
    self.datagram = datagram
    self.id = id
    self.hops = hops[...]
    self.cut = cut
  }

  /// RFC 791, RFC 8200, RFC 768.
  var headers: Int { (datagram.destination.address.family == .v4 ? 20 : 40) + 8 }
  var length: Int { headers + datagram.payload.count }

  /// How many packets carry it, and how long they are together.
  var pieces: (count: Int, length: Int) {
    guard let cut, cut < length else { return (1, length) }
    // A fragment of IPv6 has a header of its own; data comes in units of eight bytes.
    let header = headers - 8 + (datagram.destination.address.family == .v4 ? 0 : 8)
    let room = max(8, (cut - header) / 8 * 8)
    let count = (length - (headers - 8) + room - 1) / room
    return (count, length + (count - 1) * header)
  }

  /// Whether it is too long for a link; IPv4's routers cut what was cut before.
  mutating func exceeds(_ mtu: Int) -> Bool {
    guard mtu > 0, min(cut ?? .max, length) > mtu else { return false }
    guard cut != nil, datagram.destination.address.family == .v4 else { return true }
    cut = mtu
    return false
  }
}

extension World {
  /// Over one link after the other. What keeps order or a queue is entered when the datagram is there.
  mutating func advance(_ transit: Transit, into trace: inout Trace) {
    var (transit, at) = (transit, now)
    while let hop = transit.hops.first {
      guard let link = links[hop.link] else { break }
      if link.isTimed, at > now { return schedule(.transit(transit), at: at, trace) }
      transit.hops.removeFirst()
      let mtu = Int(link.shape.mtu ?? 0)
      if transit.exceeds(mtu) {
        lose(transit, .tooBig(mtu: mtu), hop.link, into: &trace)
        return report(tooBig: transit, mtu, after: at - now, trace)
      }
      let (count, length) = transit.pieces
      let fate = links.update(hop.link) { $0.carry(length, pieces: count, hop.direction, at: at) }
      switch fate {
      case .lost(let loss): return lose(transit, loss, hop.link, into: &trace)
      case .passed(let arrival, let damage, let twice):
        if let damage { spoil(&transit, damage, hop.link, into: &trace) }
        if twice { double(transit, hop.link, at: arrival, into: &trace) }
        at = arrival
      case nil: break
      }
    }
    schedule(.datagram(transit.datagram, transit.id), at: at, trace)
  }

  private mutating func lose(_ transit: Transit, _ loss: LinkLoss, _ link: String, into trace: inout Trace) {
    lose(transit.datagram, transit.id, loss.words(link), at: transit.datagram.from, into: &trace)
  }

  /// - Parameter node: where it is lost.
  mutating func lose(
    _ datagram: Datagram, _ id: PacketID, _ reason: String, at node: String, into trace: inout Trace
  ) {
    trace.record(.wireLost(datagram, reason: reason), at: now, node: node, packet: id)
  }

  /// What is hit arrives: it is WireGuard or STUN that has to find out.
  private mutating func spoil(_ transit: inout Transit, _ damage: Chance, _ link: String, into trace: inout Trace) {
    var damage = damage
    let passing = Passing(
      tap: Tap(transit.datagram.from, .wire), out: true, load: .datagram(transit.datagram), id: transit.id)
    guard case .changed(let changed) = corrupted(passing, 1, &damage), case .datagram(let datagram) = changed.load
    else { return }
    transit.datagram = datagram
    let report = LinkReport.corrupted(link: link)
    trace.record(.reported(report), at: now, node: datagram.from, packet: transit.id)
  }

  /// The copy is a packet of its own from here on.
  private mutating func double(_ transit: Transit, _ link: String, at arrival: Instant, into trace: inout Trace) {
    var copy = transit
    if transit.id != .none {
      copy.id = PacketID(nextPacket)
      nextPacket += 1
    }
    let cause = trace.cause
    trace.record(
      .reported(LinkReport.duplicated(link: link, of: transit.id)), at: now, node: copy.datagram.from, packet: copy.id)
    schedule(.transit(copy), at: arrival, trace)
    trace.resume(cause)
  }
}
