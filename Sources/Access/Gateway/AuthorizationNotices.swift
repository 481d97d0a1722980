import Base
import Wire

/// How often a client is told in so many words that an authorization is missing: once in two seconds for each
/// destination (the later design that replaces the ICMP trigger).
struct AuthorizationNotices: Sendable {
  static let interval: Duration = .seconds(2)
  /// Our own: destinations within an interval. Beyond it nothing is said until one is old.
  static let capacity = 64

  private var sent: [Notice] = []

  private struct Notice: Sendable {
    let destination: IPAddress
    let at: Instant
  }

  /// Whether to tell now; if so, it counts as told.
  mutating func tells(of destination: IPAddress, at now: Instant) -> Bool {
    sent.removeAll { now - $0.at >= Self.interval }
    guard sent.count < Self.capacity, !sent.contains(where: { $0.destination == destination }) else { return false }
    sent.append(Notice(destination: destination, at: now))
    return true
  }
}

extension NoAuthorization {
  init(about packet: IPPacket) {
    self.init(
      destination: packet.destination, proto: packet.proto.rawValue, port: packet.ports?.destination)
  }
}
