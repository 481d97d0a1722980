import Base

/// The number by which whoever opened an application knows it. Chosen by the opener, unique among the open ones.
package struct AppID: Hashable, Comparable, Sendable {
  package var number: UInt32

  package init(_ number: UInt32) { self.number = number }

  package static func < (a: AppID, b: AppID) -> Bool { a.number < b.number }
}

/// One thing that an application wants from the network; it ends with one `AppResult`.
package enum AppRequest: Hashable, Sendable {
  /// One echo request and its reply. `size` counts the payload behind the ICMP header, in bytes.
  ///
  /// Without an identifier the host draws one that it does not use already.
  case ping(IPAddress, identifier: UInt16? = nil, sequence: UInt16 = 1, size: Int = 56, timeout: Duration = .seconds(1))
  /// One datagram from an ephemeral port of a connected socket; the first datagram that comes back is the result.
  case udp(Endpoint, [UInt8], errors: UDPErrors = .connected, timeout: Duration = .seconds(2))
  /// A TCP handshake, then an orderly close.
  case connect(Endpoint, timeout: Duration = .seconds(130))
  /// GET over HTTP/1.1 with `Connection: close` (RFC 9112). `host` is the field's value.
  case http(Endpoint, path: String = "/", host: String, timeout: Duration = .seconds(130))

  package var destination: IPAddress {
    switch self {
    case .ping(let address, _, _, _, _): address
    case .udp(let endpoint, _, _, _), .connect(let endpoint, _), .http(let endpoint, _, _, _): endpoint.address
    }
  }

  package var timeout: Duration {
    switch self {
    case .ping(_, _, _, _, let timeout), .udp(_, _, _, let timeout), .connect(_, let timeout),
      .http(_, _, _, let timeout):
      timeout
    }
  }
}

/// Which ICMP errors a UDP socket hears of.
package enum UDPErrors: Hashable, Sendable {
  /// As a connected socket without options: fatal ones alone.
  case connected
  /// As a socket with IP_RECVERR: all that have an errno.
  case receiveErrors
}

/// What a host offers besides the answers to echo requests.
package enum Service: Hashable, Sendable {
  case udpEcho(UInt16)
  case tcpEcho(UInt16)
  /// `/`, `/get`, `/status/N` and `/bytes?num=N`.
  case http(UInt16)
}
