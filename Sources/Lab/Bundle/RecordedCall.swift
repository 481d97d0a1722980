import Access
import Base
import Portal
import Wire

/// One thing that a node's machine was told, or that was done with it.
package enum RecordedCall: Sendable {
  case start, wake, shutDown
  case portal(PortalLink)
  case packet(IPPacket, PacketID)
  case datagram(WireArrival)
  case answered(LookupID, UpstreamAnswer)
  case resolved(LookupID, LookupAnswer)
  case systemResolvers([Endpoint])
  case roam([Endpoint])
  case setInternetResource(Bool)
  case setFlag(FeatureFlag, Bool)
  case setQuirk(AccessQuirk, Bool)
  case setChannelQuirk(PortalQuirk, Bool)
  /// The shell sent it from the node's socket; the machine knows nothing of it.
  case sent(WireArrival)
  /// What came of a relayed address that was to be opened.
  case opened(Endpoint)
  case occupied(Endpoint)
  // Of a portal.
  case knocked(SocketID, Knock)
  case socketOpened(SocketID)
  case socketClosed(SocketID)
  case socketText(SocketID, String)
  case wished(ControlWish, serial: Int)
  case described([DirectoryRow])
  case clockSet(WallClock)

  /// A datagram with its ends.
  package struct WireArrival: Hashable, Sendable {
    package let bytes: [UInt8]
    package let from: Endpoint
    package let to: Endpoint
    package let id: PacketID
    package let ecn: ECN

    package init(_ bytes: [UInt8], from: Endpoint, to: Endpoint, _ id: PacketID, _ ecn: ECN) {
      (self.bytes, self.from, self.to, self.id, self.ecn) = (bytes, from, to, id, ecn)
    }
  }

  /// In a word, for counting.
  package var kind: Kind {
    switch self {
    case .start: .start
    case .wake: .wake
    case .shutDown: .shutDown
    case .portal: .portal
    case .packet: .packet
    case .datagram: .datagram
    case .answered: .answered
    case .resolved: .resolved
    case .systemResolvers: .systemResolvers
    case .roam: .roam
    case .setInternetResource: .setInternetResource
    case .setFlag: .setFlag
    case .setQuirk: .setQuirk
    case .setChannelQuirk: .setChannelQuirk
    case .sent: .sent
    case .opened: .opened
    case .occupied: .occupied
    case .knocked: .knocked
    case .socketOpened: .socketOpened
    case .socketClosed: .socketClosed
    case .socketText: .socketText
    case .wished: .wished
    case .described: .described
    case .clockSet: .clockSet
    }
  }

  /// As the file has them.
  package enum Kind: UInt8, Sendable, CaseIterable {
    case start = 1
    case wake, shutDown, portal, packet, datagram, answered, resolved, systemResolvers, roam
    case setInternetResource, setFlag, setQuirk, setChannelQuirk, sent, opened, occupied
    case knocked, socketOpened, socketClosed, socketText, wished, described, clockSet

    package var words: String {
      switch self {
      case .start: "start"
      case .wake: "wake"
      case .shutDown: "shut down"
      case .portal: "portal"
      case .packet: "packet"
      case .datagram: "datagram"
      case .answered: "name server's answer"
      case .resolved: "resolver's answer"
      case .systemResolvers: "name servers"
      case .roam: "roam"
      case .setInternetResource: "Internet resource"
      case .setFlag: "flag"
      case .setQuirk: "quirk"
      case .setChannelQuirk: "channel quirk"
      case .sent: "sent by the shell"
      case .opened: "address opened"
      case .occupied: "address occupied"
      case .knocked: "knock"
      case .socketOpened: "socket opened"
      case .socketClosed: "socket closed"
      case .socketText: "message"
      case .wished: "operator's wish"
      case .described: "lab file"
      case .clockSet: "clock"
      }
    }
  }
}
