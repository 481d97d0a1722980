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
    }
  }

  /// As the file has them.
  package enum Kind: UInt8, Sendable, CaseIterable {
    case start = 1
    case wake, shutDown, portal, packet, datagram, answered, resolved, systemResolvers, roam
    case setInternetResource, setFlag, setQuirk, setChannelQuirk, sent, opened, occupied
    case knocked, socketOpened, socketClosed, socketText, wished, described

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
      }
    }
  }
}

/// What a machine is told, as a recording has it.
package protocol RecordedInput: Sendable {
  var call: RecordedCall { get }
  /// Nil of what a machine of this kind is never told.
  init?(_ call: RecordedCall)
}

extension AccessInput {
  /// What both kinds of machines are told alike.
  fileprivate static func common(_ call: RecordedCall) -> Self? {
    switch call {
    case .start: .start
    case .shutDown: .shutDown
    case .portal(let link): .portal(link)
    case .packet(let packet, let id): .packet(packet, id)
    case .datagram(let wire): .datagram(wire.bytes, from: wire.from, to: wire.to, wire.id, ecn: wire.ecn)
    case .answered(let id, let answer): .answered(id, answer)
    case .systemResolvers(let servers): .systemResolvers(servers)
    case .setFlag(let flag, let on): .setFlag(flag, on)
    case .setQuirk(let quirk, let on): .setQuirk(quirk, on)
    case .setChannelQuirk(let quirk, let on): .setChannelQuirk(quirk, on)
    case .wake, .resolved, .roam, .setInternetResource, .sent, .opened, .occupied: nil
    case .knocked, .socketOpened, .socketClosed, .socketText, .wished, .described: nil
    }
  }
}

extension AccessClient.Input: RecordedInput {
  package init?(_ call: RecordedCall) {
    switch call {
    case .roam(let sockets): self = .roam(sockets: sockets)
    case .setInternetResource(let on): self = .setInternetResource(on)
    default:
      guard let input = Self.common(call) else { return nil }
      self = input
    }
  }

  package var call: RecordedCall {
    switch self {
    case .start: .start
    case .portal(let link): .portal(link)
    case .packet(let packet, let id): .packet(packet, id)
    case .datagram(let bytes, let from, let to, let id, let ecn):
      .datagram(.init(bytes, from: from, to: to, id, ecn))
    case .answered(let id, let answer): .answered(id, answer)
    case .systemResolvers(let servers): .systemResolvers(servers)
    case .roam(let sockets): .roam(sockets)
    case .setInternetResource(let on): .setInternetResource(on)
    case .shutDown: .shutDown
    case .setFlag(let flag, let on): .setFlag(flag, on)
    case .setQuirk(let quirk, let on): .setQuirk(quirk, on)
    case .setChannelQuirk(let quirk, let on): .setChannelQuirk(quirk, on)
    }
  }
}

extension AccessGateway.Input: RecordedInput {
  package init?(_ call: RecordedCall) {
    switch call {
    case .resolved(let id, let answer): self = .resolved(id, answer)
    default:
      guard let input = Self.common(call) else { return nil }
      self = input
    }
  }

  package var call: RecordedCall {
    switch self {
    case .start: .start
    case .portal(let link): .portal(link)
    case .packet(let packet, let id): .packet(packet, id)
    case .datagram(let bytes, let from, let to, let id, let ecn):
      .datagram(.init(bytes, from: from, to: to, id, ecn))
    case .resolved(let id, let answer): .resolved(id, answer)
    case .answered(let id, let answer): .answered(id, answer)
    case .systemResolvers(let servers): .systemResolvers(servers)
    case .shutDown: .shutDown
    case .setFlag(let flag, let on): .setFlag(flag, on)
    case .setQuirk(let quirk, let on): .setQuirk(quirk, on)
    case .setChannelQuirk(let quirk, let on): .setChannelQuirk(quirk, on)
    }
  }
}

extension AccessRelay.Input: RecordedInput {
  package init?(_ call: RecordedCall) {
    switch call {
    case .start: self = .start
    case .portal(let link): self = .portal(link)
    case .datagram(let wire): self = .datagram(wire.bytes, from: wire.from, to: wire.to, wire.id)
    case .opened(let relayed): self = .opened(relayed)
    case .occupied(let relayed): self = .occupied(relayed)
    default: return nil
    }
  }

  package var call: RecordedCall {
    switch self {
    case .start: .start
    case .portal(let link): .portal(link)
    case .datagram(let bytes, let from, let to, let id): .datagram(.init(bytes, from: from, to: to, id, .notECT))
    case .opened(let relayed): .opened(relayed)
    case .occupied(let relayed): .occupied(relayed)
    }
  }
}

extension LabPortal.Input: RecordedInput {
  package init?(_ call: RecordedCall) {
    switch call {
    case .start: self = .start
    case .knocked(let socket, let knock): self = .knocked(socket, knock)
    case .socketOpened(let socket): self = .opened(socket)
    case .socketClosed(let socket): self = .closed(socket)
    case .socketText(let socket, let text): self = .text(socket, text)
    case .wished(let wish, let serial): self = .wished(wish, serial: serial)
    case .described(let rows): self = .described(rows)
    default: return nil
    }
  }

  package var call: RecordedCall {
    switch self {
    case .start: .start
    case .knocked(let socket, let knock): .knocked(socket, knock)
    case .opened(let socket): .socketOpened(socket)
    case .closed(let socket): .socketClosed(socket)
    case .text(let socket, let text): .socketText(socket, text)
    case .wished(let wish, let serial): .wished(wish, serial: serial)
    case .described(let rows): .described(rows)
    }
  }
}
