import Access
import Base
import Glibc
import Lab
import Traversal

/// What the system did to a live node, in words.
struct LiveReport: Described {
  enum What {
    case interface(TunConfiguration)
    case interfaceFailed(SystemError)
    case dropped(LiveDrop)
  }

  let what: What

  var kind: String {
    switch what {
    case .interface: "interface"
    case .interfaceFailed: "interface.failed"
    case .dropped: "drop"
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
    }
  }
}

/// A live node's events as a lab's records.
package final class LiveJournal {
  private let names: NameBook
  private let everyPacket: Bool
  private var log: EventLog

  /// - Parameters:
  ///   - names: of what the node knows by identifiers, as far as somebody else knows those.
  ///   - everyPacket: whether what became of single packets is told as well.
  package init(
    node: String, names: NameBook = NameBook(), everyPacket: Bool = false, observer: @escaping (TraceRecord) -> Void
  ) {
    self.names = names
    self.everyPacket = everyPacket
    log = EventLog(node: node, observer: observer)
  }

  package func write(_ event: LiveEvent, at now: Instant) {
    guard everyPacket || !event.isOfPassing else { return }
    switch event {
    case .access(let event): write(AccessReport(event, names), at: now)
    case .portal(let fact): write(AccessReport(.channel(fact), names), at: now)
    case .relay(let event):
      guard let report = RelayReport(event, clients: SortedTable()), everyPacket || !report.isAboutOnePacket else {
        return
      }
      log.record(.reported(report), at: now)
    // Keys of sessions are in no log.
    case .secret: break
    case .interface(let tun): log.record(.reported(LiveReport(what: .interface(tun))), at: now)
    case .interfaceFailed(let error): log.record(.reported(LiveReport(what: .interfaceFailed(error))), at: now)
    case .dropped(let drop):
      if everyPacket { log.record(.reported(LiveReport(what: .dropped(drop))), at: now) }
    }
  }

  private func write(_ report: AccessReport, at now: Instant) {
    guard everyPacket || report.packet == .none else { return }
    log.record(.reported(report), at: now, packet: report.packet)
  }
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
