import Base
import Wire

/// The number of an event, `#n`. 0 is the operator.
package typealias EventNumber = Int

/// One thing that happened, with its place in time and in the chain of causes.
package struct TraceRecord: Sendable {
  package let n: EventNumber
  package let t: Instant
  package let node: String
  /// The event that led to this one; 0 for what the operator did.
  package let cause: EventNumber
  /// The packet that it is about, if any.
  package let packet: PacketID
  package let what: Happening

  package init(
    n: EventNumber, t: Instant, node: String, cause: EventNumber, packet: PacketID = .none, what: Happening
  ) {
    self.n = n
    self.t = t
    self.node = node
    self.cause = cause
    self.packet = packet
    self.what = what
  }

  package var kind: String { what.kind }
  package var fields: [Field] { what.fields }
  package subscript(field: String) -> Fact? { what.fields.first { $0.name == field }?.value }
  /// A field in words; `-` where there is none of this name.
  package func text(_ field: String) -> String { self[field]?.description ?? "-" }
}

/// What can happen in a lab. Each module names its own events; these are the world's, and the wrappers around theirs.
package enum Happening: Sendable {
  /// The operator's command line, as typed.
  case command(String)
  /// A packet at a tap: `tun.out`, `tun.in`, `lan.out`, `net.in` and so on. Out is away from the node's applications or clients.
  case seen(IPPacket, at: Tap, out: Bool)
  case wireSent(Datagram)
  case wireDelivered(Datagram)
  case wireLost(Datagram, reason: String)
  case portalSent(PortalMessage)
  case portalReceived(PortalMessage)
  case fault(link: String, change: String)
  case flag(name: String, on: Bool)
  /// A breakpoint stopped the world.
  case stopped(breakpoint: Int)
  /// A rule was applied.
  case ruled(Ruling)
  /// An event that a module reported of itself. Indirect, so that records are copied as the plain bytes that they are.
  indirect case reported(any Described)
}

/// A UDP datagram on its way between two nodes.
package struct Datagram: Sendable, Hashable {
  package let source: Endpoint
  package let destination: Endpoint
  package let payload: [UInt8]
  /// The nodes at its ends, as far as the world knows them.
  package let from: String
  package var to: String
  package let ecn: ECN

  package init(
    source: Endpoint, destination: Endpoint, payload: [UInt8], from: String, to: String, ecn: ECN = .notECT
  ) {
    self.source = source
    self.destination = destination
    self.payload = payload
    self.from = from
    self.to = to
    self.ecn = ecn
  }
}

/// A message on a portal connection: its name as on the wire and its fields, with objects' names where the wire has ids.
package struct PortalMessage: Sendable, Hashable {
  package let message: String
  package let from: String
  package let to: String
  package let fields: [Field]
  /// The whole frame as it crossed the socket.
  package let text: String

  package init(message: String, from: String, to: String, fields: [Field], text: String) {
    self.message = message
    self.from = from
    self.to = to
    self.fields = fields
    self.text = text
  }
}

extension Happening: Described {
  package var kind: String {
    switch self {
    case .command: "command"
    case .seen(_, let tap, let out): "\(tap.face.rawValue).\(out ? "out" : "in")"
    case .wireSent: "wire.sent"
    case .wireDelivered: "wire.delivered"
    case .wireLost: "wire.lost"
    case .portalSent: "portal.sent"
    case .portalReceived: "portal.received"
    case .fault: "fault"
    case .flag: "flag"
    case .stopped: "break"
    case .ruled(let ruling): ruling.kind
    case .reported(let event): event.kind
    }
  }

  package var fields: [Field] {
    switch self {
    case .command(let text): [Field("text", text)]
    case .seen(let packet, let tap, _):
      [
        Field("tap", tap.description), Field("src", .address(packet.source)),
        Field("dst", .address(packet.destination)),
        Field("protocol", packet.proto.description), Field("length", .number(Int64(packet.bytes.count))),
      ]
    case .wireSent(let datagram), .wireDelivered(let datagram): datagram.fields
    case .wireLost(let datagram, let reason): datagram.fields + [Field("reason", reason)]
    case .portalSent(let message), .portalReceived(let message):
      [Field("message", message.message), Field("from", message.from), Field("to", message.to)] + message.fields
    case .fault(let link, let change): [Field("link", link), Field("change", change)]
    case .flag(let name, let on): [Field("name", name), Field("on", .flag(on))]
    case .stopped(let breakpoint): [Field("breakpoint", .number(Int64(breakpoint)))]
    case .ruled(let ruling): ruling.fields
    case .reported(let event): event.fields
    }
  }
}

extension Datagram {
  var fields: [Field] {
    [
      Field("src", .endpoint(source)), Field("dst", .endpoint(destination)), Field("from", from), Field("to", to),
      Field("length", .number(Int64(payload.count))),
    ]
  }
}

extension TraceRecord {
  /// Where the packet that `seen` tells of was seen; builds none.
  package var tap: Tap? {
    switch what {
    case .seen(_, let tap, _): tap
    case .wireSent, .wireDelivered: Tap(node, .wire)
    case .ruled(let ruling): ruling.changed == nil ? nil : ruling.tap
    default: nil
    }
  }

  /// Whether what passed a tap was on its way out, away from the node's applications or clients; nil of what passed none.
  package var leaves: Bool? {
    switch what {
    case .seen(_, _, let out): out
    case .wireSent: true
    case .wireDelivered: false
    default: nil
    }
  }

  /// The packet that was seen, for patterns, captures and pictures; datagrams are given the IP and UDP headers that
  /// they travel with.
  package var seen: (packet: IPPacket, tap: Tap)? {
    switch what {
    case .seen(let packet, let tap, _): (packet, tap)
    case .wireSent(let datagram): datagram.packet.map { ($0, Tap(node, .wire)) }
    case .wireDelivered(let datagram): datagram.packet.map { ($0, Tap(node, .wire)) }
    case .ruled(let ruling): ruling.changed.map { ($0, ruling.tap) }
    default: nil
    }
  }

  /// The way between two nodes that this event draws in a sequence diagram.
  package var arrow: (from: String, to: String, lost: Bool)? {
    switch what {
    case .wireSent(let datagram): (datagram.from, datagram.to, false)
    case .wireLost(let datagram, _): (datagram.from, datagram.to, true)
    case .portalSent(let message): (message.from, message.to, false)
    default: nil
    }
  }
}

extension Datagram {
  package var packet: IPPacket? {
    let packet = IPPacket.udp(from: source, to: destination, payload)
    return ecn == .notECT ? packet : packet?.marked(ecn)
  }
}
