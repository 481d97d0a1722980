import Base
import HashTreeCollections
import Lab
import Wire

/// A router's translation and filtering as a value: RFC 4787 for UDP, RFC 5382 for TCP, RFC 5508 for ICMP.
///
/// Tables share their structure with their copies and have an upper bound; what a packet costs grows with the logarithm
/// of what is in them. Families that are not translated pass a firewall of the same filtering (RFC 6092).
package struct NATBox: Sendable {
  let behaviour: NATBehaviour
  var pool: PortPool
  private(set) var mappings = TreeDictionary<UInt32, NATMapping>()
  private var byInside = TreeDictionary<NATMapping.Key, UInt32>()
  private var byOutside = TreeDictionary<NATMapping.Outside, UInt32>()
  /// How many mappings each inside address has.
  private var shares = TreeDictionary<IPAddress, Int>()
  private var permits = NATPermits()
  private var timers = NATTimers()
  private var chance: Chance
  private var lastNumber: UInt32 = 0
  var fragments = NATFragments()

  /// - Parameter addresses: the router's own on the outside.
  package init(_ behaviour: NATBehaviour, addresses: [IPAddress], chance: Chance) {
    self.behaviour = behaviour
    pool = PortPool(addresses: addresses)
    self.chance = chance
  }

  package var count: Int { mappings.count }
  /// When there is something to sweep.
  var nextSweep: Instant? { timers.next }
  /// In the order in which they began.
  var all: [NATMapping] { mappings.values.sorted { $0.number < $1.number } }

  func isOutside(_ address: IPAddress) -> Bool { pool.addresses.contains(address) }

  /// What an outside endpoint leads to, whoever asks.
  func owner(of outside: Endpoint, _ proto: NATProtocol, from remote: Endpoint) -> Endpoint? {
    find(NATFlow(proto, local: outside, remote: remote))?.key.inside
  }

  // MARK: Packets

  /// A packet from inside.
  ///
  /// - Returns: the endpoint from which it leaves.
  package mutating func outbound(
    _ flow: NATFlow, at now: Instant, _ changes: inout [NATMappingChange]
  ) throws(NATDrop) -> Endpoint {
    guard behaviour.lets(out: flow) else { throw .blocked }
    var mapping = try mapping(for: flow, at: now, &changes)
    mapping.refreshed = now
    permit(flow, &mapping, isOutbound: true, at: now)
    mappings[mapping.number] = mapping
    return mapping.outside
  }

  /// A packet for one of the router's endpoints, or for a node behind its firewall.
  ///
  /// - Returns: the endpoint inside for which it is.
  package mutating func inbound(
    _ flow: NATFlow, at now: Instant, _ changes: inout [NATMappingChange]
  ) throws(NATDrop) -> Endpoint {
    guard var mapping = live(find(flow), at: now, &changes) else { throw .noMapping }
    let scope = behaviour.filtering.scope(flow.remote)
    let mayPass = scope.map {
      permits.holds(.init(mapping: mapping.number, remote: $0), flow.proto, behaviour.timeouts, at: now)
    }
    guard mayPass ?? true || isForwarded(flow) else { throw .filtered }
    if behaviour.refresh == .both || flow.proto == .tcp { mapping.refreshed = now }
    if behaviour.refresh == .both || flow.proto == .tcp { permit(flow, &mapping, isOutbound: false, at: now) }
    mappings[mapping.number] = mapping
    return mapping.key.inside
  }

  /// Opens a port that leads inside whoever asks, if this flow is for one.
  mutating func forward(_ flow: NATFlow, to inside: IPAddress, at now: Instant, _ changes: inout [NATMappingChange]) {
    guard isForwarded(flow), find(flow) == nil else { return }
    let own = NATFlow(flow.proto, local: Endpoint(inside, flow.local.port), remote: flow.remote)
    _ = try? outbound(own, at: now, &changes)
  }

  /// RFC 4787 §6: from inside to one of the router's own endpoints. The other one sees an outside source (REQ-9a).
  mutating func hairpin(
    _ flow: NATFlow, at now: Instant, _ changes: inout [NATMappingChange]
  ) throws(NATDrop) -> (source: Endpoint, destination: Endpoint) {
    guard behaviour.hairpin else { throw .noHairpin }
    let source = try outbound(flow, at: now, &changes)
    let back = NATFlow(flow.proto, local: flow.remote, remote: source, flags: flow.flags, isReply: flow.isReply)
    return (source, try inbound(back, at: now, &changes))
  }

  /// Whose packet an ICMP error from outside speaks of. It keeps nothing alive (RFC 5508 REQ-3).
  func reported(_ flow: NATFlow, at now: Instant) -> Endpoint? {
    guard let mapping = find(flow), now < mapping.ends(behaviour.timeouts) else { return nil }
    return mapping.key.inside
  }

  /// As what the far end knows a packet of which an ICMP error from inside speaks.
  func known(_ flow: NATFlow, at now: Instant) -> Endpoint? {
    guard let number = byInside[key(of: flow)], let mapping = mappings[number], now < mapping.ends(behaviour.timeouts)
    else { return nil }
    return mapping.outside
  }

  /// Ends what nothing has refreshed in time.
  mutating func sweep(at now: Instant, _ changes: inout [NATMappingChange]) {
    for due in timers.dueMappings(at: now) {
      guard var mapping = mappings[due.key], mapping.sweep == due.at else { continue }
      let deadline = mapping.ends(behaviour.timeouts)
      if deadline <= now {
        end(mapping, &changes)
      } else {
        mapping.sweep = timers.arm(mapping: mapping.number, at: deadline)
        mappings[mapping.number] = mapping
      }
    }
    for due in timers.duePermits(at: now) { look(at: due.key, due.at, now) }
  }
}

// MARK: Mappings

extension NATBox {
  private func key(of flow: NATFlow) -> NATMapping.Key {
    let dependence =
      behaviour.translates(flow.local.address.family) && !isForwarded(flow)
      ? behaviour.mapping : .endpointIndependent
    return NATMapping.Key(proto: flow.proto, inside: flow.local, remote: dependence.scope(flow.remote))
  }

  private func outside(_ proto: NATProtocol, _ endpoint: Endpoint, _ remote: Endpoint) -> NATMapping.Outside {
    let isOverloaded = behaviour.ports == .overload && behaviour.translates(endpoint.address.family)
    let isForwarded = proto == .udp && behaviour.forwards?.contains(endpoint.port) == true
    return NATMapping.Outside(proto: proto, endpoint: endpoint, remote: isOverloaded && !isForwarded ? remote : nil)
  }

  private func find(_ flow: NATFlow) -> NATMapping? {
    byOutside[outside(flow.proto, flow.local, flow.remote)].flatMap { mappings[$0] }
  }

  private func isForwarded(_ flow: NATFlow) -> Bool {
    flow.proto == .udp && behaviour.forwards?.contains(flow.local.port) == true
  }

  private func isForwardedInside(_ flow: NATFlow) -> Bool { isForwarded(flow) }

  /// The mapping, unless its time is over: then it ends here.
  private mutating func live(
    _ mapping: NATMapping?, at now: Instant, _ changes: inout [NATMappingChange]
  ) -> NATMapping? {
    guard let mapping, mapping.ends(behaviour.timeouts) <= now else { return mapping }
    end(mapping, &changes)
    return nil
  }

  private mutating func mapping(
    for flow: NATFlow, at now: Instant, _ changes: inout [NATMappingChange]
  ) throws(NATDrop) -> NATMapping {
    let key = key(of: flow)
    if let known = live(byInside[key].flatMap { mappings[$0] }, at: now, &changes) { return known }
    guard flow.opens else { throw .noSession }
    guard mappings.count < NATBehaviour.mostMappings else { throw .full }
    guard shares[flow.local.address, default: 0] < behaviour.limit else { throw .limit }
    guard let endpoint = endpoint(for: flow) else { throw .noPort }
    lastNumber &+= 1
    var mapping = NATMapping(number: lastNumber, key: key, outside: endpoint, since: now, refreshed: now)
    mapping.sweep = timers.arm(mapping: mapping.number, at: mapping.ends(behaviour.timeouts))
    mappings[mapping.number] = mapping
    byInside[key] = mapping.number
    byOutside[outside(flow.proto, endpoint, flow.remote)] = mapping.number
    shares[flow.local.address, default: 0] += 1
    changes.append(.created(mapping))
    return mapping
  }

  private mutating func endpoint(for flow: NATFlow) -> Endpoint? {
    guard behaviour.translates(flow.local.address.family) else { return flow.local }
    if isForwarded(flow) {
      return pool.addresses.first { $0.family == flow.local.address.family }.map { Endpoint($0, flow.local.port) }
    }
    let (index, proto, remote) = (byOutside, flow.proto, flow.remote)
    return pool.take(for: flow.local, proto, behaviour, &chance) { endpoint in
      index[NATMapping.Outside(proto: proto, endpoint: endpoint, remote: remote)] != nil
    }
  }

  private mutating func end(
    _ mapping: NATMapping, _ changes: inout [NATMappingChange], _ end: NATMappingChange.End = .expired
  ) {
    mappings[mapping.number] = nil
    byInside[mapping.key] = nil
    byOutside[outside(mapping.key.proto, mapping.outside, mapping.key.remote ?? mapping.outside)] = nil
    let inside = mapping.key.inside
    let left = shares[inside.address, default: 1] - 1
    shares[inside.address] = left > 0 ? left : nil
    if behaviour.translates(inside.address.family), behaviour.ports != .overload {
      pool.give(back: mapping.outside, mapping.key.proto)
    }
    changes.append(.ended(mapping, end))
  }
}

// MARK: Permits

extension NATBox {
  /// Notes that the node speaks with a remote end, and how far their connection is.
  private mutating func permit(_ flow: NATFlow, _ mapping: inout NATMapping, isOutbound: Bool, at now: Instant) {
    if let scope = behaviour.filtering.scope(flow.remote), flow.proto != .tcp || scope != flow.remote {
      renew(.init(mapping: mapping.number, remote: scope), flow.proto, [], now)
    }
    guard flow.proto == .tcp else { return }
    let key = NATPermits.Key(mapping: mapping.number, remote: flow.remote)
    let before = permits[key]?.isEstablished ?? false
    let seen = NATPermits.Seen(flow.flags, isOutbound: isOutbound)
    renew(key, flow.proto, seen, now)
    let after = permits[key]?.isEstablished ?? false
    guard before != after else { return }
    mapping.established += after ? 1 : -1
    // Its end comes nearer than the table thinks.
    if !after { mapping.sweep = timers.arm(mapping: mapping.number, at: mapping.ends(behaviour.timeouts)) }
  }

  private mutating func renew(_ key: NATPermits.Key, _ proto: NATProtocol, _ seen: NATPermits.Seen, _ now: Instant) {
    guard permits[key] != nil || permits.count < NATPermits.capacity else { return }
    var permit = permits[key] ?? .init(refreshed: now)
    // A connection that begins anew has nothing of the one before.
    if seen.contains(.synOut), permit.seen.contains(.reset) || permit.seen.isSuperset(of: .closed) { permit.seen = [] }
    permit.refreshed = now
    permit.seen.formUnion(seen)
    if permit.sweep <= now { permit.sweep = timers.arm(permit: key, at: permit.ends(proto, behaviour.timeouts)) }
    permits[key] = permit
  }

  private mutating func look(at key: NATPermits.Key, _ due: Instant, _ now: Instant) {
    guard var permit = permits[key], permit.sweep == due else { return }
    guard var mapping = mappings[key.mapping] else {
      permits[key] = nil
      return
    }
    let deadline = permit.ends(mapping.key.proto, behaviour.timeouts)
    guard deadline <= now else {
      permit.sweep = timers.arm(permit: key, at: deadline)
      permits[key] = permit
      return
    }
    permits[key] = nil
    if permit.isEstablished {
      mapping.established -= 1
      mappings[mapping.number] = mapping
    }
  }
}
