import Base
import Lab
import Script

enum Status: Verb {
  static let signature = VerbSignature(
    "status", summary: "Where the lab stands: time, events, what is suspended.",
    forms: [Form()], options: [VerbSignature.formatOption],
    examples: [
      Example("status", "an overview in a few lines"), Example("status --format json", "for scripts"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let lab = session.stage.lab
    let suspended = session.parked.map(\.text)
    let rows: [(String, Value)] = [
      ("lab", .string(lab.name)), ("seed", lab.isLive ? .none : .integer(Int64(bitPattern: lab.seed))),
      ("time", .duration(lab.now - .zero)),
      ("clients", .string(call.online(.client))), ("gateways", .string(call.online(.gateway))),
      ("portal", .string(call.fact(["portal", "life"])?.description ?? "-")),
      ("events", .integer(Int64(lab.trace.count))), ("breakpoints", .integer(Int64(session.stage.breakpoints.count))),
      ("suspended", suspended.isEmpty ? .none : .string(suspended.joined(separator: "; "))),
      ("violations", .integer(Int64(lab.violations.count))),
    ]
    return .value(.table(Script.Table(columns: ["what", "value"], rows: rows.map { .init([.string($0.0), $0.1]) })))
  }
}

extension Call {
  /// `3, 2 connected`: how many of these there are, and how many have joined the portal.
  fileprivate func online(_ objects: ObjectClass) -> String {
    let names = session.stage.names(objects)
    return "\(names.count), \(names.count { fact([$0, "portal"]) == .text("connected") }) connected"
  }
}
