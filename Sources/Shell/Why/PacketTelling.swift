import Base
import Lab
import Report
import Script
import Wire

/// A packet's story, said: of what has happened, or of what would.
struct PacketTelling {
  let session: Session
  /// Where it happened; a copy for what would.
  let lab: any LabBackend

  private var trace: [TraceRecord] { lab.trace }

  func tell(_ story: PacketStory) {
    session.say("p\(story.packet.number)\(Self.summary(of: story).map { "  \($0)" } ?? "")", .packet)
    for (i, record) in story.records.enumerated() {
      let previous = i > 0 ? story.records[i - 1] : nil
      let place = "#\(record.n)".padding(to: 6) + record.t.text.padding(to: 10) + record.node.padding(to: 10)
      session.say("  \(place)\(PacketStory.phase(record, after: previous))", Style.Meaning(kind: record.kind))
    }
    session.say("fate: \(story.fate)", .heading)
    tellReason(of: story)
    for answer in story.answers {
      let inner = PacketStory(answer, in: trace)
      let summary = Self.summary(of: inner).map { " \($0)" } ?? ""
      session.say("answered by p\(answer.number)\(summary): \(inner.fate)", .packet)
    }
    if let deciding = story.deciding { tellCauses(of: deciding) }
  }

  private static func summary(of story: PacketStory) -> String? {
    story.records.lazy.compactMap { $0.clearPacket }.first?.summary
  }

  /// What a refusal means, and the rule that would have let the packet pass.
  private func tellReason(of story: PacketStory) {
    let refusing = story.records.last { ["filtered", "drop", "wire.lost"].contains($0.kind) }
    guard let refusing, refusing.n == story.deciding?.n else { return }
    if let reason = ReasonTable.find(refusing.text("reason")) { session.say("that is: \(reason.meaning)", .dim) }
    for line in NearestRule(refusing, of: story, in: lab).lines { session.say(line, .warning) }
  }

  func tellCauses(of record: TraceRecord) {
    let chain = Causes.chain(of: record.n, in: trace)
    if let refusal = chain.first(where: { $0.kind == "filtered" }) { tellRule(behind: refusal) }
    if let applied = chain.first(where: { $0.kind == "rule" }) { tellMaking(of: applied) }
    for edited in chain.reversed() where edited.kind == "edited" { tellMaking(of: edited) }
    session.say("caused by:", .heading)
    for cause in Causes.told(of: record.n, in: trace).dropFirst() { session.say("  \(Causes.line(cause))") }
  }

  /// The command that made a rule which was applied, or that edited by hand.
  private func tellMaking(of applied: TraceRecord) {
    guard let making = Causes.making(of: applied, in: trace) else { return }
    session.say(applied.kind == "rule" ? "rule \(applied.text("rule")) was made by:" : "it was edited by:", .heading)
    for cause in Causes.told(of: making.n, in: trace) { session.say("  \(Causes.line(cause))") }
  }

  /// What made the gateway refuse, back to the command that took the access away.
  private func tellRule(behind refusal: TraceRecord) {
    guard let rule = Causes.rule(behind: refusal, in: trace) else {
      if refusal.text("reason") == "not-authorized" {
        session.say("refused because this access was never given", .heading)
      }
      return
    }
    session.say("refused at #\(refusal.n) because of:", .heading)
    for cause in Causes.told(of: rule.n, in: trace) { session.say("  \(Causes.line(cause))") }
  }
}

extension TraceRecord {
  /// The packet itself, seen unencrypted.
  var clearPacket: IPPacket? { if case .seen(let packet, _, _) = what { packet } else { nil } }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
