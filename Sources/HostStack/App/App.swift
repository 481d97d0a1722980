import Base

/// An application that is open: what it wants, since when, and what it waits for.
struct App: Sendable {
  let request: AppRequest
  let opened: Instant
  /// When its TCP handshake was done.
  var connected: Instant?
  var deadline: Instant { opened + request.timeout }
  var wait: Wait
  /// What is heard on the TCP connection, for those that speak HTTP.
  var exchange: HTTPExchange?

  enum Wait: Hashable, Sendable {
    case echo(EchoKey)
    case datagram(Flow, UDPErrors)
    case connection(Flow)
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
