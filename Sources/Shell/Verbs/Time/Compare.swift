import Base
import Lab
import Report
import Script

enum Compare: Verb {
  static let signature = VerbSignature(
    "compare", summary: "Where two worlds part, and what differs since.",
    page: """
      First the event at which they part, then what applications met with on either side, then how often each kind of \
      event happened since, where that differs. A single name is compared with the world that is acted on. With \
      `--format json`, `ndjson` or `csv`, and in a pipe, the counts alone.
      """,
    forms: [Form(Parameter("first", .object("world")), Parameter("second", .object("world"), optional: true))],
    options: [VerbSignature.formatOption],
    examples: [
      Example("fork other; ping 172.20.0.100; compare main other", "a ping more"),
      Example("snapshot start; run 1s; compare start", "with the present"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let names = [try call.text("first") ?? "", try call.text("second") ?? session.worlds.current]
    var traces: [[TraceRecord]] = []
    for (parameter, name) in zip(["first", "second"], names) {
      guard let lab = session.lab(of: name) else { throw call.unknownWorld(parameter, name) }
      traces.append(lab.trace)
    }
    let common = common(traces[0], traces[1])
    // Programs read the table, and nothing but the table.
    if call.isForPrograms { return .value(.table(counts(names, traces.map { $0[common...] }))) }
    if common == traces[0].count, common == traces[1].count {
      session.say("\(names[0]) and \(names[1]) are the same up to #\(common)", .good)
      return .nothing
    }
    session.say("the same up to #\(common); then", .heading)
    for (name, trace) in zip(names, traces) {
      let line = common < trace.count ? EventLines(style: session.options.style).line(trace[common]) : "nothing more"
      session.say("  \(name): \(line)")
    }
    tellApplications(names, traces.map { $0[common...] }, session)
    return .value(.table(counts(names, traces.map { $0[common...] })))
  }

  /// How many events are the same, to the last field.
  private static func common(_ a: [TraceRecord], _ b: [TraceRecord]) -> Int {
    var count = 0
    for (first, second) in zip(a, b) {
      guard first.isSame(as: second) else { break }
      count += 1
    }
    return count
  }

  private static func tellApplications(_ names: [String], _ tails: [ArraySlice<TraceRecord>], _ session: Session) {
    let words = tails.map { tail in tail.filter { $0.kind == "app.received" || $0.kind == "app.failed" }.map(\.outcome)
    }
    guard words[0] != words[1] else { return session.say("applications met with the same", .dim) }
    for (name, outcomes) in zip(names, words) {
      session.say("  applications in \(name): \(outcomes.isEmpty ? "nothing came" : outcomes.joined(separator: "; "))")
    }
  }

  private static func counts(_ names: [String], _ tails: [ArraySlice<TraceRecord>]) -> Script.Table {
    let kinds = EventKind.all.map(\.name).filter { kind in
      tails[0].count { $0.kind == kind } != tails[1].count { $0.kind == kind }
    }
    return Script.Table(
      columns: ["kind"] + names,
      rows: kinds.map { kind in
        .init([.string(kind)] + tails.map { tail in .integer(Int64(tail.count { $0.kind == kind })) })
      })
  }
}

extension TraceRecord {
  fileprivate func isSame(as other: TraceRecord) -> Bool {
    n == other.n && t == other.t && node == other.node && cause == other.cause && packet == other.packet
      && kind == other.kind && fields == other.fields
  }

  /// `0.240s app.failed errno=EHOSTUNREACH`
  fileprivate var outcome: String {
    let said = fields.filter { $0.value != .none }.map { "\($0.name)=\($0.value.word)" }
    return "\(t.text) \(kind) \(said.joined(separator: " "))"
  }
}
