import Base
import Portal
import Wire

/// What a gateway knows of one client: its addresses, what it may reach and by which translations, and the way to it.
///
/// It outlives its connection: a client that comes back without having forgotten anything still finds its access.
package struct ClientPeer: Sendable {
  package private(set) var addresses: [IPAddress]
  package internal(set) var granted = GrantTable()
  package internal(set) var translations = Translations()
  package internal(set) var nat = NATTable()
  /// Datagrams that come in pieces, from the client and to it.
  var outboundFragments = FragmentFlows()
  var inboundFragments = FragmentFlows()
  var errors = ErrorLimit.client
  var notices = AuthorizationNotices()
  /// When the gateway's queues will come back to it: at its deadlines, or earlier.
  var armed = Armed()
  private var link: Boxed<Connection>

  struct Armed: Sendable {
    var connection: Instant?
    var expiry: Instant?
    var sweep: Instant?
  }

  package init(addresses: [IPAddress], connection: Connection) {
    self.addresses = addresses
    link = Boxed(connection)
  }

  package var connection: Connection {
    _read { yield link.value }
    _modify { yield &link.value }
  }

  package var grants: SortedTable<ResourceID, Grant> { granted.all }
  /// How many ICMP errors the client may be sent at once.
  package func errorsLeft(at now: Instant) -> Int { errors.left(at: now) }

  /// The portal gave the client other tunnel addresses. Nobody answers to the old ones, so that sessions end.
  package mutating func move(to addresses: [IPAddress]) {
    guard addresses != self.addresses else { return }
    self.addresses = addresses
    nat = NATTable()
    outboundFragments = FragmentFlows()
    inboundFragments = FragmentFlows()
  }

  /// What is due earlier than the gateway's queues know.
  ///
  /// Deadlines move with every packet, mostly away: an entry that stands for an earlier time will do.
  mutating func rearm(_ wall: WallClock) -> Armed {
    func moved(_ known: inout Instant?, to next: Instant?) -> Instant? {
      guard let next, next < known ?? .distantFuture else { return nil }
      known = next
      return next
    }
    return Armed(
      connection: moved(&armed.connection, to: connection.nextDeadline()),
      expiry: moved(&armed.expiry, to: granted.nextEnd.map(wall.instant(of:))),
      sweep: moved(&armed.sweep, to: nat.nextSweep))
  }
}

/// How many ICMP errors a gateway makes (RFC 1812 §4.3.2.8, RFC 4443 §2.4 f). The figures are our own: a browser that
/// is refused everywhere hears of each connection at once, a flood is answered a hundred times a second.
enum ErrorLimit {
  static let client = TokenBucket(burst: 50, every: .milliseconds(10))
  /// For all resources together that speak to clients which are gone.
  static let resources = TokenBucket(burst: 50, every: .milliseconds(10))
}

extension ClientPeer {
  package enum Change: Hashable, Sendable { case added, refreshed, kept }

  /// Adds an access, or renews all that is said of it.
  package mutating func grant(
    _ resource: GatewayResource, until expiry: UnixTime?, _ quirks: AccessQuirks = .none, at now: Instant = .zero
  ) -> Change {
    guard let old = granted[resource.id] else {
      granted.put(Grant(resource: resource, expiresAt: expiry, since: now), for: resource.id)
      return .added
    }
    if quirks[.keepFirstExpiry] {
      granted.put(old.refreshed(resource), for: resource.id)
      return .kept
    }
    granted.put(Grant(resource: resource, expiresAt: expiry, since: old.since), for: resource.id)
    return .refreshed
  }

  /// - Returns: whether there is such an access, and its end is another now.
  package mutating func setExpiry(of resource: ResourceID, _ expiry: UnixTime) -> Bool? {
    guard var grant = granted[resource] else { return nil }
    guard grant.expiresAt != expiry else { return false }
    grant.expiresAt = expiry
    granted.put(grant, for: resource)
    return true
  }

  /// The resource itself has changed, whoever may reach it.
  package mutating func update(_ resource: GatewayResource, _ quirks: AccessQuirks = .none) -> Bool {
    guard var grant = granted[resource.id] else { return false }
    grant = quirks[.keepFirstExpiry] ? grant.refreshed(resource) : grant.with(resource)
    granted.put(grant, for: resource.id)
    return true
  }

  package mutating func revoke(_ resource: ResourceID) -> Bool {
    guard granted[resource] != nil else { return false }
    granted.put(nil, for: resource)
    return true
  }

  /// Takes away what has run out.
  package mutating func expire(at time: UnixTime) -> [ResourceID] { granted.expire(at: time) }

  /// Takes in what the client says that its proxy addresses stand for. Sessions with those that stood for something else
  /// end.
  package mutating func assign(
    _ key: Translations.Key, _ proxies: [IPAddress], _ quirks: AccessQuirks, at now: Instant,
    _ changes: inout [NATChange]
  ) {
    for proxy in translations.assign(key, proxies, wipesAll: quirks[.natWipesAll], at: now) {
      nat.reset(proxy, at: now, &changes)
    }
  }

  /// The name's real addresses, as they were looked up.
  package mutating func resolve(_ key: Translations.Key, to addresses: [IPAddress]) {
    translations.resolve(key, to: addresses)
  }
}

extension Grant {
  fileprivate func with(_ resource: GatewayResource) -> Grant {
    var grant = self
    grant.resource = resource
    return grant
  }

  /// The seed's way: filters alone, and nothing where another kind of resource has the same id.
  fileprivate func refreshed(_ new: GatewayResource) -> Grant {
    switch (resource.target, new.target) {
    case (.cidr, .cidr), (.dns, .dns), (.internet, .internet):
      with(GatewayResource(id: resource.id, target: resource.target, filters: new.filters))
    default: self
    }
  }
}
