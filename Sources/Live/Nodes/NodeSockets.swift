import Access
import Base
import Glibc

/// The sockets that a client or gateway is reached at: one of each family that the kernel has.
struct NodeSockets {
  private(set) var v4: UDPSocket?
  private(set) var v6: UDPSocket?
  let intake = DatagramIntake()
  let outlet = DatagramOutlet()
  private let port: UInt16
  private let mark: FirewallMark?

  /// The preferred port, or else one that the kernel chooses; of both families, the addresses are the kernel's choice.
  ///
  /// - Parameter mark: what the node's own rule of routes looks for.
  init(port: UInt16, mark: FirewallMark?) throws(SystemError) {
    (self.port, self.mark) = (port, mark)
    try renew()
  }

  /// Others in their place; the old ones go first, for their port is asked for again.
  mutating func renew() throws(SystemError) {
    (v4, v6) = (nil, nil)
    let options = UDPSocket.Options(mark: mark, isBusy: true)
    v4 = try Self.open(.v4(IPv4Address(bits: 0)), port, options)
    v6 = try Self.open(.v6(.unspecified), port, options)
    guard v4 != nil || v6 != nil else { throw SystemError(.socket, code: EAFNOSUPPORT) }
  }

  private static func open(
    _ address: IPAddress, _ port: UInt16, _ options: UDPSocket.Options
  ) throws(SystemError) -> UDPSocket? {
    do throws(SystemError) {
      return try UDPSocket(Endpoint(address, port), options)
    } catch {
      switch error.code {
      case EAFNOSUPPORT, EADDRNOTAVAIL: return nil
      case EADDRINUSE where port != 0: return try open(address, 0, options)
      default: throw error
      }
    }
  }

  var all: [UDPSocket] { [v4, v6].compactMap(\.self) }

  var bySource: [(source: NodeSource, socket: UDPSocket)] {
    [(NodeSource.v4, v4), (.v6, v6)].compactMap { source, socket in socket.map { (source, $0) } }
  }

  subscript(family: IPFamily) -> UDPSocket? { family == .v4 ? v4 : v6 }

  /// As a machine has them: it learns from relays at which of our addresses it is reached.
  var endpoints: [Endpoint] {
    [v4.map { Endpoint(.v4(IPv4Address(bits: 0)), $0.port) }, v6.map { Endpoint(.v6(.unspecified), $0.port) }]
      .compactMap(\.self)
  }
}
