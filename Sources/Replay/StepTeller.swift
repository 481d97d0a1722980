import Access
import Base
import Lab
import Portal
import Wire

/// Tells what happens in one step of a recorded node, as the live node told it to whoever was attached.
struct StepTeller {
  private let origin: BundleOrigin
  private let now: Instant
  private let began: Int
  private var cause: EventNumber = 0

  /// What nodes call it that do not know its name.
  static let portal = "portal"

  /// - Parameter count: how many records there were before.
  init(_ origin: BundleOrigin, at now: Instant, from count: Int) {
    (self.origin, self.now, began) = (origin, now, count)
  }

  private mutating func record(
    _ what: Happening, _ packet: PacketID = .none, at moment: Instant? = nil, into trace: inout [TraceRecord]
  ) {
    let earlier = packet == .none ? nil : trace[began...].last { $0.packet == packet }?.n
    let n = trace.count + 1
    let t = max(moment ?? now, trace.last?.t ?? .zero)
    trace.append(
      TraceRecord(n: n, t: t, node: origin.name, cause: earlier ?? cause, packet: packet, what: what))
    cause = n
  }

  mutating func tell(_ report: ToldReport, at moment: Instant, into trace: inout [TraceRecord]) {
    record(.reported(report), at: max(now, moment), into: &trace)
  }

  // MARK: What came

  mutating func tell<Machine: RecordedMachine>(
    _ call: RecordedCall, _: Machine.Type, _ book: NameBook, into trace: inout [TraceRecord]
  ) {
    switch call {
    case .portal(.text(let text)): record(.portalReceived(message(text, false, Machine.self, book)), into: &trace)
    case .packet(let packet, let id):
      record(.seen(packet, at: Tap(origin.name, .tun), out: Machine.role == .client), id, into: &trace)
    case .datagram(let wire):
      let datagram = Datagram(
        source: wire.from, destination: wire.to, payload: wire.bytes, from: "\(wire.from.address)", to: origin.name,
        ecn: wire.ecn)
      record(.wireDelivered(datagram), wire.id, into: &trace)
    case .setFlag(let flag, let on): record(.flag(name: flag.rawValue, on: on), into: &trace)
    default: break
    }
  }

  // MARK: What left

  mutating func tell<Machine: RecordedMachine>(
    _ deed: RecordedDeed, _: Machine.Type, _ book: NameBook, into trace: inout [TraceRecord]
  ) {
    switch deed {
    case .access(let output): tell(output, Machine.self, book, into: &trace)
    case .open, .close: break
    case .relay(let event):
      guard let report = RelayReport(event, clients: SortedTable()) else { return }
      record(.reported(report), report.packet, into: &trace)
    case .portal(.event(let event)):
      if let what = Happening(event, book, portal: origin.name) { record(what, into: &trace) }
    case .portal: break
    }
  }

  private mutating func tell<Machine: RecordedMachine>(
    _ output: AccessOutput, _: Machine.Type, _ book: NameBook, into trace: inout [TraceRecord]
  ) {
    switch output {
    case .datagram(let bytes, let from, let to, let id, let ecn):
      let datagram = Datagram(
        source: own(from), destination: to, payload: bytes, from: origin.name, to: "\(to.address)", ecn: ecn)
      record(.wireSent(datagram), id, into: &trace)
    case .deliver(let packet, let id):
      record(.seen(packet, at: Tap(origin.name, .tun), out: Machine.role == .gateway), id, into: &trace)
    case .portal(.text(let text)): record(.portalSent(message(text, true, Machine.self, book)), into: &trace)
    case .event(let event):
      let report = AccessReport(event, book)
      record(.reported(report), report.packet, into: &trace)
    case .portal, .interface, .resolve, .ask, .secret: break
    }
  }

  /// A socket that is bound to all addresses sends from the one that the kernel chose.
  private func own(_ endpoint: Endpoint) -> Endpoint {
    guard endpoint.address.isUnspecified,
      let address = origin.addresses.first(where: { $0.family == endpoint.address.family })
    else { return endpoint }
    return Endpoint(address, endpoint.port)
  }

  /// The frame's own text is not kept: it has secrets.
  private func message<Machine: RecordedMachine>(
    _ text: String, _ isSent: Bool, _: Machine.Type, _ book: NameBook
  ) -> Lab.PortalMessage {
    let (name, fields) = Machine.contents(text, sent: isSent)
    return Lab.PortalMessage(
      message: name, from: isSent ? origin.name : Self.portal, to: isSent ? Self.portal : origin.name,
      fields: fields.map { Field($0.name, book.fact($0.value)) }, text: "")
  }
}
