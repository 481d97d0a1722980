import Base
import Lab
import Report
import Script
import Wire

enum Why: Verb {
  static let signature = VerbSignature(
    "why", summary: "Every phase that a packet went through, and the chain of causes back to the operator's command.",
    page: """
      Of a packet: where it was, what each node decided, how it ended, what answered it, and which command is behind \
      that end. Of an event: the chain of causes; of an `ice.nominated`, why that pair of addresses was chosen, and of a \
      connection that has failed, what became of all pairs.
      """,
    forms: [Form(Parameter("what", .expression))],
    examples: [
      Example("ping 172.20.0.100; why p1", "the way of a packet"), Example("ping 172.20.0.100; why #20", "of an event"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["what"]?.expression else { return .nothing }
    switch try call.evaluator.value(of: expression) {
    case .packet(let number): try tell(packet: number, call, expression.range)
    case .host(let packet as PacketValue) where packet.number != nil:
      try tell(packet: UInt64(packet.number?.number ?? 0), call, expression.range)
    case .event(let number): try tell(event: EventNumber(clamping: number), call, expression.range)
    case .host(let event as EventValue): try tell(event: event.record.n, call, expression.range)
    default:
      throw call.fail(.notAPacket, "`why` explains a packet or an event", at: expression.range, label: "p17 or #58")
    }
    return .nothing
  }

  private static func tell(event number: EventNumber, _ call: Call, _ range: SourceRange) throws(ScriptFailure) {
    let trace = call.session.stage.trace
    guard let record = call.session.stage.record(number) else {
      throw call.fail(.noSuchNumber, "there is no event #\(number)", at: range, label: "#1 to #\(trace.count)")
    }
    call.session.say(Causes.line(record), .heading)
    if let kind = EventKind.named(record.kind) { call.session.say("  that is: \(kind.meaning)", .dim) }
    for line in PathStory(record, in: trace)?.lines ?? [] { call.session.say(line) }
    tellCauses(of: record, trace, call.session)
  }

  private static func tell(packet number: UInt64, _ call: Call, _ range: SourceRange) throws(ScriptFailure) {
    let trace = call.session.stage.trace
    let story = PacketStory(PacketID(UInt32(clamping: number)), in: trace)
    guard !story.records.isEmpty else {
      throw call.fail(.noSuchNumber, "there is no packet p\(number)", at: range, label: "`packets` lists them")
    }
    let session = call.session
    let summary = story.records.lazy.compactMap { $0.tapPacket }.first.map { "  \($0.summary)" } ?? ""
    session.say("p\(number)\(summary)", .packet)
    for record in story.records {
      let place = "#\(record.n)".padding(to: 6) + record.t.text.padding(to: 10) + record.node.padding(to: 10)
      session.say("  \(place)\(PacketStory.phase(record))", Style.Meaning(kind: record.kind))
    }
    session.say("fate: \(story.fate)", .heading)
    for answer in story.answers {
      let inner = PacketStory(answer, in: trace)
      let summary = inner.records.lazy.compactMap { $0.tapPacket }.first.map { " \($0.summary)" } ?? ""
      session.say("answered by p\(answer.number)\(summary): \(inner.fate)", .packet)
    }
    if let deciding = story.deciding { tellCauses(of: deciding, trace, session) }
  }

  private static func tellCauses(of record: TraceRecord, _ trace: [TraceRecord], _ session: Session) {
    let chain = Causes.chain(of: record.n, in: trace)
    if let refusal = chain.first(where: { $0.kind == "filtered" }) { tellRule(behind: refusal, trace, session) }
    if let applied = chain.first(where: { $0.kind == "rule" }) { tellMaking(of: applied, trace, session) }
    session.say("caused by:", .heading)
    for cause in chain.dropFirst() { session.say("  \(Causes.line(cause))") }
  }

  /// The command that made a rule which was applied.
  private static func tellMaking(of applied: TraceRecord, _ trace: [TraceRecord], _ session: Session) {
    guard let making = Causes.making(of: applied, in: trace) else { return }
    session.say("rule \(applied.text("rule")) was made by:", .heading)
    for cause in Causes.chain(of: making.n, in: trace) { session.say("  \(Causes.line(cause))") }
  }

  /// What made the gateway refuse, back to the command that took the access away.
  private static func tellRule(behind refusal: TraceRecord, _ trace: [TraceRecord], _ session: Session) {
    guard let rule = Causes.rule(behind: refusal, in: trace) else {
      if refusal.text("reason") == "not-authorized" {
        session.say("refused because this access was never given", .heading)
      }
      return
    }
    session.say("refused at #\(refusal.n) because of:", .heading)
    for cause in Causes.chain(of: rule.n, in: trace) { session.say("  \(Causes.line(cause))") }
  }
}

extension TraceRecord {
  /// The packet itself, seen unencrypted.
  fileprivate var tapPacket: IPPacket? { if case .seen(let packet, _, _) = what { packet } else { nil } }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
