import Base
import HostStack
import Lab
import Wire

/// A packet that no tunnel carries, on its way between a client and a host in the open.
struct OpenTransit: Sendable {
  var packet: IPPacket
  var id: PacketID
  var hops: ArraySlice<Transit.Hop>
  /// A client, or a host in the open.
  let from: String
  let to: String
}

// Packets of all kinds through the routers and over the links, as datagrams cross them: a router stands beside its nodes.

extension World {
  /// From a client's own network onto the way.
  mutating func cross(open packet: IPPacket, _ id: PacketID, by node: String, into trace: inout Trace) {
    guard life(of: node) == .running else { return drop(id, of: node, into: &trace) }
    guard let home = homes[node] else { return leave(open: packet, id, by: node, into: &trace) }
    let crossing = change(home, into: &trace) { $0.outbound(packet: packet, at: $1, &$2) }
    follow(crossing, id, at: home, into: &trace) { world, packet, id, trace in
      world.leave(open: packet, id, by: node, into: &trace)
    }
  }

  private mutating func leave(open packet: IPPacket, _ id: PacketID, by node: String, into trace: inout Trace) {
    if links.keys.allSatisfy({ $0 == node || partitions.separate(node, $0) }) {
      return lose(open: id, "partition around \(node)", at: node, into: &trace)
    }
    let hops = hops(of: node, .up)
    guard let host = hostNames[HostPlace(site: nil, address: packet.destination)] else {
      return answer(unreachable: packet, id, hops, by: node, into: &trace)
    }
    advance(open: OpenTransit(packet: packet, id: id, hops: hops[...], from: node, to: host), into: &trace)
  }

  /// RFC 1812 §4.3.3.1: the last router says that nobody has the address.
  private mutating func answer(
    unreachable packet: IPPacket, _ id: PacketID, _ hops: [Transit.Hop], by node: String, into trace: inout Trace
  ) {
    lose(open: id, "no-such-host", at: node, into: &trace)
    // Code 1 of IPv4 is the host; of IPv6 it is 3, the address (RFC 4443 §3.1).
    let code: UInt8 = packet.family == .v4 ? 1 : 3
    guard packet.mayNotBeReported == nil, let error = IPPacket.error(.unreachable(code: code), about: packet) else {
      return
    }
    let latency = hops.reduce(Duration.zero) { $0 + (links[$1.link]?.latency ?? .zero) }
    returnError(error, to: node, after: latency * 2, trace)
  }

  /// From a host in the open to whoever has the address: a client, or the router before it.
  ///
  /// - Returns: false if nobody has it.
  mutating func cross(open packet: IPPacket, _ id: PacketID, byHost host: String, into trace: inout Trace) -> Bool {
    guard hosts[host]?.site == nil, let owner = owners[packet.destination] else { return false }
    let node = routers[owner].map { $0.receiver(of: packet) ?? owner } ?? owner
    let hops = hops(of: node, .down)
    advance(open: OpenTransit(packet: packet, id: id, hops: hops[...], from: host, to: node), into: &trace)
    return true
  }

  /// Over one link after the other.
  mutating func advance(open transit: OpenTransit, into trace: inout Trace) {
    guard !transit.hops.isEmpty else { return arrive(open: transit, into: &trace) }
    var (transit, at) = (transit, now)
    while let hop = transit.hops.first {
      guard let link = links[hop.link] else { break }
      if link.isTimed, at > now { break }
      let length = transit.packet.bytes.count
      if let mtu = link.shape.mtu, mtu > 0, length > Int(mtu) {
        return narrow(transit, Int(mtu), at: at, into: &trace)
      }
      transit.hops.removeFirst()
      switch links.update(hop.link, { $0.carry(length, pieces: 1, hop.direction, at: at) }) {
      case .lost(let loss): return lose(open: transit.id, loss.words(hop.link), at: transit.from, into: &trace)
      case .passed(let arrival, let damage, let twice):
        if let damage { spoil(&transit, damage, hop.link, into: &trace) }
        if twice { double(transit, hop.link, at: arrival, into: &trace) }
        at = arrival
      case nil: break
      }
    }
    trace.move(transit.id, to: .inFlight)
    schedule(.open(transit), at: at, trace)
  }

  private mutating func arrive(open transit: OpenTransit, into trace: inout Trace) {
    let (packet, id, to) = (transit.packet, transit.id, transit.to)
    if hosts.contains(to) { return take(open: packet, id, atHost: to, into: &trace) }
    guard let home = homes[to] ?? (routers.contains(to) ? to : nil) else {
      return pass(packet, id, at: Tap(to, .net), out: false, into: &trace)
    }
    let crossing = change(home, into: &trace) { $0.inbound(packet: packet, at: $1, &$2) }
    follow(crossing, id, at: home, into: &trace) { world, packet, id, trace in
      let node = world.routers[home]?.inside[packet.destination] ?? world.owners[packet.destination] ?? to
      world.pass(packet, id, at: Tap(node, .net), out: false, into: &trace)
    }
  }

  private mutating func take(open packet: IPPacket, _ id: PacketID, atHost name: String, into trace: inout Trace) {
    trace.move(id, to: .delivered)
    let now = now
    guard let whole = hosts.update(name, { $0.fragments.whole(packet, at: now) }) ?? nil else { return }
    drive(host: name, .packet(whole, id), into: &trace)
  }

  /// What a box made of a packet goes on; fragments that had waited for it follow, as packets of their own.
  private mutating func follow(
    _ crossing: NATBox.Crossing?, _ id: PacketID, at router: String, into trace: inout Trace,
    _ go: (inout World, IPPacket, PacketID, inout Trace) -> Void
  ) {
    switch crossing {
    case .passed(let packets):
      for (i, packet) in packets.enumerated() {
        var own = id
        if i > 0 {
          own = PacketID(nextPacket)
          nextPacket += 1
        }
        go(&self, packet, own, &trace)
      }
    // The router keeps it until the first fragment comes, or forgets it.
    case .held: trace.move(id, to: .delivered)
    case .dropped(let drop): lose(open: id, drop.rawValue, at: router, into: &trace)
    case nil: lose(open: id, NATDrop.noMapping.rawValue, at: router, into: &trace)
    }
  }

  // MARK: What links do

  /// Longer than a link takes: IPv4's routers cut what may be cut, all else is answered (RFC 1191, RFC 8201).
  private mutating func narrow(_ transit: OpenTransit, _ mtu: Int, at: Instant, into trace: inout Trace) {
    if transit.packet.family == .v4, let pieces = try? transit.packet.fragmented(to: mtu), pieces.count > 1 {
      for (i, bytes) in pieces.enumerated() {
        guard let piece = try? IPPacket(bytes) else { continue }
        var part = transit
        part.packet = piece
        if i > 0 {
          part.id = PacketID(nextPacket)
          nextPacket += 1
        }
        trace.move(part.id, to: .inFlight)
        schedule(.open(part), at: at, trace)
      }
      return
    }
    let (packet, id) = (transit.packet, transit.id)
    lose(open: id, LinkLoss.tooBig(mtu: mtu).words(transit.hops.first?.link ?? ""), at: transit.from, into: &trace)
    guard packet.mayNotBeReported == nil, let error = IPPacket.error(.packetTooBig(mtu: UInt32(mtu)), about: packet)
    else { return }
    returnError(error, to: transit.from, after: at - now, trace)
  }

  /// An ICMP error about what a client or a host sent, from somewhere on the way.
  private mutating func returnError(_ error: IPPacket, to sender: String, after span: Duration, _ trace: Trace) {
    let id = PacketID(nextPacket)
    nextPacket += 1
    schedule(.open(OpenTransit(packet: error, id: id, hops: [], from: sender, to: sender)), at: now + span, trace)
  }

  private mutating func spoil(_ transit: inout OpenTransit, _ damage: Chance, _ link: String, into trace: inout Trace) {
    var damage = damage
    let passing = Passing(tap: Tap(transit.from, .net), out: true, load: .packet(transit.packet), id: transit.id)
    guard case .changed(let changed) = corrupted(passing, 1, &damage), let packet = changed.packet else { return }
    transit.packet = packet
    trace.record(.reported(LinkReport.corrupted(link: link)), at: now, node: transit.from, packet: transit.id)
  }

  /// The copy is a packet of its own from here on.
  private mutating func double(_ transit: OpenTransit, _ link: String, at arrival: Instant, into trace: inout Trace) {
    var copy = transit
    copy.id = PacketID(nextPacket)
    nextPacket += 1
    let cause = trace.cause
    let report = LinkReport.duplicated(link: link, of: transit.id)
    trace.record(.reported(report), at: now, node: copy.from, packet: copy.id)
    trace.move(copy.id, to: .inFlight)
    schedule(.open(copy), at: arrival, trace)
    trace.resume(cause)
  }

  /// - Parameter node: where it is lost.
  mutating func lose(open id: PacketID, _ reason: String, at node: String, into trace: inout Trace) {
    trace.record(.reported(NodeReport.dropped(reason: reason)), at: now, node: node, packet: id, place: .dropped)
  }
}

extension Router {
  /// Whom a packet from outside is for, before the box has judged it; of several nodes the first, where it does not say.
  fileprivate func receiver(of packet: IPPacket) -> String? {
    let flow = packet.flow(isOutbound: false)
    let end = flow.flatMap { box.owner(of: $0.local, $0.proto, from: $0.remote) }
    return end.flatMap { inside[$0.address] } ?? nodes.first
  }
}
