import Access
import Base
import Portal
import Wire

/// One thing that a client's or gateway's machine was told, or that was done with it.
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
    case .clockSet: .clockSet
    }
  }

  /// As the file has them.
  package enum Kind: UInt8, Sendable, CaseIterable {
    case start = 1
    case wake, shutDown, portal, packet, datagram, answered, resolved, systemResolvers, roam
    case setInternetResource, setFlag, setQuirk, setChannelQuirk, sent, clockSet

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
      case .clockSet: "clock"
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
    case .wake, .resolved, .roam, .setInternetResource, .sent, .clockSet: nil
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
    case .clockSet(let wall): self = .clockSet(wall)
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
    case .clockSet(let wall): .clockSet(wall)
    case .shutDown: .shutDown
    case .setFlag(let flag, let on): .setFlag(flag, on)
    case .setQuirk(let quirk, let on): .setQuirk(quirk, on)
    case .setChannelQuirk(let quirk, let on): .setChannelQuirk(quirk, on)
    }
  }
}
