import Access
import Base
import Glibc
import Lab
import Traversal
import Wire
import WireGuard

/// What happened at a live node: what its machine tells, and what the system did.
package enum LiveEvent: Sendable {
  case access(AccessEvent)
  case relay(RelayEvent)
  case portal(ChannelFact)
  case secret(TunnelSecret)
  case interface(TunConfiguration)
  case interfaceFailed(SystemError)
  case dropped(LiveDrop)
  /// A frame of the portal connection, as its text.
  case message(String, sent: Bool)
  /// What the node is told is not recorded any more.
  case recordingEnded(RecordingEnd)
  /// Somebody who is attached asked for what opens sessions, and got so many handshakes' worth.
  case keysTold(Int)
  /// The machine's clock was set, by so much.
  case clockSet(by: Duration)
  /// The operator switched a flag.
  case flag(FeatureFlag, Bool)
  // What is told of only while somebody looks at packets.
  /// A packet at the tunnel device; out is away from the applications, or into the resources' network.
  case seen(IPPacket, PacketID, out: Bool)
  /// A packet beside the tunnel: a question of the node itself to a name server, or its answer.
  case beside(IPPacket, PacketID, out: Bool)
  case arrived(Datagram, PacketID)
  case departed(Datagram, PacketID)
  /// What follows has another beginning than what came before: somebody's wish, a deadline, something from outside.
  case began(ControlOrigin)
}

/// Why the outermost layer of a node dropped something.
package enum LiveDrop: Hashable, Sendable {
  /// The kernel refused to send it; an errno, and how many datagrams.
  case notSent(to: Endpoint?, code: Int32, count: Int)
  /// The node has no socket of this family.
  case noSocket(to: Endpoint)
  /// The tunnel device refused it.
  case notDelivered(PacketID, code: Int32)
  /// What an application sent is no IP packet that a tunnel carries.
  case notAPacket(MalformedPacket)
  /// The tunnel device wrote what no such device writes.
  case notFromADevice
}

extension LiveDrop: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notSent(let to, let code, let count):
      "not sent\(to.map { " to \($0)" } ?? ""): \(String(cString: strerror(code)))\(count > 1 ? " (\(count))" : "")"
    case .noSocket(let to): "no socket for \(to)"
    case .notDelivered(_, let code): "not delivered: \(String(cString: strerror(code)))"
    case .notAPacket(let why): "\(why)"
    case .notFromADevice: "not a packet of the tunnel device"
    }
  }
}
