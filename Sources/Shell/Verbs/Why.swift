import Base
import Lab
import Report
import Script
import Wire

enum Why: Verb {
  static let signature = VerbSignature(
    "why", summary: "Every phase that a packet went through, and the chain of causes back to the operator's command.",
    page: """
      Of a packet: where it was, what each node decided, how it ended, which rule came nearest to letting it pass, what \
      answered it, and which command is behind that end. The chain of causes leaves out what a node sent to others in the same moment. \
      Of an event: the chain of causes; of an `ice.nominated`, why that pair of addresses was chosen, and of a \
      connection that has failed, what became of all pairs.
      """,
    forms: [Form(Parameter("what", .expression))],
    examples: [
      Example("ping 172.20.0.100; why p1", "the way of a packet"), Example("ping 172.20.0.100; why #20", "of an event"),
      Example("send udp(dst=10.9.9.9, dport=9) from client; run 1s; why p1", "a refusal, and the nearest rule"),
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
    if let reason = record["reason"].flatMap({ ReasonTable.find($0.description) }) {
      call.session.say("  \(reason.name): \(reason.meaning)", .dim)
    }
    PacketTelling(session: call.session, lab: call.session.stage.lab).tellCauses(of: record)
  }

  private static func tell(packet number: UInt64, _ call: Call, _ range: SourceRange) throws(ScriptFailure) {
    let trace = call.session.stage.trace
    let story = PacketStory(PacketID(UInt32(clamping: number)), in: trace)
    guard !story.records.isEmpty else {
      throw call.fail(.noSuchNumber, "there is no packet p\(number)", at: range, label: "`packets` lists them")
    }
    PacketTelling(session: call.session, lab: call.session.stage.lab).tell(story)
  }
}
