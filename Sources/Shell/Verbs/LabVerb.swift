import Base
import Lab
import Report
import Script

enum LabVerb: Verb {
  static let signature = VerbSignature(
    "lab", summary: "Choose, load, show or restart the world.",
    page: """
      `lab NAME` builds a built-in lab anew with the seed of this session, `lab load FILE` one that a file describes, \
      `lab reset` the present one; `lab show` prints it as such a file (`show` prints its state). Built in: mycorp, one \
      client and one gateway with two relays and a portal. docs/labs.md describes lab files.
      """,
    forms: [
      Form(.literal("show")), Form(.literal("reset")), Form(.literal("load"), Parameter("file", .file)),
      Form(Parameter("name", .object("lab"))),
    ],
    examples: [
      Example("lab show", "the lab as a lab file"), Example("lab show > out/lab.yaml", "to be changed, and loaded"),
      Example("lab reset", "the same world from the start"),
      Example("lab mycorp", "the built-in lab"),
    ])

  static let isTravel = true

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    if call.has("show") {
      guard case .fact(let text) = try session.ask(.topology, call.range) else { return .nothing }
      let file = text.description
      return .value(.string(file.hasSuffix("\n") ? String(file.dropLast()) : file))
    }
    if call.has("file") { return try load(call) }
    let name = try call.text("name")
    let topology = try name.map { name throws(ScriptFailure) in try builtIn(name, call) }
    try session.restart(topology, seed: nil, call.range(of: "name"))
    return .nothing
  }

  private static func builtIn(_ name: String, _ call: Call) throws(ScriptFailure) -> Topology {
    if let lab = Topology.all.first(where: { $0.name == name }) { return lab }
    let looksLikeFile = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    throw ScriptFailure(
      .runtime,
      Diagnostic(
        .unknownLab, "there is no lab `\(name)`", at: call.range(of: "name"),
        label: looksLikeFile ? "a file: lab load \(name)" : "",
        notes: ["labs: " + Topology.all.map(\.name).joined(separator: " ")]))
  }

  private static func load(_ call: Call) throws(ScriptFailure) -> Outcome {
    let path = Evaluator.path(
      try call.text("file") ?? "", from: call.evaluator.sources[call.range.source]?.name ?? "")
    let bytes = try call.session.read(path, at: call.range(of: "file"))
    let topology: Topology
    do throws(LabFileProblems) { topology = try LabFile.read(bytes) } catch {
      let source = call.evaluator.admit(name: path, bytes: bytes)
      throw ScriptFailure(.parse, error.problems.map { $0.diagnostic(in: source) })
    }
    try call.session.restart(topology, seed: nil, call.range(of: "file"))
    return .nothing
  }
}

extension Session {
  /// Begins anew: what was suspended in the old world is gone.
  func restart(_ topology: Topology?, seed: UInt64?, _ range: SourceRange) throws(ScriptFailure) {
    do throws(LabError) {
      try stage.restart(topology, seed: seed)
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    parked = []
    say("lab \(stage.lab.name), seed \(stage.lab.seed)", .dim)
  }
}
