import Base

/// The number by which whoever opened an application knows it. Chosen by the opener, unique among the open ones.
package struct AppID: Hashable, Comparable, Sendable {
  package var number: UInt32

  package init(_ number: UInt32) { self.number = number }

  package static func < (a: AppID, b: AppID) -> Bool { a.number < b.number }
}

/// One thing that an application wants from the network; it ends with one `AppResult`.
///
/// Where the destination is a name, the host asks its resolvers first. The timeout of `http` counts from the opening, as
/// that of curl does, the others count from when there is an address; `longest` bounds both.
package enum AppRequest: Hashable, Sendable {
  /// One echo request and its reply. `size` counts the payload behind the ICMP header, in bytes.
  ///
  /// Without an identifier the host draws one that it does not use already.
  case ping(
    Destination, identifier: UInt16? = nil, sequence: UInt16 = 1, size: Int = 56, timeout: Duration = .seconds(1))
  /// One datagram from an ephemeral port of a connected socket; the first datagram that comes back is the result.
  case udp(Destination, port: UInt16, [UInt8], errors: UDPErrors = .connected, timeout: Duration = .seconds(2))
  /// A TCP handshake, then an orderly close. A name's addresses are tried one after the other, as netcat does.
  case connect(Destination, port: UInt16, timeout: Duration = .seconds(130))
  /// GET over HTTP/1.1 with `Connection: close` (RFC 9112). `host` is the field's value. A name's addresses are tried as
  /// curl does (`Attempts`). `rate` is curl's `--limit-rate` in bytes a second: the client reads no faster, and its
  /// receive window holds the server back.
  case http(
    Destination, port: UInt16, path: String = "/", host: String, rate: Int? = nil, timeout: Duration = .seconds(130))
  /// A host's addresses as getaddrinfo finds them: what `getent ahosts` asks.
  case resolve(String, IPFamily? = nil)
  /// A question to a name server, answered with the whole message.
  case dig(Dig)

  /// Nil for what goes to the host's resolvers.
  package var destination: Destination? {
    switch self {
    case .ping(let destination, _, _, _, _), .udp(let destination, _, _, _, _), .connect(let destination, _, _),
      .http(let destination, _, _, _, _, _):
      destination
    case .resolve(let name, let family): .name(name, family)
    case .dig: nil
    }
  }

  package var timeout: Duration {
    switch self {
    case .ping(_, _, _, _, let timeout), .udp(_, _, _, _, let timeout), .connect(_, _, let timeout),
      .http(_, _, _, _, _, let timeout):
      timeout
    // Its servers' patience is its own.
    case .resolve: .zero
    case .dig(let dig): dig.longest
    }
  }

  /// How long the application may be open at most, looking up included.
  package var longest: Duration {
    guard case .name? = destination else { return timeout }
    return timeout + ResolverLimits.longestLookup
  }
}

/// The same to an address.
extension AppRequest {
  package static func ping(
    _ address: IPAddress, identifier: UInt16? = nil, sequence: UInt16 = 1, size: Int = 56,
    timeout: Duration = .seconds(1)
  ) -> AppRequest {
    .ping(.address(address), identifier: identifier, sequence: sequence, size: size, timeout: timeout)
  }

  package static func udp(
    _ remote: Endpoint, _ payload: [UInt8], errors: UDPErrors = .connected, timeout: Duration = .seconds(2)
  ) -> AppRequest {
    .udp(.address(remote.address), port: remote.port, payload, errors: errors, timeout: timeout)
  }

  package static func connect(_ remote: Endpoint, timeout: Duration = .seconds(130)) -> AppRequest {
    .connect(.address(remote.address), port: remote.port, timeout: timeout)
  }

  package static func http(
    _ remote: Endpoint, path: String = "/", host: String, rate: Int? = nil, timeout: Duration = .seconds(130)
  ) -> AppRequest {
    .http(.address(remote.address), port: remote.port, path: path, host: host, rate: rate, timeout: timeout)
  }
}

/// Which ICMP errors a UDP socket hears of.
package enum UDPErrors: Hashable, Sendable {
  /// As a connected socket without options: fatal ones alone.
  case connected
  /// As a socket with IP_RECVERR: all that have an errno.
  case receiveErrors
}
