import Access
import Base
import Portal
import Wire

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
    case .wake, .resolved, .roam, .setInternetResource, .sent, .opened, .occupied, .clockSet: nil
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

extension AccessRelay.Input: RecordedInput {
  package init?(_ call: RecordedCall) {
    switch call {
    case .start: self = .start
    case .portal(let link): self = .portal(link)
    case .datagram(let wire): self = .datagram(wire.bytes, from: wire.from, to: wire.to, wire.id)
    case .opened(let relayed): self = .opened(relayed)
    case .occupied(let relayed): self = .occupied(relayed)
    case .clockSet(let wall): self = .clockSet(wall)
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
    case .clockSet(let wall): .clockSet(wall)
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
    case .clockSet(let wall): self = .clockSet(wall)
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
    case .clockSet(let wall): .clockSet(wall)
    }
  }
}
