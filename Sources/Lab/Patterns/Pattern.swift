import Berkeley
import Wire

/// What is looked for among packets and portal messages: compiled once, a value, cheap to copy.
///
/// The same type serves expectations, breakpoints, filters of tables, and rules in flight.
package indirect enum Pattern: Sendable {
  case packet(PacketPattern)
  case berkeley(BerkeleyFilter)
  case message(MessagePattern)
  case and(Pattern, Pattern)
  case or(Pattern, Pattern)
  case not(Pattern)
}

extension Pattern {
  package func matches(_ packet: IPPacket) -> Bool {
    switch self {
    case .packet(let pattern): pattern.matches(packet)
    case .berkeley(let filter): filter.matches(packet.bytes)
    case .message: false
    case .and(let a, let b): a.matches(packet) && b.matches(packet)
    case .or(let a, let b): a.matches(packet) || b.matches(packet)
    case .not(let inner): !inner.matches(packet)
    }
  }

  /// The same of a packet that may be no whole one.
  package func matches(_ packet: Packet) -> Bool {
    switch self {
    case .packet(let pattern): pattern.matches(packet)
    // The filter takes for granted that there is an IP header.
    case .berkeley(let filter): packet.layers.first?.schema.family != nil && filter.matches(packet.bytes)
    case .message: false
    case .and(let a, let b): a.matches(packet) && b.matches(packet)
    case .or(let a, let b): a.matches(packet) || b.matches(packet)
    case .not(let inner): !inner.matches(packet)
    }
  }

  package func matches(_ message: PortalMessage) -> Bool {
    switch self {
    case .packet, .berkeley: false
    case .message(let pattern): pattern.matches(message)
    case .and(let a, let b): a.matches(message) && b.matches(message)
    case .or(let a, let b): a.matches(message) || b.matches(message)
    case .not(let inner): !inner.matches(message)
    }
  }

  /// An event matches by the packet that was seen or by the message that crossed a portal connection.
  package func matches(_ record: TraceRecord) -> Bool {
    switch record.what {
    case .portalSent(let message), .portalReceived(let message): matches(message)
    default: record.seen.map { matches($0.packet) } ?? false
    }
  }
}

extension Pattern {
  /// What kinds of things the pattern can match at all.
  package var looksAtPackets: Bool {
    switch self {
    case .packet, .berkeley: true
    case .message: false
    case .and(let a, let b), .or(let a, let b): a.looksAtPackets || b.looksAtPackets
    case .not(let inner): inner.looksAtPackets
    }
  }

  /// Whether it asks for something inside a tunnel message, which must be opened first.
  package var looksInside: Bool {
    switch self {
    case .packet(let pattern): pattern.looksInside
    case .berkeley, .message: false
    case .and(let a, let b), .or(let a, let b): a.looksInside || b.looksInside
    case .not(let inner): inner.looksInside
    }
  }

  package var looksAtMessages: Bool {
    switch self {
    case .packet, .berkeley: false
    case .message: true
    case .and(let a, let b), .or(let a, let b): a.looksAtMessages || b.looksAtMessages
    case .not(let inner): inner.looksAtMessages
    }
  }
}
