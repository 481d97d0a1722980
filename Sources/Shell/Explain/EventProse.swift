import Base
import Lab
import Report
import Script
import Wire

/// An event or a packet of this lab, in prose.
enum EventProse {
  /// nil for what names neither.
  static func words(_ text: String, _ session: Session) -> String? {
    if text.hasPrefix("#"), let record = Int(text.dropFirst()).flatMap(session.stage.record) {
      return words(of: record, session.stage.trace)
    }
    if text.hasPrefix("p"), let number = UInt32(text.dropFirst()) { return words(of: PacketID(number), session) }
    return nil
  }

  private static func words(of record: TraceRecord, _ trace: [TraceRecord]) -> String {
    let kind = EventKind.named(record.kind)?.meaning ?? ""
    var lines = ["#\(record.n), at \(record.t.text), \(record.node): \(record.kind). That is: \(kind)."]
    if let law = EventLaw.of(record.kind) { lines.append("The rule behind it: \(law).") }
    let facts = record.fields.filter { $0.value != .none }.prefix(12).map { "\($0.name) \($0.value.word)" }
    if !facts.isEmpty { lines.append("What it says: \(facts.joined(separator: ", ")).") }
    for name in ["reason", "verdict", "by"] {
      if let reason = record[name].flatMap({ ReasonTable.find($0.description) }) { lines.append(reason.text) }
    }
    if case .portalSent(let message) = record.what { lines += meaning(of: message) }
    if case .portalReceived(let message) = record.what { lines += meaning(of: message) }
    if record.packet != .none { lines.append(words(of: PacketStory(record.packet, in: trace))) }
    lines.append(cause(of: record, trace))
    let effects = trace[min(record.n, trace.count)...].lazy.filter { $0.cause == record.n }.prefix(6)
    if !effects.isEmpty {
      lines.append("It led to: " + effects.map { "#\($0.n) \($0.kind)" }.joined(separator: ", ") + ".")
    }
    lines.append("`why #\(record.n)` tells the whole chain.")
    return lines.joined(separator: "\n")
  }

  private static func meaning(of message: PortalMessage) -> [String] {
    Vocabulary.messageMeanings.filter { $0.message == message.message }.map { "\($0.message): \($0.meaning)" }
  }

  private static func cause(of record: TraceRecord, _ trace: [TraceRecord]) -> String {
    let chain = Causes.chain(of: record.n, in: trace).dropFirst()
    guard let first = chain.first else { return "Nothing that was recorded led to it." }
    let near = "It came of #\(first.n) \(first.kind) at \(first.node)"
    guard let command = chain.first(where: { $0.kind == "command" }), case .command(let text) = command.what else {
      return near + "; no command stands behind it."
    }
    return near + ", and in the end of the command `\(text)` (#\(command.n))."
  }

  private static func words(of story: PacketStory) -> String {
    let summary = story.records.lazy.compactMap(\.clearPacket).first?.summary ?? "seen encrypted alone"
    return "It is about p\(story.packet.number) (\(summary)), \(story.fate)."
  }

  private static func words(of id: PacketID, _ session: Session) -> String? {
    let story = PacketStory(id, in: session.stage.trace)
    guard let first = story.records.first, let deciding = story.deciding else { return nil }
    var lines: [String] = []
    if let seen = story.records.lazy.compactMap(\.clearPacket).first ?? first.seen?.packet {
      let packet = Packet(seen)
      let layers = packet.layers.filter { $0.depth == 0 }.map { span in
        span.schema.title + (span.schema.rfc.isEmpty ? "" : " (\(span.schema.rfc))")
      }
      lines.append("p\(id.number): \(packet.summary), \(packet.bytes.count) bytes.")
      lines.append("Its layers, from outside: \(layers.joined(separator: ", ")).")
      if packet.quoted != nil { lines.append("It quotes the packet that it is about; `p\(id.number).quoted` is that.") }
    }
    var taps: [String] = []
    for tap in story.records.compactMap(\.tap?.description) where !taps.contains(tap) { taps.append(tap) }
    lines.append(
      "First seen at \(first.t.text), #\(first.n), \(first.node)\(taps.isEmpty ? "" : "; it passed \(taps.joined(separator: ", "))")."
    )
    lines.append("In the end: \(story.fate) (#\(deciding.n), at \(deciding.t.text)).")
    for name in ["reason", "verdict"] {
      if let reason = deciding[name].flatMap({ ReasonTable.find($0.description) }) { lines.append(reason.text) }
    }
    if !story.answers.isEmpty {
      lines.append("Answered by " + story.answers.map { "p\($0.number)" }.joined(separator: ", ") + ".")
    }
    lines.append("`why p\(id.number)` tells every phase, `show p\(id.number)` every field.")
    return lines.joined(separator: "\n")
  }
}
