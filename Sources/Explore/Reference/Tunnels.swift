import Base

/// The law of established tunnels: what got through goes on getting through, as long as nothing comes between the two
/// ends of its tunnel and no right changes.
///
/// The portal may be away, cut off from either end or misheard, and relays may come and go: a tunnel needs none of them
/// for what it carries already. Where its path leads over a relay, the relay is between its ends.
struct Tunnels: Sendable {
  private struct Access: Hashable, Comparable, Sendable {
    let client: String
    let resource: String

    static func < (a: Access, b: Access) -> Bool { (a.client, a.resource) < (b.client, b.resource) }
  }

  /// When something last got through.
  private var established = SortedTable<Access, Instant>()
  /// From when on something may count as established again.
  private var shaken = SortedTable<String, Instant>()
  /// Rights changed while not everybody could hear of it: what gets through may do so by rights of old.
  private var isTainted = false
  /// Accesses that an operator has touched by themselves: the portal's books and the gateway's may differ.
  private var tainted: [Access] = []
  private var lastChange: Instant?

  func established(_ client: String, _ resource: String) -> Instant? {
    established[Access(client: client, resource: resource)]
  }

  /// - Parameter ends: the client, and the gateways that may serve the resource.
  mutating func establish(_ client: String, _ resource: String, ends: [String], at now: Instant) {
    let access = Access(client: client, resource: resource)
    guard !isTainted, !tainted.contains(access), ends.allSatisfy({ (shaken[$0] ?? .zero) <= now }) else { return }
    established[access] = now
  }

  /// The nodes' tunnels may break, until then.
  ///
  /// - Parameter holds: whether a resource is served by one of the nodes.
  mutating func shake(_ nodes: [String], until time: Instant, holds: (String) -> Bool) {
    for node in nodes { shaken[node] = max(time, shaken[node] ?? time) }
    for access in established.keys where nodes.contains(access.client) || holds(access.resource) {
      established[access] = nil
    }
  }

  mutating func taint(_ client: String, _ resource: String) {
    let access = Access(client: client, resource: resource)
    established[access] = nil
    tainted.append(access)
  }

  /// - Parameter isHeard: by all whom it concerns, and soon.
  mutating func changeRights(at now: Instant, isHeard: Bool) {
    established = SortedTable()
    lastChange = now
    if !isHeard { isTainted = true }
  }

  /// Somebody does not hear the portal any more, and perhaps not what it said last.
  mutating func partFromPortal(at now: Instant) {
    if let lastChange, now - lastChange < Reference.Law.told { isTainted = true }
  }

  mutating func settle() { (shaken, isTainted, tainted) = (SortedTable(), false, []) }
}
