import Base
import HostStack
import Wire

/// DNS over TCP: applications' connections to the sentinels, and our own to name servers within the tunnel.
///
/// Both ends of the client's are small hosts of their own. On the sentinels' side packets are exchanged with the
/// applications, on the other with the tunnel.
package struct ResolverStreams: Sendable {
  /// Data plane §4.9: connections that a sentinel holds at a time.
  package static let perSentinel = 10

  /// An application's connection.
  struct Accepted: Sendable {
    let sentinel: IPAddress
    var reader = DNSStream()
    /// The application will ask no more.
    var isFinished = false
  }

  /// A connection of ours.
  struct Opened: Sendable {
    let server: Endpoint
    var local: Endpoint?
    var isConnected = false
    var reader = DNSStream()
    var queries: [LookupID] = []
  }

  var sentinels: Host
  var tunnel: Host
  private(set) var accepted = SortedTable<UInt32, Accepted>()
  private(set) var opened = SortedTable<UInt32, Opened>()
  private var lastOpened: UInt32 = 0

  init(chance: Chance) {
    sentinels = Host(
      name: "sentinels", addresses: [], services: [.stream(NameService.port, connections: Self.perSentinel)],
      chance: chance.stream("sentinels"))
    tunnel = Host(name: "tunnel", addresses: [], services: [], chance: chance.stream("tunnel"))
  }

  var nextDeadline: Instant? { Instant.earlier(sentinels.timers.next, tunnel.timers.next) }

  // Applications' connections.

  mutating func accept(_ number: UInt32, at sentinel: IPAddress) { accepted[number] = Accepted(sentinel: sentinel) }
  mutating func close(accepted number: UInt32) { accepted[number] = nil }
  mutating func finish(accepted number: UInt32) { accepted.update(number) { $0.isFinished = true } }

  mutating func read(_ bytes: [UInt8], from number: UInt32) -> [[UInt8]] {
    accepted.update(number) { $0.reader.receive(bytes) } ?? []
  }

  /// Connections to sentinels that are none any more.
  func stale(_ addresses: [IPAddress]) -> [UInt32] {
    accepted.filter { !addresses.contains($0.value.sentinel) }.map(\.key)
  }

  // Our own connections.

  /// The connection that takes the next question for the server, and whether it must be opened.
  mutating func connection(to server: Endpoint, for query: LookupID) -> (number: UInt32, isNew: Bool) {
    if let open = opened.first(where: { $0.value.server == server })?.key {
      opened.update(open) { $0.queries.append(query) }
      return (open, false)
    }
    lastOpened &+= 1
    opened[lastOpened] = Opened(server: server, queries: [query])
    return (lastOpened, true)
  }

  /// A segment of ours leaves: now it is known from where.
  mutating func note(_ packet: IPPacket) {
    guard let ports = packet.ports else { return }
    let (local, server) = (Endpoint(packet.source, ports.source), Endpoint(packet.destination, ports.destination))
    for number in opened.keys {
      opened.update(number) { if $0.server == server, $0.local == nil { $0.local = local } }
    }
  }

  /// The connection between these ends.
  func number(_ local: Endpoint, _ server: Endpoint) -> UInt32? {
    opened.first { $0.value.local == local && $0.value.server == server }?.key
  }

  mutating func read(_ bytes: [UInt8], over number: UInt32) -> [[UInt8]] {
    opened.update(number) { $0.reader.receive(bytes) } ?? []
  }

  /// - Returns: whether the connection has nothing more to wait for.
  mutating func settle(_ query: LookupID, over number: UInt32) -> Bool {
    opened.update(number) { connection in
      connection.queries.removeAll { $0 == query }
      return connection.queries.isEmpty
    } ?? false
  }

  mutating func connect(opened number: UInt32) { opened.update(number) { $0.isConnected = true } }

  mutating func close(opened number: UInt32) -> [LookupID] {
    defer { opened[number] = nil }
    return opened[number]?.queries ?? []
  }

  /// Begins the tunnel's side anew: its connections lead nowhere any more.
  mutating func resetTunnel(chance: Chance) {
    tunnel = Host(name: "tunnel", addresses: tunnel.addresses, services: [], chance: chance)
    opened = SortedTable()
  }
}
