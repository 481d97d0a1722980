import Base
import Lab

/// What became of each packet, as event numbers: small enough to be held for a trace of any length.
struct CaptureFates {
  /// The last event about the packet that decided something, and the first packet that was made because of it.
  private struct Fate {
    var deciding: EventNumber = 0
    var answer = PacketID.none
  }

  private var fates: [PacketID: Fate] = [:]
  private let trace: [TraceRecord]

  init(_ trace: [TraceRecord]) {
    self.trace = trace
    for record in trace where record.packet != .none {
      if record.isDeciding { fates[record.packet, default: Fate()].deciding = record.n }
      guard record.seen != nil, trace.indices.contains(record.cause - 1) else { continue }
      let asked = trace[record.cause - 1].packet
      guard asked != .none, asked < record.packet else { continue }
      if fates[asked, default: Fate()].answer == .none { fates[asked, default: Fate()].answer = record.packet }
    }
  }

  /// `#58 tun.out p17: refused by gateway (not-authorized), answered with p18`
  func comment(on record: TraceRecord) -> String {
    var comment =
      record.packet == .none
      ? "\(record.number) \(record.kind)"
      : "\(record.number) \(record.kind) \(record.packetName)"
    guard let fate = fates[record.packet] else { return comment.visible }
    var clauses: [String] = []
    var answerIsSaid = false
    if fate.deciding > 0 {
      let deciding = trace[fate.deciding - 1]
      clauses.append(deciding.fate)
      answerIsSaid = deciding["answer"] == .packet(fate.answer)
    }
    if fate.answer != .none, !answerIsSaid { clauses.append("answered by p\(fate.answer.number)") }
    comment += ": " + clauses.joined(separator: "; ")
    return comment.visible
  }
}
