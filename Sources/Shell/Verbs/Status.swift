import Base
import Lab
import Script

enum Status: Verb {
  static let signature = VerbSignature(
    "status", summary: "Where the lab stands: time, events, what is suspended.",
    forms: [Form()], options: [VerbSignature.formatOption],
    examples: [Example("status", "an overview in a few lines")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let lab = session.stage.lab
    let suspended = session.parked.map(\.text)
    let rows: [(String, Value)] = [
      ("lab", .string(lab.name)), ("seed", .integer(Int64(bitPattern: lab.seed))), ("time", .duration(lab.now - .zero)),
      ("events", .integer(Int64(lab.trace.count))), ("breakpoints", .integer(Int64(session.stage.breakpoints.count))),
      ("suspended", suspended.isEmpty ? .none : .string(suspended.joined(separator: "; "))),
      ("violations", .integer(Int64(lab.violations.count))),
    ]
    return .value(.table(Script.Table(columns: ["what", "value"], rows: rows.map { .init([.string($0.0), $0.1]) })))
  }
}
