import Base
import Wire

// An event in an anonymous bundle. Its number is its place, its node that of the bundle.

extension [UInt8] {
  mutating func put(_ record: TraceRecord) {
    put(count: record.n - record.cause)
    put(varint: UInt64(record.packet.number))
    switch record.what {
    case .seen(let packet, let tap, let out):
      put(UInt8(0))
      put(tap.face.rawValue)
      put(out)
      put(bytes: packet.bytes)
    case .wireSent(let datagram): put(datagram, UInt8(1))
    case .wireDelivered(let datagram): put(datagram, UInt8(2))
    case .portalSent(let message): put(message, UInt8(3))
    case .portalReceived(let message): put(message, UInt8(4))
    case .flag(let name, let on):
      put(UInt8(5))
      put(name)
      put(on)
    default:
      put(UInt8(6))
      put(record.kind)
      put(record.isUpkeep)
      put(record.fields)
    }
  }

  private mutating func put(_ datagram: Datagram, _ tag: UInt8) {
    put(tag)
    put(datagram.source)
    put(datagram.destination)
    put(datagram.from)
    put(datagram.to)
    put(datagram.ecn.rawValue)
    put(bytes: datagram.payload)
  }

  private mutating func put(_ message: PortalMessage, _ tag: UInt8) {
    put(tag)
    put(message.message)
    put(message.from)
    put(message.to)
    put(message.fields)
  }
}

extension BundleCursor {
  mutating func record(_ n: EventNumber, at now: Instant, of node: String) throws(BundleProblem) -> TraceRecord {
    let start = at
    let distance = try varint()
    guard (1...UInt64(n)).contains(distance) else { throw BundleProblem(start, "the cause is no earlier event") }
    let packet = PacketID(try number32())
    return TraceRecord(
      n: n, t: now, node: node, cause: n - Int(distance), packet: packet, what: try happening(node))
  }

  private mutating func happening(_ node: String) throws(BundleProblem) -> Happening {
    switch try byte() {
    case 0:
      let face = try named(Tap.Face.self, "tap")
      let out = try flag()
      return .seen(try packet(), at: Tap(node, face), out: out)
    case 1: return .wireSent(try datagram())
    case 2: return .wireDelivered(try datagram())
    case 3: return .portalSent(try message())
    case 4: return .portalReceived(try message())
    case 5: return .flag(name: try text(), on: try flag())
    case 6:
      let (kind, isUpkeep) = (try text(), try flag())
      return .reported(ToldReport(kind: kind, fields: try fields(), isUpkeep: isUpkeep))
    case let tag: throw BundleProblem(at - 1, "there is no event \(tag)")
    }
  }

  private mutating func datagram() throws(BundleProblem) -> Datagram {
    let (source, destination) = (try endpoint(), try endpoint())
    let (from, to) = (try text(), try text())
    let mark = try mark()
    return Datagram(source: source, destination: destination, payload: try blob(), from: from, to: to, ecn: mark)
  }

  private mutating func message() throws(BundleProblem) -> PortalMessage {
    let (name, from, to) = (try text(), try text(), try text())
    return PortalMessage(message: name, from: from, to: to, fields: try fields(), text: "")
  }
}

/// Writes an anonymous bundle.
package struct AnonymousWriter: Sendable {
  private var entries = EntryWriter(.anonymous)

  package init(_ origin: BundleOrigin, at now: Instant = .zero) {
    entries.append(.birth, at: now) { $0.put(origin) }
  }

  package mutating func step(at now: Instant) { entries.append(.step, at: now) { _ in } }
  package mutating func note(_ record: TraceRecord) { entries.append(.record, at: record.t) { $0.put(record) } }
  package mutating func note(_ state: State, at now: Instant) { entries.append(.state, at: now) { $0.put(state) } }
  package mutating func end(_ reason: String, at now: Instant) { entries.append(.end, at: now) { $0.put(reason) } }
  package var bytes: [UInt8] { entries.pending }
}
