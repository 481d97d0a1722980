import Lab
import Report
import Script

enum WriteVerb: Verb {
  static let signature = VerbSignature(
    "write", summary: "Write the trace to a file.",
    page: "One line of JSON for each event. This version writes traces; captures and reports come later.",
    forms: [
      Form(.literal("trace"), Parameter("file", .file)),
      Form(Parameter("kind", .choice(["pcapng", "report"])), Parameter("file", .file)),
    ],
    examples: [Example("ping 172.20.0.100; write trace out/trace.ndjson", "everything that happened")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    if let kind = try call.text("kind") {
      throw call.fail(
        .laterVerb, "this version writes no \(kind)", at: call.range(of: "kind"), label: "`write trace FILE` it does")
    }
    let path = try call.text("file") ?? ""
    try call.session.write(call.session.stage.lab.trace.ndjson, to: path, at: call.range(of: "file"))
    return .nothing
  }
}
