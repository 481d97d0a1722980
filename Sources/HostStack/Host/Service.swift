/// What a host offers besides the answers to echo requests, and at which port.
package enum Service: Hashable, Sendable {
  case udpEcho(UInt16)
  case tcpEcho(UInt16)
  /// `/`, `/get`, `/status/N` and `/bytes?num=N`.
  case http(UInt16)
  /// A name server, over UDP and TCP.
  case dns(UInt16, NameServer)
  /// TCP connections to any of the host's addresses, whose bytes go to the host's owner (`StreamEvent`).
  ///
  /// `connections` bounds those that are open at one local address; a SYN beyond is reset.
  case stream(UInt16, connections: Int)
}

extension Host {
  /// Who answers datagrams to a port.
  enum DatagramService {
    case echo
    case dns(NameServer)
  }

  func datagramService(_ port: UInt16) -> DatagramService? {
    for service in services {
      switch service {
      case .udpEcho(port): return .echo
      case .dns(port, let server): return .dns(server)
      default: continue
      }
    }
    return nil
  }

  /// Who listens for TCP connections at a port.
  func listener(_ port: UInt16) -> Service? {
    services.first { service in
      switch service {
      case .http(port), .tcpEcho(port), .dns(port, _), .stream(port, _): true
      default: false
      }
    }
  }
}
