import Base
import Wire

/// A fact about a host: what happened, to which application and with which packet.
package struct HostEvent: Hashable, Sendable {
  /// The application concerned; nil for services and for packets that belong to nobody.
  package var app: AppID?
  /// The packet received or sent, `.none` where time alone was the cause.
  package var packet: PacketID
  package var fact: HostFact
}

package enum HostFact: Hashable, Sendable {
  case opened(AppRequest)
  case sent(AppMessage)
  case received(AppMessage)
  /// A TCP handshake is complete; `accepted` on the side that was asked.
  case connected(local: Endpoint, remote: Endpoint, accepted: Bool)
  /// A TCP segment went out again. `attempt` counts timeouts in a row, 0 for a fast retransmission.
  case retransmitted(sequence: UInt32, attempt: Int)
  /// An ICMP error about an established connection: noted, not fatal.
  case softError(Errno, ICMPError)
  /// So many bytes of a body were read, of how many if that is known: ten times a large download.
  case progress(received: Int, of: Int?)
  /// One attempt to ask a name server failed; others may follow.
  case queryFailed(QueryFailure)
  /// A name has these addresses, in the order in which they will be tried.
  case resolved(String, [IPAddress])
  case failed(AppFailure)
  /// The application is done. Comes once for every application, last.
  case ended(AppResult)
  /// A TCP connection is gone, and why.
  case closed(local: Endpoint, remote: Endpoint, CloseReason)
  case dropped(DropReason)
}

/// What an application says or hears.
package enum AppMessage: Hashable, Sendable {
  case echoRequest(sequence: UInt16)
  case echoReply(sequence: UInt16, roundTrip: Duration)
  /// A datagram of this many bytes.
  case datagram(Int)
  /// The first segment of a handshake.
  case connect
  case httpRequest(path: String)
  case httpResponse(status: Int)
  case query(DNSQuestion, DNSTransport)
  /// What a name server said, and the number of records in its answer section.
  case answer(DNSRcode, records: Int)
}

package enum CloseReason: String, Hashable, Sendable {
  case finished
  case reset
  case timedOut = "timed-out"
  case unreachable
  case aborted
}
