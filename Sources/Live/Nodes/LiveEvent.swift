import Access
import Base
import Glibc
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
}

extension LiveDrop: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notSent(let to, let code, let count):
      "not sent\(to.map { " to \($0)" } ?? ""): \(String(cString: strerror(code)))\(count > 1 ? " (\(count))" : "")"
    case .noSocket(let to): "no socket for \(to)"
    case .notDelivered(_, let code): "not delivered: \(String(cString: strerror(code)))"
    case .notAPacket(let why): "\(why)"
    }
  }
}
