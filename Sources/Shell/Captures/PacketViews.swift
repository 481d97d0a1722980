import Base
import Lab
import Report
import Script
import Wire

/// What values become in a capture file: packets of files as they were read, those of the lab as their taps saw them,
/// and written ones as they would be sent now.
struct PacketViews {
  private let session: Session
  private let trace: [TraceRecord]
  private let section: CaptureSection
  private var views: TraceViews
  /// Indices of the records that saw a packet.
  private let records: [PacketID: [Int]]
  private lazy var written = CaptureInterface(
    .raw, in: section, name: "written", summary: "packets that were written, not seen")

  /// - Parameter scenario: the name of what is run.
  init(_ session: Session, scenario: String) {
    self.session = session
    trace = session.stage.trace
    section = CaptureSection(of: session.stage.lab, scenario: scenario)
    views = TraceViews(of: trace, session.stage.lab.wall, section)
    var records: [PacketID: [Int]] = [:]
    for (index, record) in trace.enumerated() where record.packet != .none && record.seen != nil {
      records[record.packet, default: []].append(index)
    }
    self.records = records
  }

  mutating func packets(_ value: Value, _ range: SourceRange) throws(ScriptFailure) -> [CapturedPacket] {
    switch value {
    case .host(let captured as CapturedValue): return [captured.captured]
    case .host(let event as EventValue):
      if let view = views.view(event.record) { return [view] }
    case .host(let packet as PacketValue): return [view(of: packet)]
    case .packet: return try packets(session.resolved(value, range), range)
    default: break
    }
    var all: [CapturedPacket] = []
    for packet in try session.packets(value, range) {
      do throws(CraftingError) { all.append(now(try packet.build().bytes, id: nil)) } catch {
        throw ScriptFailure(.runtime, error.diagnostic(at: range))
      }
    }
    return all
  }

  /// Where the lab first saw these bytes of this packet.
  private mutating func view(of packet: PacketValue) -> CapturedPacket {
    let bytes = packet.packet.bytes
    guard let number = packet.number else { return now(bytes, id: nil) }
    let index = records[number]?.first { trace[$0].seen?.packet.bytes == bytes }
    return index.flatMap { views.view(trace[$0]) } ?? now(bytes, id: UInt64(number.number))
  }

  private mutating func now(_ bytes: [UInt8], id: UInt64?) -> CapturedPacket {
    let lab = session.stage.lab
    return CapturedPacket(bytes, on: written, at: UInt64(clamping: lab.wall.time(at: lab.now).nanoseconds), id: id)
  }
}
