import Base
import Portal
import Wire

/// A session as the client sees it: its own port, and the proxy address that it speaks to.
package struct NATInside: Hashable, Comparable, Sendable {
  package let port: FlowPort
  package let proxy: IPAddress

  package static func < (a: NATInside, b: NATInside) -> Bool { (a.proxy, a.port) < (b.proxy, b.port) }
}

/// The same as the resource sees it: the port that the gateway chose, and the resource's own address.
package struct NATOutside: Hashable, Comparable, Sendable {
  package let port: FlowPort
  package let address: IPAddress

  package static func < (a: NATOutside, b: NATOutside) -> Bool { (a.address, a.port) < (b.address, b.port) }
}

/// One conversation of a client with a proxy address, and what stands in for its ends on the resources' side.
package struct NATSession: Hashable, Sendable {
  package let inside: NATInside
  package let outside: NATOutside
  package let since: Instant
  package internal(set) var lastOutbound: Instant
  /// nil: nobody has answered yet.
  package internal(set) var lastInbound: Instant?
  /// Who has ended its half of a TCP connection.
  package internal(set) var finished: Directions = []
  /// When the table will look whether it is over.
  var sweep = Instant.distantFuture

  init(inside: NATInside, outside: NATOutside, since: Instant, lastOutbound: Instant) {
    self.inside = inside
    self.outside = outside
    self.since = since
    self.lastOutbound = lastOutbound
  }

  package struct Directions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let outbound = Directions(rawValue: 1)
    package static let inbound = Directions(rawValue: 2)
    package static let both: Directions = [.outbound, .inbound]
  }

  /// RFC 5382 REQ-5: an established connection is kept for at least two hours and four minutes.
  package static let tcpLifetime: Duration = .seconds(2 * 3600 + 4 * 60)
  /// RFC 5382 REQ-5: one that is closing for at least four minutes.
  package static let closingLifetime: Duration = .seconds(4 * 60)
  /// RFC 4787 REQ-5: at least two minutes.
  package static let udpLifetime: Duration = .seconds(2 * 60)
  /// RFC 5508 REQ-2: at least 60 s; the system at hand takes twice that.
  package static let icmpLifetime: Duration = .seconds(2 * 60)
  /// As long as nobody has answered.
  package static let unconfirmedLifetime: Duration = .seconds(60)

  /// When the session ends unless another packet comes.
  ///
  /// - Parameter quirks: at the seed packets from the resource keep nothing alive, and answers confirm nothing.
  package func end(_ quirks: AccessQuirks) -> Instant {
    if quirks[.natIgnoresInbound] { return lastOutbound + lifetime }
    guard let lastInbound else { return lastOutbound + Self.unconfirmedLifetime }
    return max(lastInbound, lastOutbound) + (finished == .both ? Self.closingLifetime : lifetime)
  }

  private var lifetime: Duration {
    switch inside.port {
    case .tcp: Self.tcpLifetime
    case .udp: Self.udpLifetime
    case .icmp: Self.icmpLifetime
    }
  }
}

/// Why a session is no more.
package enum NATEnd: String, Hashable, Sendable {
  /// No packet came for too long.
  case expired
  /// One side has reset the TCP connection.
  case reset
  /// A new connection uses the ports of one that both sides have closed.
  case reused
  /// Its proxy address stands for another name now.
  case reassigned
}

/// What became of a translation. Large and seldom: it stands apart from what carries it.
package indirect enum NATChange: Hashable, Sendable {
  case created(NATSession)
  case ended(NATSession, NATEnd)
}

extension FlowPort {
  /// The same protocol's other port.
  func with(number: UInt16) -> FlowPort {
    switch self {
    case .tcp: .tcp(number)
    case .udp: .udp(number)
    case .icmp: .icmp(number)
    }
  }
}

extension IPPacket {
  /// By what a translation knows a packet of a client.
  var outboundPort: FlowPort? {
    switch transport {
    case .tcp(let tcp): .tcp(tcp.sourcePort)
    case .udp(let udp): .udp(udp.sourcePort)
    case .icmp(let icmp) where icmp.isEchoRequest: .icmp(icmp.identifier)
    case .icmp, .other: nil
    }
  }

  /// By what a translation knows a packet of a resource.
  var inboundPort: FlowPort? {
    switch transport {
    case .tcp(let tcp): .tcp(tcp.destinationPort)
    case .udp(let udp): .udp(udp.destinationPort)
    case .icmp(let icmp) where icmp.isEchoReply: .icmp(icmp.identifier)
    case .icmp, .other: nil
    }
  }

  var tcpFlags: TCPFlags { if case .tcp(let tcp) = transport { tcp.flags } else { [] } }
}
