import Base
import Lab
import Wire

/// The packets of a trace as a pcapng file (draft-ietf-opsawg-pcapng), for Wireshark and everything that reads what it
/// reads: one interface for each tap, and with every packet what became of it.
///
/// ```
/// section header · interface descriptions · decryption secrets if asked for · packets …
/// ```
/// A tap beyond those that were named gets its description where its first packet stands.
package struct Capture {
  /// What was written.
  package struct Count: Hashable, Sendable {
    package var packets = 0
    package var taps = 0

    package init() {}
  }

  /// The program that writes the file, for shb_userappl.
  package static let application = "fzsh"

  package let lab: String
  package let seed: UInt64
  /// What was run: a script, or nothing that has a name.
  package let scenario: String
  package let trace: [TraceRecord]
  package let wall: WallClock
  /// The taps whose packets are written; `others` says whether those of all other taps are, too.
  package let taps: [Tap]
  package let others: Bool
  /// WireGuard key log lines; empty for a file without secrets.
  package let keyLog: [String]

  /// - Parameter taps: nil for all.
  package init(of lab: any LabBackend, scenario: String, taps: [Tap]? = nil, keys: Bool = false) throws(LabError) {
    self.lab = lab.name
    seed = lab.seed
    self.scenario = scenario
    trace = lab.trace
    wall = lab.wall
    others = taps == nil
    self.taps =
      if let taps { taps } else {
        Self.list(try lab.answer(.names(.tap))).compactMap { Tap($0) }.filter(\.face.carriesPackets)
      }
    keyLog = keys ? Self.list(try lab.answer(.keyLog)) : []
  }

  private static func list(_ state: State) -> [String] {
    guard case .fact(.list(let facts)) = state else { return [] }
    return facts.map(\.description)
  }

  /// The script's name without the folders, which are nobody's business.
  private var comment: String {
    let name = scenario.split(separator: "/").last.map(String.init) ?? scenario
    return "lab \(lab), seed \(seed), scenario \(name)".visible
  }

  /// Bytes come in pieces of about `TraceWriter.piece`.
  @discardableResult
  package func write<Failure: Error>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Count {
    var section = CaptureSection(epoch: wall.epoch)
    section.begin(application: Self.application, comment: comment)
    for tap in taps { section.describe(tap) }
    if !keyLog.isEmpty { section.bytes.addSecrets(keyLog) }
    let fates = CaptureFates(trace)
    var count = Count()
    for record in trace {
      guard let seen = record.seen, others || taps.contains(seen.tap) else { continue }
      section.add(record, seen.packet, at: seen.tap, comment: fates.comment(on: record))
      count.packets += 1
      if section.bytes.count >= TraceWriter.piece { try section.flush(to: sink) }
    }
    try section.flush(to: sink)
    count.taps = section.used
    return count
  }
}

/// A section while it is written: which taps have a description, and what is still held back.
private struct CaptureSection {
  private struct Interface {
    let number: UInt32
    var isUsed = false
  }

  let epoch: UnixTime
  var bytes = CaptureBytes()
  private var interfaces = SortedTable<Tap, Interface>()

  init(epoch: UnixTime) { self.epoch = epoch }

  /// How many taps had a packet.
  var used: Int { interfaces.values.count(where: \.isUsed) }

  mutating func begin(application: String, comment: String) {
    bytes.addSectionHeader(application: application, comment: comment)
  }

  mutating func describe(_ tap: Tap) {
    guard interfaces[tap] == nil else { return }
    interfaces[tap] = Interface(number: UInt32(truncatingIfNeeded: interfaces.count))
    bytes.addInterface(tap, timeOffset: epoch.seconds)
  }

  mutating func add(_ record: TraceRecord, _ packet: IPPacket, at tap: Tap, comment: String) {
    describe(tap)
    let number = interfaces.update(tap) { interface in
      interface.isUsed = true
      return interface.number
    }
    // The offset counts whole seconds.
    let rest = epoch.nanoseconds &- epoch.seconds &* 1_000_000_000
    bytes.addPacket(
      packet.bytes, interface: number ?? 0, at: UInt64(clamping: rest &+ record.t.nanoseconds),
      CaptureView(comment: comment, direction: record.leaves ? .outbound : .inbound, packet: record.packet))
  }

  mutating func flush<Failure: Error>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    guard bytes.count > 0 else { return }
    try sink(bytes.bytes)
    bytes.removeAll()
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
