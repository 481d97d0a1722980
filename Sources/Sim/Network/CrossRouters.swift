import Base
import Lab
import Wire

// Datagrams through the routers of both ends. A router stands beside its nodes: it judges what leaves at the moment of
// sending, and what comes when it has crossed the links.

extension World {
  /// From a node's socket onto the way.
  mutating func cross(internet datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    guard let home = homes[datagram.from] else { return cross(open: datagram, id, into: &trace) }
    let (source, destination) = (datagram.source, datagram.destination)
    if isNeighbour(destination.address, behind: home) { return meet(datagram, id, into: &trace) }
    let flow = NATFlow(.udp, local: source, remote: destination)
    do throws(NATDrop) {
      if routers[home]?.box.isOutside(destination.address) == true {
        let (source, inside) = try hairpin(flow, at: home, into: &trace)
        return meet(datagram.with(source: source, destination: inside), id, into: &trace)
      }
      let outside = try leave(flow, by: home, id, into: &trace)
      cross(open: datagram.with(source: outside), id, into: &trace)
    } catch {
      lose(datagram, id, error.rawValue, at: home, into: &trace)
    }
  }

  /// Into a node's router, if it stands behind one; nil if it ends there.
  mutating func enter(_ datagram: Datagram, _ id: PacketID, into trace: inout Trace) -> Datagram? {
    guard let owner = owners[datagram.destination.address] else { return datagram }
    guard let home = routers.contains(owner) ? owner : homes[owner], homes[datagram.from] != home else {
      return datagram
    }
    let flow = NATFlow(.udp, local: datagram.destination, remote: datagram.source)
    do throws(NATDrop) {
      let inside = try arrive(flow, at: home, id, into: &trace)
      var entered = datagram.with(destination: inside)
      entered.to = receiver(inside, behind: home) ?? owner
      return entered
    } catch {
      lose(datagram, id, error.rawValue, at: home, into: &trace)
      return nil
    }
  }

  /// Over the links of both ends.
  private mutating func cross(open datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    let node = datagram.from
    guard let owner = owners[datagram.destination.address] else {
      return lose(datagram, id, "no-such-address", at: node, into: &trace)
    }
    var datagram = datagram
    datagram.to = receiver(of: datagram.destination, from: datagram.source, by: "") ?? owner
    if partitions.separate(node, datagram.to) {
      return lose(datagram, id, "partition of \(node) and \(datagram.to)", at: node, into: &trace)
    }
    let hops = hops(of: node, .up) + hops(of: datagram.to, .down)
    send(Transit(datagram, id, hops, cut: nil), into: &trace)
  }

  /// Between two nodes behind one router.
  private mutating func meet(_ datagram: Datagram, _ id: PacketID, into trace: inout Trace) {
    var datagram = datagram
    let (node, home) = (datagram.from, homes[datagram.from] ?? "")
    datagram.to = receiver(datagram.destination, behind: home) ?? home
    if partitions.separate(node, datagram.to) {
      return lose(datagram, id, "partition of \(node) and \(datagram.to)", at: node, into: &trace)
    }
    send(
      Transit(datagram, id, [.init(link: node, direction: .up), .init(link: datagram.to, direction: .down)], cut: nil),
      into: &trace)
  }

  private mutating func send(_ transit: Transit, into trace: inout Trace) {
    var transit = transit
    transit.cut = internet.pathMTUs.mtu(from: transit.datagram.from, to: transit.datagram.destination.address, at: now)
    advance(transit, into: &trace)
  }

  /// A node's own link, and that of the network that it shares with others.
  func hops(of node: String, _ direction: Link.Direction) -> [Transit.Hop] {
    var names = [node]
    if let home = homes[node], links.contains(home) { names.append(home) }
    if direction == .down { names.reverse() }
    return names.map { Transit.Hop(link: $0, direction: direction) }
  }

  private func isNeighbour(_ address: IPAddress, behind home: String) -> Bool {
    routers[home]?.inside.contains(address) == true || owners[address].flatMap { homes[$0] } == home
  }

  private func receiver(_ inside: Endpoint, behind home: String) -> String? {
    routers[home]?.inside[inside.address] ?? owners[inside.address]
  }

  // MARK: Boxes

  private mutating func leave(
    _ flow: NATFlow, by home: String, _ id: PacketID, into trace: inout Trace
  ) throws(NATDrop) -> Endpoint {
    let outside = try judged(home, into: &trace) { box, now, changes throws(NATDrop) in
      try box.outbound(flow, at: now, &changes)
    }
    note(.translated(flow, to: outside, isOutbound: true), id, at: home, into: &trace)
    return outside
  }

  private mutating func arrive(
    _ flow: NATFlow, at home: String, _ id: PacketID, into trace: inout Trace
  ) throws(NATDrop) -> Endpoint {
    let node = routers[home]?.forwardee(flow.local.address.family) ?? flow.local.address
    let inside = try judged(home, into: &trace) { box, now, changes throws(NATDrop) in
      box.forward(flow, to: box.behaviour.translates(node.family) ? node : flow.local.address, at: now, &changes)
      return try box.inbound(flow, at: now, &changes)
    }
    note(.translated(flow, to: inside, isOutbound: false), id, at: home, into: &trace)
    return inside
  }

  private mutating func hairpin(
    _ flow: NATFlow, at home: String, into trace: inout Trace
  ) throws(NATDrop) -> (source: Endpoint, destination: Endpoint) {
    try judged(home, into: &trace) { box, now, changes throws(NATDrop) in try box.hairpin(flow, at: now, &changes) }
  }

  mutating func judged<Answer>(
    _ home: String, into trace: inout Trace,
    _ body: (inout NATBox, Instant, inout [NATMappingChange]) throws(NATDrop) -> Answer
  ) throws(NATDrop) -> Answer {
    let result: Result<Answer, NATDrop>? = change(home, into: &trace) { box, now, changes in
      do throws(NATDrop) { return .success(try body(&box, now, &changes)) } catch { return .failure(error) }
    }
    guard let result else { throw .noMapping }
    return try result.get()
  }

  /// What passes unchanged needs no word, and what carries no packet has none who asks.
  private mutating func note(_ report: RouterReport, _ id: PacketID, at home: String, into trace: inout Trace) {
    guard id != .none else { return }
    trace.record(.reported(report), at: now, node: home, packet: id)
  }
}

extension Datagram {
  /// The same with other ends; its nodes stay.
  func with(source: Endpoint? = nil, destination: Endpoint? = nil) -> Datagram {
    Datagram(
      source: source ?? self.source, destination: destination ?? self.destination, payload: payload, from: from, to: to,
      ecn: ecn)
  }
}
