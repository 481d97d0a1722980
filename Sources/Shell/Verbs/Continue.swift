import Script

enum Continue: Verb {
  static let signature = VerbSignature(
    "continue", aliases: ["c"], summary: "Resume the command that a breakpoint stopped.",
    page: "The command goes on where it was, then prints and binds its result. Of several the latest comes first.",
    forms: [Form()],
    examples: [
      Example("break event intent; ping 172.20.0.100; events; continue", "look around in the stopped world")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let job = call.session.parked.popLast() else {
      throw call.fail(
        .nothingSuspended, "nothing is suspended", at: call.range, label: "`run D` or `step` move time")
    }
    if case .value(let value) = try call.session.carry(job) {
      let isLast = !call.session.isSuspendedElsewhere(job.suspension)
      try call.evaluator.resolve(job.suspension, value, isLast: isLast)
    }
    return .nothing
  }
}
