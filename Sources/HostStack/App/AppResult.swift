import Base
import Wire

/// How an application ended, with all that ping, nc or curl would print about it.
package struct AppResult: Hashable, Sendable {
  package var request: AppRequest
  package var outcome: AppOutcome
  /// From opening to a complete TCP handshake, if there was one.
  package var connected: Duration?
  /// From opening to the end.
  package var duration: Duration
  /// With whom it spoke, or tried to at last; nil if it never had an address.
  package var address: IPAddress?
  /// Addresses to which no connection could be made, in the order in which they failed.
  package var failedAddresses: [AddressFailure] = []

  package var succeeded: Bool {
    switch outcome {
    case .echoed, .datagram, .connected, .response, .resolved, .answered: true
    case .failed, .stopped: false
    }
  }
}

extension AppResult {
  init(_ app: App, _ outcome: AppOutcome, at now: Instant) {
    self.init(
      request: app.request, outcome: outcome, connected: app.connected.map { $0 - app.opened },
      duration: now - app.opened, address: app.address, failedAddresses: app.attempts.failed)
  }
}

package enum AppOutcome: Hashable, Sendable {
  case echoed(EchoReply)
  /// The payload of the first datagram that came back.
  case datagram([UInt8])
  /// The local end of the connection that was made.
  case connected(Endpoint)
  case response(HTTPSummary)
  /// A name's addresses, in the order in which they are to be tried.
  case resolved([IPAddress])
  /// A name server's answer, whatever its code.
  case answered(DigAnswer)
  case failed(AppFailure)
  /// Closed by whoever opened it, before it was done.
  case stopped
}

package struct EchoReply: Hashable, Sendable {
  package var source: IPAddress
  package var sequence: UInt16
  /// Bytes of the ICMP message, header included, as ping counts them.
  package var size: Int
  package var hopLimit: UInt8
  package var roundTrip: Duration
}

package struct HTTPSummary: Hashable, Sendable {
  package var status: Int
  /// Bytes of the body received.
  package var length: Int
  /// The first bytes of the body, at most `HTTPLimits.shownBody`.
  package var beginning: [UInt8]
  /// Of the whole body (`BodyDigest`): tells an intact download from a damaged one without keeping it.
  package var digest: UInt64
}

/// How far a download is that goes on. Bytes of the body; the whole is nil where the server did not say it.
package struct AppProgress: Hashable, Sendable {
  package var received: Int
  package var whole: Int?
}

/// An application that has not ended.
package struct OpenApplication: Hashable, Sendable {
  package let id: AppID
  package let request: AppRequest
  package let opened: Instant
  /// nil before the response of a download begins.
  package let progress: AppProgress?
}

/// Why an application failed.
package struct AppFailure: Error, Hashable, Sendable {
  /// What the system call would have said; nil when it was the peer's words, not the system, that disappointed.
  package var errno: Errno?
  package var cause: Cause

  package enum Cause: Hashable, Sendable {
    /// An ICMP error, who sent it and the packet that carried it.
    case reported(ICMPError, by: IPAddress, PacketID)
    case timeout
    /// A TCP reset.
    case reset(PacketID)
    /// The peer closed after this many bytes of the body; nil when it had not said a word.
    case closedEarly(after: Int?, of: Int?)
    /// What the peer said is not HTTP.
    case malformedResponse
    /// No address of the destination's family.
    case noRoute
    /// More payload than a packet of the path's MTU can hold.
    case tooLong(mtu: Int)
    /// No free port, or as many sockets open as the host allows.
    case exhausted
    /// The destination's name has no address.
    case name(NameFailure)
    /// What dig was to ask for is no name.
    case badName(DomainNameError)
    /// No name server answered; every attempt.
    case noServers([QueryFailure])
  }
}

extension AppFailure {
  static func name(_ failure: NameFailure) -> AppFailure { AppFailure(errno: nil, cause: .name(failure)) }
}
