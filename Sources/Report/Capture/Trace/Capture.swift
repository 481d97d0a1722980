import Base
import Lab
import Wire

/// The packets of a trace as a pcapng file, for Wireshark and everything that reads what it reads: one interface for
/// each tap, and with every packet what became of it.
///
/// A tap beyond those that were named gets its description where its first packet stands.
package struct Capture {
  /// What was written.
  package struct Count: Hashable, Sendable {
    package var packets = 0
    package var taps = 0

    package init() {}
  }

  private let trace: [TraceRecord]
  private let wall: WallClock
  private let section: CaptureSection
  /// The taps whose packets are written; `others` says whether those of all other taps are, too.
  private let taps: [Tap]
  private let others: Bool
  /// WireGuard key log lines; empty for a file without secrets.
  private let keyLog: [String]

  /// - Parameter taps: nil for all.
  package init(of lab: any LabBackend, scenario: String, taps: [Tap]? = nil, keys: Bool = false) throws(LabError) {
    trace = lab.trace
    wall = lab.wall
    section = CaptureSection(of: lab, scenario: scenario)
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

  /// Bytes come in pieces of about `TraceWriter.piece`. A pcap file has no place for taps, comments and keys.
  @discardableResult
  package func write<Failure: Error>(
    as format: CaptureFileFormat = .pcapng, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> Count {
    var views = TraceViews(of: trace, wall, section)
    var encoder = format.encoder
    encoder.begin(section, keyLog: keyLog)
    for tap in taps { encoder.describe(views.interface(of: tap)) }
    var count = Count()
    var used = SortedTable<Tap, Bool>()
    for record in trace {
      guard let seen = record.seen, others || taps.contains(seen.tap), let view = views.view(record) else { continue }
      encoder.add(view)
      count.packets += 1
      used[seen.tap] = true
      if encoder.count >= TraceWriter.piece { try sink(encoder.take()) }
    }
    encoder.end()
    if encoder.count > 0 { try sink(encoder.take()) }
    count.taps = used.count
    return count
  }
}
