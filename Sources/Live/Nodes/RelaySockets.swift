import Base
import Glibc
import Traversal

/// The sockets of a relay, by what they are to the world outside.
struct RelaySockets {
  struct Entry {
    let endpoint: Endpoint
    let socket: UDPSocket
  }

  static let wouldBlock = EAGAIN
  private var byToken: [UInt64: Entry] = [:]
  private var tokens: [Endpoint: UInt64] = [:]
  private var nextToken: UInt64 = 16

  /// One for each address that the relay listens at.
  init(_ policy: RelayPolicy, _ poller: Poller) throws(SystemError) {
    for endpoint in policy.listeners {
      try insert(endpoint, try Self.bind(endpoint, isBusy: true), poller)
    }
  }

  subscript(token: Poller.Token) -> Entry? { byToken[token.number] }

  func socket(at endpoint: Endpoint) -> UDPSocket? { tokens[endpoint].flatMap { byToken[$0]?.socket } }

  func unspecified(_ family: IPFamily) -> IPAddress {
    family == .v4 ? .v4(IPv4Address(bits: 0)) : .v6(.unspecified)
  }

  /// - Returns: false where somebody else has the port, or the process may open no more.
  mutating func open(_ endpoint: Endpoint, _ poller: Poller) -> Bool {
    guard let socket = try? Self.bind(endpoint, isBusy: false) else { return false }
    return (try? insert(endpoint, socket, poller)) != nil
  }

  mutating func close(_ endpoint: Endpoint, _ poller: Poller) {
    guard let token = tokens.removeValue(forKey: endpoint), let entry = byToken.removeValue(forKey: token) else {
      return
    }
    poller.forget(entry.socket.descriptor)
  }

  private mutating func insert(_ endpoint: Endpoint, _ socket: UDPSocket, _ poller: Poller) throws(SystemError) {
    try poller.watch(socket.descriptor, Poller.Token(nextToken))
    byToken[nextToken] = Entry(endpoint: endpoint, socket: socket)
    tokens[endpoint] = nextToken
    nextToken += 1
  }

  /// To the public address itself where it is this machine's; behind a translation, to whatever it becomes inside.
  private static func bind(_ endpoint: Endpoint, isBusy: Bool) throws(SystemError) -> UDPSocket {
    let options = UDPSocket.Options(isBusy: isBusy)
    do throws(SystemError) {
      return try UDPSocket(endpoint, options)
    } catch {
      guard error.code == EADDRNOTAVAIL else { throw error }
      let any: IPAddress = endpoint.address.family == .v4 ? .v4(IPv4Address(bits: 0)) : .v6(.unspecified)
      return try UDPSocket(Endpoint(any, endpoint.port), options)
    }
  }
}
