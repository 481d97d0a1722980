import Base
import HostStack
import Lab
import Report
import Script

enum Ping: Verb {
  static let signature = VerbSignature(
    "ping", summary: "Send an echo request through the tunnel and wait for the reply.",
    page: """
      Prints what ping of iputils would print. The result has `rtt`, `errno`, `succeeded`, `exit`.
      With --count N it sends N requests a second apart and its result is that of the last one.
      """,
    forms: [
      Form(
        Parameter("host", .word, summary: "an address, or a host of the lab"),
        .introduced("from", "client", .object("client")))
    ],
    options: [OptionSignature("count", .count, summary: "how many requests")] + VerbSignature.familyOptions,
    examples: [
      Example("ping 172.20.0.100", "an echo request to a resource of the lab"),
      Example("ping 172:20::100 from client as r; check r.succeeded", "the same for IPv6, keeping the result"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    let address = try call.address("host", family: call.family)
    let count = try call.command.option("count")?.value.map { e throws(ScriptFailure) in
      try call.evaluator.integer(of: e)
    }
    try call.session.begin(call)
    return try call.session.carry(
      try echo(1, of: UInt16(clamping: max(1, count ?? 1)), to: address, from: client, call))
  }

  private static func echo(_ number: UInt16, of count: UInt16, to address: IPAddress, from client: String, _ call: Call)
    throws(ScriptFailure) -> Job
  {
    let start = call.session.stage.lab.now
    return try call.application(.ping(address, sequence: number), on: client) { result throws(ScriptFailure) in
      guard number < count else { return .value(try call.session.finish(result, call)) }
      for line in result.lines { call.session.say(line, result.succeeded ? .plain : .bad) }
      return .next(
        pause(until: start + .seconds(1), call) { () throws(ScriptFailure) in
          try echo(number + 1, of: count, to: address, from: client, call)
        })
    }
  }

  private static func pause(
    until time: Instant, _ call: Call, then next: @escaping () throws(ScriptFailure) -> Job
  ) -> Job {
    Job(
      text: call.text, suspension: call.session.nextSuspension(), deadline: time, watch: .nothing,
      next: call.session.stage.lab.trace.count, complete: { _ throws(ScriptFailure) in .next(try next()) })
  }
}
