import Base

/// The name servers of the gateway's own system, and which of them to ask: the one that answers fastest of late, a new
/// one first, one that has just failed last.
///
/// Its own queries are the measurement: a server that has died is not the fastest for longer than one query takes to
/// fail, and is tried again when `pause` has passed.
package struct NameServers: Sendable {
  /// How often the system at hand measures anew.
  static let pause: Duration = .seconds(60)

  package struct Server: Hashable, Sendable {
    package let endpoint: Endpoint
    /// nil: it has not answered yet.
    package internal(set) var roundTrip: Duration?
    /// Not to be asked before this, if another can be.
    package internal(set) var failedUntil: Instant?
  }

  package private(set) var all: [Server] = []

  /// What is known of servers that stay is kept.
  mutating func replace(with endpoints: [Endpoint]) {
    all = endpoints.map { endpoint in
      all.first { $0.endpoint == endpoint } ?? Server(endpoint: endpoint, roundTrip: nil, failedUntil: nil)
    }
  }

  /// The best server that is none of those that were tried.
  func best(except tried: [Endpoint], at now: Instant) -> Endpoint? {
    all.filter { !tried.contains($0.endpoint) }
      .enumerated().min { rank($0.element, $0.offset, now) < rank($1.element, $1.offset, now) }?.element.endpoint
  }

  private func rank(_ server: Server, _ place: Int, _ now: Instant) -> (Int, Duration, Int) {
    let hasFailed = server.failedUntil.map { $0 > now } ?? false
    return (hasFailed ? 1 : 0, server.roundTrip ?? .zero, place)
  }

  mutating func answered(_ endpoint: Endpoint, after roundTrip: Duration) {
    guard let i = all.firstIndex(where: { $0.endpoint == endpoint }) else { return }
    // A smoothed time as in RFC 6298 §2.3: an eighth of each new measurement.
    all[i].roundTrip = all[i].roundTrip.map { ($0 * 7 + roundTrip) / 8 } ?? roundTrip
    all[i].failedUntil = nil
  }

  mutating func failed(_ endpoint: Endpoint, at now: Instant) {
    guard let i = all.firstIndex(where: { $0.endpoint == endpoint }) else { return }
    all[i].failedUntil = now + Self.pause
  }
}
