import Access
import Base
import Glibc
import Lab
import Portal
import Replay
import Testing

@testable import Live

/// What real nodes recorded is what they did.
@Suite(.serialized, .enabled(if: Streets.missing == nil, "\(Streets.missing ?? "")"))
struct RecordedTownTests {
  private func read(_ path: String) throws -> Bundle {
    var bytes: [UInt8] = []
    let descriptor = try Descriptor(open(path, O_RDONLY), of: .recording(path))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = Glibc.read(descriptor.number, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
    return try Bundle.read(bytes)
  }

  /// What a machine itself told, and what was told of its system.
  private func told(_ diary: Diary) -> [String] {
    diary.all.compactMap { event, at in
      switch event {
      case .access(let event): "\(at.nanoseconds) \(event)"
      case .portal(let fact): "\(at.nanoseconds) \(AccessEvent.channel(fact))"
      case .relay(let event):
        RelayReport(event, clients: SortedTable()).map { "\(at.nanoseconds) \($0.event)" }
      case .interface, .dropped, .interfaceFailed: LiveReport(event).map { "\(at.nanoseconds) \($0.kind) \($0.fields)" }
      default: nil
      }
    }
  }

  private func told(_ trace: [TraceRecord]) -> [String] {
    trace.compactMap { record in
      switch record.what {
      case .reported(let report as AccessReport): "\(record.t.nanoseconds) \(report.event)"
      case .reported(let report as RelayReport): "\(record.t.nanoseconds) \(report.event)"
      case .reported(let report): "\(record.t.nanoseconds) \(report.kind) \(report.fields)"
      default: nil
      }
    }
  }

  @Test func `client, gateway and relay are executed again, to the events that they told, and back and forth`() throws {
    let folder = try Folder()
    let town = try Town("r", recordings: folder.path)
    do {
      try town.ready()
      for address in ["172.20.0.100", "172:20::100"] {
        let ping = town.streets.run(in: town.streets.client, "ping", "-c", "3", "-i", "0.2", "-W", "5", address)
        #expect(ping.succeeded, "\(ping.output)")
      }
    } catch {
      town.end()
      throw error
    }
    town.end()
    for (name, diary) in [("client", town.client), ("gateway", town.gateway), ("relay", town.relay)] {
      let bundle = try read("\(folder.path)/\(name).fzb")
      #expect(bundle.end?.reason == "the node ended" && bundle.cut == nil)
      var lab = bundle.lab
      #expect(lab.divergence == nil, "\(lab.divergence?.description ?? "")")
      let (events, live) = (told(lab.trace), told(diary))
      #expect(live.count > (name == "relay" ? 5 : 30))
      #expect(events == live)
      let state = try lab.answer(.state([name]))
      try lab.travel(to: .event(lab.end.events / 2))
      #expect(told(lab.trace) == Array(live[..<told(lab.trace).count]))
      try lab.travel(to: .position(lab.end))
      #expect(told(lab.trace) == live)
      #expect(try lab.answer(.state([name])) == state)
      let anonymous = try Bundle.read(Anonymiser.bundle(of: lab, key: [UInt8](repeating: 5, count: 32), end: "over"))
      #expect(anonymous.lab.trace.map(\.kind) == lab.trace.map(\.kind))
    }
  }
}
