import Base
import Portal
import Wire

/// An event of a live node on its way to a shell.
package struct ControlRecord: Codable, Hashable, Sendable {
  /// The node's own number.
  package let n: Int
  /// When it was told, on the machine's clock (CLOCK_BOOTTIME): the same for all nodes of a machine.
  package let at: Int64
  /// The node's own event that led to it; 0 for what came from outside, or by time.
  package let cause: Int
  /// The wish that led to it, by its number; 0 for none of this shell.
  package var wish: UInt32
  package let packet: UInt32
  package let what: What

  package enum What: Codable, Hashable, Sendable {
    case seen(IPPacket, at: Tap.Face, out: Bool)
    case wire(WireDatagram, sent: Bool)
    case message(String, from: String, to: String, fields: [Field], sent: Bool)
    case flag(name: String, on: Bool)
    case told(kind: String, fields: [Field], upkeep: Bool)
  }

  package struct WireDatagram: Codable, Hashable, Sendable {
    package let source: Endpoint
    package let destination: Endpoint
    let payload: CodedBytes
    let ecn: UInt8

    package var bytes: [UInt8] { payload.bytes }
    package var mark: ECN { ECN(rawValue: ecn & 3) ?? .notECT }
  }
}

extension ControlRecord {
  package init(_ record: TraceRecord, at: Int64, wish: UInt32) {
    self.init(
      n: record.n, at: at, cause: record.cause, wish: wish, packet: record.packet.number, what: What(record))
  }
}

extension ControlRecord.What {
  fileprivate init(_ record: TraceRecord) {
    switch record.what {
    case .seen(let packet, let tap, let out): self = .seen(packet, at: tap.face, out: out)
    case .wireSent(let datagram): self = .wire(.init(datagram), sent: true)
    case .wireDelivered(let datagram): self = .wire(.init(datagram), sent: false)
    case .portalSent(let message):
      self = .message(message.message, from: message.from, to: message.to, fields: message.fields, sent: true)
    case .portalReceived(let message):
      self = .message(message.message, from: message.from, to: message.to, fields: message.fields, sent: false)
    case .flag(let name, let on): self = .flag(name: name, on: on)
    default: self = .told(kind: record.kind, fields: record.fields, upkeep: record.isUpkeep)
    }
  }
}

extension ControlRecord.WireDatagram {
  fileprivate init(_ datagram: Datagram) {
    self.init(
      source: datagram.source, destination: datagram.destination, payload: CodedBytes(datagram.payload),
      ecn: datagram.ecn.rawValue)
  }
}

/// An event that another process told of: its kind and its fields are all that is known.
package struct ToldReport: Described {
  package let kind: String
  package let fields: [Field]
  package let isUpkeep: Bool

  package init(kind: String, fields: [Field], isUpkeep: Bool) {
    (self.kind, self.fields, self.isUpkeep) = (kind, fields, isUpkeep)
  }
}
