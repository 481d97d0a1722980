import Base
import HashTreeCollections
import Portal

/// All clients of a gateway, found by identity and by tunnel address, and what is due next among them.
package struct ClientPeers: Sendable {
  private var demultiplexerBox: Boxed<Demultiplexer<ClientID>>
  /// By which the ends of accesses are told.
  package private(set) var wall: WallClock
  private var peers = TreeDictionary<ClientID, Boxed<ClientPeer>>()
  private var byAddress = TreeDictionary<IPAddress, ClientID>()
  /// In ascending order.
  package private(set) var ids: [ClientID] = []
  private var connectionDeadlines = DeadlineQueue<ClientID>()
  private var expiries = DeadlineQueue<ClientID>()
  private var sweeps = DeadlineQueue<ClientID>()

  package init(_ demultiplexer: Demultiplexer<ClientID>, wall: WallClock) {
    demultiplexerBox = Boxed(demultiplexer)
    self.wall = wall
  }

  package var demultiplexer: Demultiplexer<ClientID> {
    _read { yield demultiplexerBox.value }
    _modify { yield &demultiplexerBox.value }
  }

  /// The machine's clock was set: every end of an access comes at another moment. Complexity: O(accesses).
  mutating func set(_ wall: WallClock) {
    let before = self.wall
    self.wall = wall
    for id in ids { _ = update(id) { $0.granted.clockSet(from: before, to: wall) } }
  }

  package subscript(id: ClientID) -> ClientPeer? { peers[id]?.value }
  /// Looks at a peer where it stands; nil if there is none.
  package func read<Result>(_ id: ClientID, _ body: (ClientPeer) -> Result) -> Result? {
    peers[id]?.read(body)
  }
  package func client(at address: IPAddress) -> ClientID? { byAddress[address] }

  package mutating func put(_ peer: ClientPeer, for id: ClientID) {
    peers[id] = Boxed(peer)
    for address in peer.addresses { byAddress[address] = id }
    if ids.sortedIndex(of: id) == nil { ids.insert(id, at: ids.insertionIndex(of: id)) }
    rearm(id)
  }

  /// Changes a peer in place; nil if there is none.
  package mutating func update<Result>(_ id: ClientID, _ body: (inout ClientPeer) -> Result) -> Result? {
    let wall = wall
    guard let (result, due) = change(id, { (body(&$0), $0.rearm(wall)) }) else { return nil }
    arm(id, due)
    return result
  }

  /// Gives a client the tunnel addresses that the portal says it has now.
  package mutating func move(_ id: ClientID, to addresses: [IPAddress]) {
    guard let old = read(id, \.addresses), old != addresses else { return }
    for address in old where byAddress[address] == id { byAddress[address] = nil }
    _ = update(id) { $0.move(to: addresses) }
    for address in addresses { byAddress[address] = id }
  }

  /// Gives a client a connection with this number among tunnels. All else that is known of a client stays.
  ///
  /// - Returns: the connection that it had; its tunnel is found no more.
  package mutating func connect(
    _ id: ClientID, _ identity: ConnectionIdentity, at addresses: [IPAddress], _ make: (ConnectionNumber) -> Connection
  ) -> Connection? {
    let old = read(id, \.connection)
    if let old { demultiplexer.unregister(old.number, old.identity) }
    let connection = make(demultiplexer.register(id, identity))
    if update(id, { $0.connection = connection }) == nil {
      put(ClientPeer(addresses: addresses, connection: connection), for: id)
    }
    return old
  }

  package mutating func remove(_ id: ClientID) -> ClientPeer? {
    guard let peer = peers.removeValue(forKey: id)?.value else { return nil }
    for address in peer.addresses where byAddress[address] == id { byAddress[address] = nil }
    if let i = ids.sortedIndex(of: id) { ids.remove(at: i) }
    demultiplexer.unregister(peer.connection.number, peer.connection.identity)
    return peer
  }

  package var nextConnectionDeadline: Instant? { connectionDeadlines.next }
  package var nextExpiry: Instant? { expiries.next }
  package var nextSweep: Instant? { sweeps.next }

  /// A client whose connection may have something to do. It must be changed, so that it is entered again.
  package mutating func popDueConnection(at now: Instant) -> ClientID? {
    while let id = connectionDeadlines.popDue(at: now) {
      if change(id, { $0.armed.connection.comes(at: now) }) == true { return id }
    }
    return nil
  }

  /// A client of whose accesses one may have run out. It must be changed, so that it is entered again.
  package mutating func popDueExpiry(at now: Instant) -> ClientID? {
    while let id = expiries.popDue(at: now) {
      if change(id, { $0.armed.expiry.comes(at: now) }) == true { return id }
    }
    return nil
  }

  /// A client of whose translations some may be over. It must be changed, so that it is entered again.
  package mutating func popDueSweep(at now: Instant) -> ClientID? {
    while let id = sweeps.popDue(at: now) {
      if change(id, { $0.armed.sweep.comes(at: now) }) == true { return id }
    }
    return nil
  }

  private mutating func rearm(_ id: ClientID) {
    let wall = wall
    if let due = change(id, { $0.rearm(wall) }) { arm(id, due) }
  }

  private mutating func arm(_ id: ClientID, _ due: ClientPeer.Armed) {
    if let deadline = due.connection { connectionDeadlines.arm(id, at: deadline) }
    if let expiry = due.expiry { expiries.arm(id, at: expiry) }
    if let sweep = due.sweep { sweeps.arm(id, at: sweep) }
  }

  private mutating func change<Result>(_ id: ClientID, _ body: (inout ClientPeer) -> Result) -> Result? {
    peers[id]?.update(body)
  }
}
