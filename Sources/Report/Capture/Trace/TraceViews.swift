import Base
import Lab
import Wire

/// The packets that a trace saw, as a capture holds them: where each was seen and when, which packet it is, and what
/// became of it.
package struct TraceViews {
  private let epoch: UnixTime
  private let section: CaptureSection
  private let fates: CaptureFates
  private var interfaces = SortedTable<Tap, CaptureInterface>()

  package init(of trace: [TraceRecord], _ wall: WallClock, _ section: CaptureSection) {
    epoch = wall.epoch
    self.section = section
    fates = CaptureFates(trace)
  }

  /// Nil for a record that saw no packet.
  package mutating func view(_ record: TraceRecord) -> CapturedPacket? {
    guard let seen = record.seen else { return nil }
    // The offset counts whole seconds.
    let rest = epoch.nanoseconds &- epoch.seconds &* 1_000_000_000
    let direction = record.leaves ? CaptureDirection.outbound : .inbound
    return CapturedPacket(
      seen.packet.bytes, on: interface(of: seen.tap), at: UInt64(clamping: rest &+ record.t.nanoseconds),
      comments: [fates.comment(on: record)], flags: direction.rawValue,
      id: record.packet == .none ? nil : UInt64(record.packet.number))
  }

  package mutating func interface(of tap: Tap) -> CaptureInterface {
    if let interface = interfaces[tap] { return interface }
    let interface = CaptureInterface(
      .raw, in: section, name: tap.description, summary: tap.face.meaning, timeOffset: epoch.seconds)
    interfaces[tap] = interface
    return interface
  }
}

extension CaptureSection {
  /// The program that writes the file, for shb_userappl.
  private static let program = "fzsh"

  /// - Parameter scenario: what was run: a script, or nothing that has a name.
  package convenience init(of lab: any LabBackend, scenario: String) {
    // Without the folders, which are nobody's business.
    let name = scenario.split(separator: "/").last.map(String.init) ?? scenario
    self.init(
      comments: ["lab \(lab.name), seed \(lab.seed), scenario \(name)".visible], application: Self.program)
  }
}

extension TraceRecord {
  /// The direction as the event's kind has it: out is away from a node's applications or clients.
  fileprivate var leaves: Bool {
    switch what {
    case .seen(_, _, let out): out
    case .wireSent: true
    default: false
    }
  }
}

extension Tap.Face {
  /// Whether IP packets are seen there.
  package var carriesPackets: Bool { self != .app && self != .ws }

  fileprivate var meaning: String {
    switch self {
    case .app: "between an application and the network stack"
    case .tun: "tunnel device: packets as applications see them"
    case .wire: "UDP socket: encrypted datagrams"
    case .lan: "resource network"
    case .net: "own network, beside the tunnel"
    case .ws: "portal connection"
    }
  }
}
