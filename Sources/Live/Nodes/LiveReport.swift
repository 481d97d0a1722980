import Access
import Base
import Glibc
import Lab
import Portal
import Traversal
import WireGuard

/// What the system did to a live node, in words.
struct LiveReport: Described {
  enum What {
    case interface(TunConfiguration)
    case interfaceFailed(SystemError)
    case dropped(LiveDrop)
    case recordingEnded(RecordingEnd)
    case keysTold(Int)
    case clockSet(by: Duration)
  }

  let what: What

  var kind: String {
    switch what {
    case .interface: "interface"
    case .interfaceFailed: "interface.failed"
    case .dropped: "drop"
    case .recordingEnded: "recording.ended"
    case .keysTold: "keys.told"
    case .clockSet: "clock.set"
    }
  }

  var fields: [Field] {
    switch what {
    case .interface(let tun):
      [
        Field("addresses", .list(tun.addresses.map { .address($0) })),
        Field("routes", .list(tun.routes.map { .prefix($0) })),
      ]
    case .interfaceFailed(let error): [Field("reason", .text(error.description))]
    case .dropped(let drop): [Field("reason", .text(drop.description))]
    case .recordingEnded(let end):
      [
        Field("file", end.path), Field("length", .number(Int64(end.length))), Field("reason", end.reason),
      ]
    case .keysTold(let count): [Field("handshakes", .number(Int64(count)))]
    // Nobody sets a clock more finely, and two clocks are not read at one moment.
    case .clockSet(let span): [Field("by", .duration(.seconds((span / .seconds(1)).rounded())))]
    }
  }
}

extension LiveReport {
  /// Nil of what the machine itself tells, or was told.
  init?(_ event: LiveEvent) {
    switch event {
    case .interface(let tun): what = .interface(tun)
    case .interfaceFailed(let error): what = .interfaceFailed(error)
    case .dropped(let drop): what = .dropped(drop)
    case .keysTold(let count): what = .keysTold(count)
    case .clockSet(let span): what = .clockSet(by: span)
    default: return nil
    }
  }
}

/// A live node's events as a lab's records.
package final class LiveJournal {
  private let names: NameBook
  private let everyPacket: Bool
  private let contents: (String, Bool) -> (name: String, fields: [MessageField])
  private let control: ControlJournal?
  private let observer: (TraceRecord) -> Void
  private var log: EventLog

  /// - Parameters:
  ///   - names: of what the node knows by identifiers, as far as somebody else knows those.
  ///   - everyPacket: whether what became of single packets is told as well.
  ///   - control: told of everything, packets if it wants to know of them.
  ///   - contents: what a frame of the portal connection says, sent or received.
  package init(
    node: String, names: NameBook = NameBook(), everyPacket: Bool = false, control: ControlJournal? = nil,
    contents: @escaping (String, Bool) -> (name: String, fields: [MessageField]) = { _, _ in ("", []) },
    observer: @escaping (TraceRecord) -> Void
  ) {
    (self.names, self.everyPacket, self.control) = (names, everyPacket, control)
    (self.contents, self.observer) = (contents, observer)
    log = EventLog(node: node) { _ in }
  }

  package func write(_ event: LiveEvent, at now: Instant) {
    guard everyPacket || !event.isOfPassing || control?.wantsPackets == true else { return }
    switch event {
    case .began(let origin):
      log.begin()
      control?.begin(for: origin)
    case .access(let event): write(AccessReport(event, names), at: now)
    case .portal(let fact): write(AccessReport(.channel(fact), names), at: now)
    case .relay(let event):
      guard let report = RelayReport(event, clients: SortedTable()) else { return }
      record(.reported(report), at: now, report.packet, isPacket: report.isAboutOnePacket)
    // Keys of sessions are in no log, and in no trace.
    case .secret(.handshake(let secret)): control?.keep(secret.keyLog)
    case .secret: break
    case .keysTold(let count): record(.reported(LiveReport(what: .keysTold(count))), at: now)
    case .interface(let tun): record(.reported(LiveReport(what: .interface(tun))), at: now)
    case .interfaceFailed(let error): record(.reported(LiveReport(what: .interfaceFailed(error))), at: now)
    case .dropped(let drop): record(.reported(LiveReport(what: .dropped(drop))), at: now, isPacket: true)
    case .recordingEnded(let end): record(.reported(LiveReport(what: .recordingEnded(end))), at: now)
    case .clockSet(let span): record(.reported(LiveReport(what: .clockSet(by: span))), at: now)
    case .flag(let flag, let on): record(.flag(name: flag.rawValue, on: on), at: now)
    case .message(let text, let isSent): note(message: text, isSent, at: now)
    case .seen(let packet, let id, let out):
      note(.seen(packet, at: Tap(log.node, .tun), out: out), at: now, id)
    case .beside(let packet, let id, let out):
      note(.seen(packet, at: Tap(log.node, .net), out: out), at: now, id)
    case .arrived(let datagram, let id):
      log.begin()
      note(.wireDelivered(datagram), at: now, id)
    case .departed(let datagram, let id): note(.wireSent(datagram), at: now, id)
    }
  }

  private func write(_ report: AccessReport, at now: Instant) {
    record(.reported(report), at: now, report.packet, isPacket: report.packet != .none)
  }

  private func record(_ what: Happening, at now: Instant, _ packet: PacketID = .none, isPacket: Bool = false) {
    guard !isPacket || everyPacket || control?.wantsPackets == true else { return }
    let record = log.record(what, at: now, packet: packet)
    control?.note(record, isPacket: isPacket)
    if !isPacket || everyPacket { observer(record) }
  }

  /// For those who are attached alone: a node that writes all it sees writes too much.
  private func note(_ what: Happening, at now: Instant, _ packet: PacketID = .none) {
    if let control { control.note(log.record(what, at: now, packet: packet), isPacket: packet != .none) }
  }

  private func note(message text: String, _ isSent: Bool, at now: Instant) {
    guard control != nil else { return }
    let (name, fields) = contents(text, isSent)
    let (own, portal) = (log.node, Self.portal)
    // The frame's own text is not kept: it has secrets.
    let message = Lab.PortalMessage(
      message: name, from: isSent ? own : portal, to: isSent ? portal : own,
      fields: fields.map { Field($0.name, names.fact($0.value)) }, text: "")
    if !isSent { log.begin() }
    note(isSent ? .portalSent(message) : .portalReceived(message), at: now)
  }

  /// What nodes call it that do not know its name.
  private static let portal = "portal"
}

extension LiveEvent {
  /// What every packet that passes has to tell: most of all events.
  fileprivate var isOfPassing: Bool {
    switch self {
    case .access(.routed), .access(.permitted): true
    default: false
    }
  }
}

extension RelayReport {
  fileprivate var isAboutOnePacket: Bool { if case .dropped = event { true } else { false } }
}
