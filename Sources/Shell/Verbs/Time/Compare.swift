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
      `--format json`, `ndjson` or `csv`, and in a pipe, all of it is one table: a row `about` the `first` event of \
      each world that the other has not, about what an `application` met with, and about the `count` of a kind.
      """,
    forms: [Form(Parameter("first", .object("world")), Parameter("second", .object("world"), optional: true))],
    options: [VerbSignature.formatOption],
    examples: [
      Example("fork other; ping 172.20.0.100; compare main other", "a ping more"),
      Example("snapshot start; run 1s; compare start", "with the present"),
      Example("fork other; ping 172.20.0.100; compare main other | where about == \"first\"", "where they part"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let names = [try call.text("first") ?? "", try call.text("second") ?? session.worlds.current]
    var worlds: [(name: String, trace: [TraceRecord])] = []
    for (parameter, name) in zip(["first", "second"], names) {
      guard let lab = session.lab(of: name) else { throw call.unknownWorld(parameter, name) }
      worlds.append((name, lab.trace))
    }
    let comparison = Comparison(worlds)
    // Programs read the table, and nothing but the table.
    if call.isForPrograms { return .value(.table(comparison.table)) }
    if comparison.isSame {
      session.say("\(names[0]) and \(names[1]) are the same up to #\(comparison.common)", .good)
      return .nothing
    }
    tell(comparison, session)
    return .value(.table(comparison.countTable))
  }

  private static func tell(_ comparison: Comparison, _ session: Session) {
    session.say("the same up to #\(comparison.common); then", .heading)
    for side in comparison.sides {
      let line = side.tail.first.map { EventLines(style: session.options.style).line($0) } ?? "nothing more"
      session.say("  \(side.name): \(line)")
    }
    guard comparison.differsForApplications else { return session.say("applications met with the same", .dim) }
    for side in comparison.sides {
      let outcomes = side.outcomes.map(\.outcome)
      session.say(
        "  applications in \(side.name): \(outcomes.isEmpty ? "nothing came" : outcomes.joined(separator: "; "))")
    }
  }
}
