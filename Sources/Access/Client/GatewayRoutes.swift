import Base
import Portal

/// Which gateway serves which resource, and the connections to those gateways.
package struct GatewayRoutes: Sendable {
  /// How many gateways a client remembers to name when it asks.
  package static let remembered = 100
  /// Our own: for how many resources without a gateway it remembers the last one.
  static let rememberedResources = 1024

  private var demultiplexerBox: Boxed<Demultiplexer<GatewayID>>
  package private(set) var peers = SortedTable<GatewayID, GatewayPeer>()
  package private(set) var gatewayOf = SortedTable<ResourceID, GatewayID>()
  /// The most recent first.
  private var recent: [GatewayID] = []
  /// Who served a resource last. Outlives the connection, so that flows come back to the gateway that knows them.
  private var lastGatewayOf = SortedTable<ResourceID, GatewayID>()
  private var deadlines = DeadlineQueue<GatewayID>()

  package init(_ demultiplexer: Demultiplexer<GatewayID>) { demultiplexerBox = Boxed(demultiplexer) }

  package var demultiplexer: Demultiplexer<GatewayID> {
    _read { yield demultiplexerBox.value }
    _modify { yield &demultiplexerBox.value }
  }

  /// The gateway that serves the resource, if there is a connection to it.
  package func gateway(of resource: ResourceID) -> GatewayID? {
    guard let gateway = gatewayOf[resource], peers.contains(gateway) else { return nil }
    return gateway
  }

  package func gateway(at address: IPAddress) -> GatewayID? {
    peers.first { $0.value.addresses.contains(address) }?.key
  }

  /// Gateways to prefer for a resource: the one that served it last, those with a connection, those remembered.
  package func preferences(for resource: ResourceID) -> [GatewayID] {
    var preferred: [GatewayID] = []
    let candidates = [lastGatewayOf[resource]].compactMap(\.self) + recent.filter { peers.contains($0) } + recent
    for gateway in candidates where !preferred.contains(gateway) { preferred.append(gateway) }
    return Array(preferred.prefix(Self.remembered))
  }

  mutating func forgetPreferences() {
    recent = []
    lastGatewayOf = SortedTable()
  }

  /// Starts over without any connection; what is preferred stays.
  mutating func begin(with demultiplexer: Demultiplexer<GatewayID>) {
    let (recent, last) = (recent, lastGatewayOf)
    self = GatewayRoutes(demultiplexer)
    self.recent = recent
    lastGatewayOf = last
  }

  package mutating func put(_ peer: GatewayPeer, for gateway: GatewayID) {
    peers[gateway] = peer
    _ = update(gateway) { _ in }
  }

  package mutating func update<Result>(_ gateway: GatewayID, _ body: (inout GatewayPeer) -> Result) -> Result? {
    guard let (result, due) = peers.update(gateway, { (body(&$0), $0.rearm()) }) else { return nil }
    if let due { deadlines.arm(gateway, at: due) }
    return result
  }

  /// Sends the resource's traffic through this gateway from now on.
  ///
  /// - Returns: the gateway that served it before, if that is another one.
  package mutating func assign(_ resource: ClientResource, to gateway: GatewayID) -> GatewayID? {
    let old = gatewayOf[resource.id]
    gatewayOf[resource.id] = gateway
    remember(gateway, for: resource.id)
    recent.removeAll { $0 == gateway }
    recent.insert(gateway, at: 0)
    if recent.count > Self.remembered { recent.removeLast() }
    peers.update(gateway) { $0.allow(resource) }
    guard let old, old != gateway else { return nil }
    peers.update(old) { $0.disallow(resource.id) }
    return old
  }

  private mutating func remember(_ gateway: GatewayID, for resource: ResourceID) {
    if !lastGatewayOf.contains(resource), lastGatewayOf.count >= Self.rememberedResources {
      let stale = lastGatewayOf.keys.first { !gatewayOf.contains($0) }
      if let stale { lastGatewayOf[stale] = nil }
    }
    lastGatewayOf[resource] = gateway
  }

  package mutating func unassign(_ resource: ResourceID) -> GatewayID? {
    guard let gateway = gatewayOf[resource] else { return nil }
    gatewayOf[resource] = nil
    peers.update(gateway) { $0.disallow(resource) }
    return gateway
  }

  /// Forgets the connection, and with it which resources it served.
  package mutating func remove(_ gateway: GatewayID) -> GatewayPeer? {
    guard let peer = peers[gateway] else { return nil }
    demultiplexer.unregister(peer.connection.number, peer.connection.identity)
    peers[gateway] = nil
    for resource in peer.resources { gatewayOf[resource] = nil }
    return peer
  }

  package var nextDeadline: Instant? { deadlines.next }

  /// A gateway whose connection may have something to do. It must be changed, so that it is entered again.
  package mutating func popDue(at now: Instant) -> GatewayID? {
    while let gateway = deadlines.popDue(at: now) {
      if peers.update(gateway, { $0.armed.comes(at: now) }) == true { return gateway }
    }
    return nil
  }
}
