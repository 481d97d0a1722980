import Base
import Lab
import Script

enum SnapshotVerb: Verb {
  static let signature = VerbSignature(
    "snapshot", summary: "Keep the world as it is, under a name.",
    page: "`restore NAME` goes back to it, as often as wanted. A name that is used again stands for the new one.",
    forms: [Form(Parameter("name", .word))],
    examples: [Example("snapshot before; revoke \"MyCorp Network\"; restore before", "there and back")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let name = try call.text("name") ?? ""
    let session = call.session
    guard name != session.worlds.current, session.worlds[name]?.kind != .fork else {
      throw call.fail(.nameTaken, "`\(name)` is a fork", at: call.range(of: "name"), label: "choose another name")
    }
    session.worlds.keep(session.savedWorld, .snapshot, as: name)
    return .nothing
  }
}

enum ForkVerb: Verb {
  static let signature = VerbSignature(
    "fork", summary: "A second world that begins here and goes its own way.",
    page: """
      The session goes on in the fork; the world it came from stays as it is under its name (`main` for the first one). \
      `restore NAME` changes between them, `compare A B` tells them apart, `worlds` lists them.
      """,
    forms: [Form(Parameter("name", .word))],
    examples: [
      Example(
        "ping 172.20.0.100; fork broken; revoke \"MyCorp Network\"; ping 172.20.0.100; compare main broken",
        "what one command changes")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let name = try call.text("name") ?? ""
    let session = call.session
    guard !session.worlds.names.contains(name) else {
      throw call.fail(
        .nameTaken, "there is a world `\(name)`", at: call.range(of: "name"), label: "choose another name")
    }
    session.worlds.keep(session.savedWorld, .fork, as: session.worlds.current)
    session.worlds.current = name
    return .nothing
  }
}

enum Restore: Verb {
  static let signature = VerbSignature(
    "restore", summary: "Go back to a snapshot, or into a fork as it was left.",
    forms: [Form(Parameter("name", .object("world")))],
    examples: [
      Example("snapshot start; ping 172.20.0.100; restore start", "the ping has not happened"),
      Example("fork other; restore main", "back to where the fork began"),
    ])

  static let isTravel = true

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let name = try call.text("name") ?? ""
    let session = call.session
    guard name != session.worlds.current else { return .nothing }
    guard let (kind, world) = session.worlds[name] else { throw call.unknownWorld("name", name) }
    if kind == .fork {
      session.worlds.keep(session.savedWorld, .fork, as: session.worlds.current)
      session.worlds.current = name
      session.worlds.remove(name)
    }
    session.enter(world)
    return .nothing
  }
}

enum WorldsVerb: Verb {
  static let signature = VerbSignature(
    "worlds", summary: "Snapshots and forks.", forms: [Form()], options: [VerbSignature.formatOption],
    examples: [Example("snapshot start; worlds", "what `restore` and `compare` know")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let here: [(String, String, any LabBackend)] = [(session.worlds.current, "here", session.stage.lab)]
    let others = session.worlds.saved.map { ($0.name, $0.kind.rawValue, $0.world.lab) }
    return .value(
      .table(
        Script.Table(
          columns: ["world", "kind", "time", "events"],
          rows: (here + others).map { name, kind, lab in
            .init([.string(name), .string(kind), .duration(lab.now - .zero), .integer(Int64(lab.trace.count))])
          })))
  }
}

extension Call {
  func unknownWorld(_ parameter: String, _ name: String) -> ScriptFailure {
    ScriptFailure(
      .runtime, .unknown(.unknownWorld, "world", name, known: session.worlds.names, at: range(of: parameter)))
  }
}
