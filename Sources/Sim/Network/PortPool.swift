import Base
import HashTreeCollections
import Lab

/// The outside endpoints of a router, and who has which.
struct PortPool: Sendable {
  /// Linux looks at so many ports before it gives up (nf_nat_core).
  static let overloadAttempts = 128

  let addresses: [IPAddress]
  private var used = SortedTable<Place, PortSet>()
  /// Where `sequential` goes on.
  private var cursor: UInt16 = 0
  /// RFC 4787 REQ-2: which outside address an inside one has.
  private var pairs = TreeDictionary<IPAddress, IPAddress>()
  private var nextPair = 0

  private struct Place: Hashable, Comparable, Sendable {
    let proto: NATProtocol
    let address: IPAddress

    static func < (a: Place, b: Place) -> Bool { (a.proto, a.address) < (b.proto, b.address) }
  }

  init(addresses: [IPAddress]) { self.addresses = addresses }

  /// An endpoint that nobody has.
  ///
  /// - Parameter taken: asked where ports are overloaded: whether the far end knows this endpoint as somebody else's.
  mutating func take(
    for inside: Endpoint, _ proto: NATProtocol, _ behaviour: NATBehaviour, _ chance: inout Chance,
    taken: (Endpoint) -> Bool
  ) -> Endpoint? {
    guard let first = address(for: inside.address, behaviour.pooling, &chance) else { return nil }
    if behaviour.ports == .overload { return overloaded(inside, first, behaviour, taken) }
    // Arbitrary pooling goes on to another address when one is full (RFC 4787 §4.1).
    let others = behaviour.pooling == .arbitrary ? addresses.filter { $0 != first && $0.family == first.family } : []
    for address in [first] + others {
      let range = range(inside.port, proto, behaviour)
      let start = start(inside.port, in: range, behaviour.ports, &chance)
      let place = Place(proto: proto, address: address)
      guard let port = (used[place] ?? PortSet()).free(from: start, in: range) else { continue }
      if used.update(place, { $0.insert(port) }) == nil {
        var ports = PortSet()
        ports.insert(port)
        used[place] = ports
      }
      cursor = port &+ 1
      return Endpoint(address, port)
    }
    return nil
  }

  mutating func give(back endpoint: Endpoint, _ proto: NATProtocol) {
    used.update(Place(proto: proto, address: endpoint.address)) { $0.remove(endpoint.port) }
  }

  /// RFC 4787 REQ-3: a well-known port stays among those; identifiers of echoes know no such thing.
  private func range(_ port: UInt16, _ proto: NATProtocol, _ behaviour: NATBehaviour) -> ClosedRange<UInt16> {
    if proto == .icmp { return 0...UInt16.max }
    let isUsual = behaviour.range == behaviour.kind.behaviour.range
    return isUsual && (1..<1024).contains(port) && behaviour.ports == .preserve ? 1...1023 : behaviour.range
  }

  private func start(
    _ port: UInt16, in range: ClosedRange<UInt16>, _ ports: NATBehaviour.PortAssignment, _ chance: inout Chance
  ) -> UInt16 {
    switch ports {
    case .preserve, .overload: port
    case .sequential: max(cursor, range.lowerBound)
    case .random: range.lowerBound + UInt16(truncatingIfNeeded: chance.below(UInt32(range.count)))
    }
  }

  private func overloaded(
    _ inside: Endpoint, _ address: IPAddress, _ behaviour: NATBehaviour, _ taken: (Endpoint) -> Bool
  ) -> Endpoint? {
    let range = behaviour.range
    var port = range.contains(inside.port) ? inside.port : range.lowerBound
    for _ in 0..<min(Self.overloadAttempts, range.count) {
      let endpoint = Endpoint(address, port)
      if !taken(endpoint) { return endpoint }
      port = port == range.upperBound ? range.lowerBound : port + 1
    }
    return nil
  }

  private mutating func address(
    for inside: IPAddress, _ pooling: NATBehaviour.Pooling, _ chance: inout Chance
  ) -> IPAddress? {
    let ours = addresses.filter { $0.family == inside.family }
    guard ours.count > 1 else { return ours.first }
    if pooling == .arbitrary { return ours[Int(chance.below(UInt32(ours.count)))] }
    if let pair = pairs[inside] { return pair }
    let address = ours[nextPair % ours.count]
    nextPair += 1
    pairs[inside] = address
    return address
  }
}
