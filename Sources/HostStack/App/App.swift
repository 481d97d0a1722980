import Base
import Wire

/// An application that is open: what it wants, since when, and what it waits for.
struct App: Sendable {
  let request: AppRequest
  let opened: Instant
  /// When it had an address to go to.
  var begun: Instant
  /// When its TCP handshake was done.
  var connected: Instant?
  var wait = Wait.names
  /// What is heard on the TCP connection, for those that speak HTTP.
  var exchange: HTTPExchange?
  /// For those that read no faster than they were told.
  var reading: PacedReading?
  var lookup: Lookup?
  /// Names that dig has still to ask for.
  var digs: ArraySlice<DomainName> = []
  var attempts = Attempts()

  enum Wait: Hashable, Sendable {
    /// For name servers, whose questions have deadlines of their own.
    case names
    case echo(EchoKey)
    case datagram(Flow, UDPErrors)
    /// For those of `attempts`.
    case connection
  }

  init(_ request: AppRequest, opened: Instant) {
    self.request = request
    self.opened = opened
    begun = opened
    if case .http(_, _, _, _, let rate, _) = request {
      exchange = HTTPExchange()
      reading = rate.map { PacedReading(rate: $0) }
    }
  }

  var deadline: Instant {
    if case .http = request { return opened + request.timeout }
    return wait == .names ? .distantFuture : begun + request.timeout
  }

  /// Where it was talking to at last.
  var address: IPAddress? {
    switch wait {
    case .names: nil
    case .echo(let key): key.remote
    case .datagram(let flow, _): flow.remote.address
    case .connection: attempts.open.last?.remote.address ?? attempts.failed.last?.address
    }
  }
}

/// What tells the replies to one echo request from all others.
struct EchoKey: Hashable, Comparable, Sendable {
  let local: IPAddress
  let remote: IPAddress
  let identifier: UInt16
  let sequence: UInt16

  static func < (a: EchoKey, b: EchoKey) -> Bool {
    (a.local, a.remote, a.identifier, a.sequence) < (b.local, b.remote, b.identifier, b.sequence)
  }
}
