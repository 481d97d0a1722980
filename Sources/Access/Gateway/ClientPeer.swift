import Base
import Portal
import Wire

/// What a gateway knows of one client: its addresses, what it may reach, and the way to it.
///
/// It outlives its connection: a client that comes back without having forgotten anything still finds its access.
package struct ClientPeer: Sendable {
  package struct Grant: Hashable, Sendable {
    package var resource: GatewayResource
    /// nil: until it is taken away.
    package var expiresAt: UnixTime?
  }

  package let addresses: [IPAddress]
  package var connection: Connection
  /// When the gateway's queues will come back to it: at its deadlines, or earlier.
  var armed: Instant?
  var armedExpiry: Instant?
  package private(set) var grants = SortedTable<ResourceID, Grant>()
  /// When the first access runs out.
  private var nextExpiry: UnixTime?
  private var rules = PrefixTable<Rule>()

  /// What is allowed to one network, and the access that a packet of it counts for.
  private struct Rule: Sendable {
    var engine: FilterEngine
    let resource: ResourceID
  }

  package init(addresses: [IPAddress], connection: Connection) {
    self.addresses = addresses
    self.connection = connection
  }

  package enum Verdict: Hashable, Sendable {
    case permitted(ResourceID)
    case refused(Refusal.Reason, ResourceID?)
  }

  /// A packet from the client: may it go on?
  package func judge(_ packet: IPPacket) -> Verdict {
    guard addresses.contains(packet.source) else { return .refused(.foreignSource, nil) }
    guard let rule = rules.match(packet.destination)?.value else { return .refused(.notAuthorized, nil) }
    return rule.engine.allowsOutbound(packet) ? .permitted(rule.resource) : .refused(.filter, rule.resource)
  }

  /// A packet back to the client. ICMP errors pass: they speak of packets that were let through.
  package func mayReturn(_ packet: IPPacket) -> Bool {
    if case .icmp(let icmp) = packet.transport, icmp.isError { return true }
    return rules.match(packet.source)?.value.engine.allowsInbound(packet) ?? false
  }

  /// Adds an access, or renews its filters and expiry.
  ///
  /// - Returns: true if it was there before.
  package mutating func grant(_ resource: GatewayResource, until expiry: UnixTime?) -> Bool {
    let known = grants[resource.id] != nil
    grants[resource.id] = Grant(resource: resource, expiresAt: expiry)
    index()
    return known
  }

  package mutating func setExpiry(of resource: ResourceID, _ expiry: UnixTime) -> Bool {
    guard grants.update(resource, { $0.expiresAt = expiry }) != nil else { return false }
    index()
    return true
  }

  package mutating func update(_ resource: GatewayResource) -> Bool {
    guard grants.update(resource.id, { $0.resource = resource }) != nil else { return false }
    index()
    return true
  }

  package mutating func revoke(_ resource: ResourceID) -> Bool {
    guard grants[resource] != nil else { return false }
    grants[resource] = nil
    index()
    return true
  }

  /// Takes away what has run out.
  package mutating func expire(at time: UnixTime) -> [ResourceID] {
    let expired = grants.filter { $0.value.expiresAt.map { $0 <= time } ?? false }.map(\.key)
    for resource in expired { grants[resource] = nil }
    if !expired.isEmpty { index() }
    return expired
  }

  /// What is due earlier than the gateway's queues know.
  ///
  /// Deadlines move with every packet, mostly away: an entry that stands for an earlier time will do.
  mutating func rearm(_ wall: WallClock) -> (connection: Instant?, expiry: Instant?) {
    var due: (connection: Instant?, expiry: Instant?)
    if let deadline = connection.nextDeadline, deadline < armed ?? .distantFuture {
      armed = deadline
      due.connection = deadline
    }
    if let expiry = nextExpiry.map(wall.instant(of:)), expiry < armedExpiry ?? .distantFuture {
      armedExpiry = expiry
      due.expiry = expiry
    }
    return due
  }

  /// For each network, what any access allows whose network holds it: a narrow network inherits the rules of the broad
  /// ones around it.
  private mutating func index() {
    nextExpiry = grants.values.compactMap(\.expiresAt).min()
    rules = PrefixTable()
    let networks = grants.values.flatMap { grant in grant.resource.networks.map { ($0, grant.resource) } }
    for (network, resource) in networks where rules[network] == nil {
      var rule = Rule(engine: FilterEngine(resource.filters), resource: resource.id)
      for (other, around) in networks where around.id != resource.id && other.contains(network) {
        rule.engine.formUnion(FilterEngine(around.filters))
      }
      rules[network] = rule
    }
  }
}

extension GatewayResource {
  package var networks: [IPPrefix] {
    switch target {
    case .cidr(let network, _): [network]
    case .internet: [IPPrefix("0.0.0.0/0"), IPPrefix("::/0")].compactMap(\.self)
    case .dns: []
    }
  }
}
