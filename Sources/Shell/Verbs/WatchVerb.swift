import Base
import Lab
import Script

enum WatchVerb: Verb {
  static let signature = VerbSignature(
    "watch", summary: "Print packets, messages or events while they happen.",
    page: """
      The commands that follow print what matches among what they say; nothing is stopped. `watched N` is the table of \
      what matched so far. The result is the number: `let w = watch icmp`, later `watched w` or `w.packets`, a list.
      """,
    forms: [
      Form(Parameter("kind", .object("event-kind")), .introduced("where", "filter", .expression)),
      Form(.literal("event"), Parameter("kind", .object("event-kind")), .introduced("where", "filter", .expression)),
      Form(
        Parameter("pattern", .pattern), .introduced("at", "tap", .object("tap")),
        .introduced("from", "sender", .object("node")), .introduced("to", "receiver", .object("node"))),
    ],
    examples: [
      Example("watch icmp at client.tun; ping 172.20.0.100", "packets"),
      Example("watch drop; ping 172.20.0.9", "events of a kind"),
      Example("watch create_flow from client to portal; ping 172.20.0.100", "messages"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let wanted = try call.wanted()
    if case .state = wanted.subject {
      throw call.fail(
        .notAPattern, "`watch` looks out for an event, a packet or a message", at: wanted.range,
        label: "`run until` takes a condition")
    }
    let session = call.session
    if session.stage.lookouts.isEmpty { session.stage.lookedAt = session.stage.trace.count }
    session.stage.lastLookout += 1
    let lookout = Lookout(number: session.stage.lastLookout, text: call.text, watch: wanted.watch)
    session.stage.lookouts.append(lookout)
    return .value(.host(LookoutValue(number: lookout.number)))
  }

  static func check(_ command: Command, in session: Session) -> [Diagnostic] { Break.check(command, in: session) }
}

enum Watches: Verb {
  static let signature = VerbSignature(
    "watches", summary: "What is watched, and how often it was seen.", forms: [Form()],
    options: [VerbSignature.formatOption], examples: [Example("watch drop; watches", "numbers and counts")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    .value(
      .table(
        Script.Table(
          columns: ["watch", "for", "seen"],
          rows: call.session.stage.lookouts.map {
            .init([.integer(Int64($0.number)), .string($0.text), .integer(Int64($0.met.count))])
          })))
  }
}

enum Watched: Verb {
  static let signature = VerbSignature(
    "watched", summary: "The events that a watch has seen.", forms: [Form(Parameter("number", .count))],
    options: [VerbSignature.formatOption],
    examples: [
      Example("watch icmp at client.tun; ping 172.20.0.100; watched 1 | select time, packet", "what came by")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let lookout = call.session.stage.lookouts[try call.lookout()]
    return .value(.table(call.session.eventTable(lookout.met.compactMap(call.session.stage.record))))
  }
}

/// `let w = watch icmp`
final class LookoutValue: HostValue {
  let number: Int

  init(number: Int) { self.number = number }

  var typeName: String { "watch" }
  var description: String { "watch \(number)" }
  var memberNames: [String] { ["number", "packets", "events"] }
  func member(_ name: String) -> Value? { name == "number" ? .integer(Int64(number)) : nil }
  func equals(_ other: any HostValue) -> Bool { (other as? LookoutValue)?.number == number }
}

extension Session {
  /// `w.packets`, `w.events`: what a watch has seen so far.
  func member(_ name: String, of watch: LookoutValue) -> Value? {
    guard let lookout = stage.lookouts.first(where: { $0.number == watch.number }) else { return nil }
    let records = lookout.met.compactMap(stage.record)
    switch name {
    case "events": return .table(eventTable(records))
    case "packets":
      return .list(records.compactMap { record in record.seen.map { .host(seen($0.packet, record.packet)) } })
    default: return nil
    }
  }
}

extension Call {
  /// The index of the watch that `number` names.
  func lookout() throws(ScriptFailure) -> Int {
    let number: Int64
    if case .host(let lookout as LookoutValue) = try value("number") {
      number = Int64(lookout.number)
    } else {
      number = try integer("number") ?? 0
    }
    if let index = session.stage.lookouts.firstIndex(where: { Int64($0.number) == number }) { return index }
    let numbers = session.stage.lookouts.map { "\($0.number)" }
    throw fail(
      .noSuchBreakpoint, "there is no watch \(number)", at: range(of: "number"),
      notes: numbers.isEmpty ? [] : ["watches: " + numbers.joined(separator: " ")])
  }
}
