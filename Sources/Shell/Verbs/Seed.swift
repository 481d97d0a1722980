import Lab
import Script

enum Seed: Verb {
  static let signature = VerbSignature(
    "seed", summary: "Restart the lab with another seed.",
    page: "The same seed and the same commands give the same trace, byte for byte. Without a number: prints the seed.",
    forms: [Form(Parameter("seed", .count, optional: true))],
    examples: [Example("seed 7", "another world of the same kind")])

  static let isTravel = true

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let seed = try call.integer("seed") else {
      call.session.say("\(call.session.stage.lab.seed)")
      return .nothing
    }
    try call.session.restart(nil, seed: UInt64(bitPattern: seed), call.range)
    return .nothing
  }
}
