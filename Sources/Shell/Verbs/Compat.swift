import Lab
import Script

enum Compat: Verb {
  /// All faults together.
  static let all = "seed"
  /// The node that has faults of its own besides clients and gateways.
  static let portal = "portal"

  static let signature = VerbSignature(
    "compat", summary: "Switch faults of the original on and off.",
    page: """
      `compat` lists them with their state at every node; `compat seed` switches all on, `compat none` all off, on every \
      client and gateway and at the portal, or `for` one of them. Scenarios show each fault and its mending side by side. \
      `fzsh --compat seed`, `fzsh --compat QUIRK,QUIRK FILE` begin every lab with them.
      """,
    forms: [
      Form(.literal(all), .introduced("for", "node", .object("node"))),
      Form(.literal("none"), .introduced("for", "node", .object("node"))),
      Form(
        Parameter("quirk", .object("quirk")), Parameter("state", .choice(["on", "off"]), optional: true),
        .introduced("for", "node", .object("node"))),
      Form(),
    ], options: [VerbSignature.formatOption],
    examples: [
      Example("compat", "all faults, and where they are on"),
      Example("compat no-client-filters on for client", "blocked ports ask for access, as in the original"),
      Example("compat seed; compat none", "there and back"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let named = try call.text("node").map { name throws(ScriptFailure) in
      try call.known(name, .node, call.range(of: "node"))
    }
    let nodes = named.map { [$0] } ?? session.machines + session.portals
    let quirks: [String]
    switch (call.has(all), call.has("none"), try call.text("quirk")) {
    case (true, _, _), (_, true, _): quirks = session.stage.names(.quirk)
    case (_, _, let name?): quirks = [try call.known(name, .quirk, call.range(of: "quirk"))]
    default: return .value(.table(call.table(of: "quirks", on: session.machines + session.portals, name: "quirk")))
    }
    let state = try call.text("state")
    let isOn = !call.has("none") && state != "off"
    try session.begin(call)
    for node in nodes {
      let own = session.stage.lab.quirks(of: node)
      if named != nil, let stranger = quirks.first(where: { !own.contains($0) }), quirks.count == 1 {
        throw call.fail(.unknownQuirk, "`\(node)` has no fault `\(stranger)`", at: call.range(of: "quirk"))
      }
      for quirk in quirks where own.contains(quirk) {
        try session.act(.setQuirk(quirk, node: node, on: isOn), call.range)
      }
    }
    return .nothing
  }
}

extension Session {
  /// The portal has faults of its own.
  var portals: [String] { [Compat.portal] }
  /// Clients and gateways.
  var machines: [String] { stage.names(.client) + stage.names(.gateway) }
}
