import Base
import Portal

/// What a client knows of one gateway that it uses.
package struct GatewayPeer: Sendable {
  package let site: SiteID
  package let addresses: [IPAddress]
  /// Apart: a peer that is looked at or moved is a small thing.
  private var link: Boxed<Connection>
  /// When the client's queue will come back to it: at its deadline, or earlier.
  var armed: Instant?
  /// The resources that are reached through it, in ascending order.
  package private(set) var resources: [ResourceID] = []
  /// Where its packets may come from, besides its own addresses.
  private var allowed = PrefixTable<[ResourceID]>()

  package init(site: SiteID, addresses: [IPAddress], connection: Connection) {
    self.site = site
    self.addresses = addresses
    link = Boxed(connection)
  }

  package var connection: Connection {
    get { link.value }
    _modify { yield &link.value }
  }

  /// The deadline that is due earlier than the client's queue knows.
  ///
  /// Deadlines move with every packet, mostly away: an entry that stands for an earlier time will do.
  mutating func rearm() -> Instant? {
    guard let deadline = connection.nextDeadline(), deadline < armed ?? .distantFuture else { return nil }
    armed = deadline
    return deadline
  }

  package mutating func allow(_ resource: ClientResource) {
    if resources.contains(resource.id) { disallow(resource.id) }
    resources.insert(resource.id, at: resources.insertionIndex(of: resource.id))
    for network in resource.networks { allowed[network, default: []].append(resource.id) }
  }

  /// Lets the proxy addresses of a DNS resource's name speak too.
  mutating func allow(_ proxies: [IPAddress], of resource: ResourceID) {
    for proxy in proxies where allowed[IPPrefix(host: proxy)]?.contains(resource) != true {
      allowed[IPPrefix(host: proxy), default: []].append(resource)
    }
  }

  package mutating func disallow(_ id: ResourceID) {
    resources.removeAll { $0 == id }
    for (network, ids) in allowed.entries {
      let rest = ids.filter { $0 != id }
      allowed[network] = rest.isEmpty ? nil : rest
    }
  }

  package func mayComeFrom(_ source: IPAddress) -> Bool {
    addresses.contains(source) || allowed.match(source) != nil
  }
}
