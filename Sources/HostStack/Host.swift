import Base
import Wire

/// A small host: it answers echo requests, serves UDP and TCP, and runs applications that react to ICMP errors as
/// those on Linux do.
///
/// IP packets go in; IP packets and facts come out. Left out on purpose: fragments are not put together, and a
/// packet to one of the host's own addresses leaves like any other.
package struct Host: Machine {
  package let name: String
  package private(set) var addresses: [IPAddress]
  package private(set) var timers = TimerTable<HostTimer>()

  package enum Input: Sendable {
    case packet(IPPacket, PacketID)
    /// Opens an application. An id that is open already is ignored.
    case open(AppID, AppRequest)
    /// Stops an application, if it is still open.
    case close(AppID)
    /// The host's addresses from now on. Open sockets keep theirs.
    case addresses([IPAddress])
  }

  package enum Output: Sendable {
    case packet(IPPacket, PacketID)
    case event(HostEvent)
  }

  /// - Parameters:
  ///   - name: what the HTTP service calls itself.
  ///   - addresses: the first of each family is the source of what the host begins.
  package init(name: String, addresses: [IPAddress], services: [Service], chance: Chance) {
    self.name = name
    self.addresses = addresses
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
  }
}

/// What a host waits for; each is the earliest among its sockets.
package enum HostTimer: Int, TimerName {
  /// An application's patience.
  case application = 0
  /// RFC 6298, and the probes of a closed window.
  case retransmission
  /// RFC 9293 §3.6.1: the end of TIME-WAIT.
  case timeWait
}
