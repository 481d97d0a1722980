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
      With --count N it sends N requests a second apart and its result is that of the last one; behind `in background` \
      there is one request.
      """,
    forms: [
      Form(
        Parameter("host", .word, summary: "an address, or a host of the lab"),
        .introduced("from", "client", .object("client")), BackgroundApp.parameter)
    ],
    options: [OptionSignature("count", .count, summary: "how many requests")] + VerbSignature.wayOptions,
    examples: [
      Example("ping 172.20.0.100", "an echo request to a resource of the lab"),
      Example("ping 172:20::100 from client as r; check r.succeeded", "the same for IPv6, keeping the result"),
      Example("ping example.com --beside-tunnel", "a public host, over the network that the client is in"),
      Example("ping 172.20.0.100 in background as p; run 1s; check p.done", "while the script goes on"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    let destination = try call.destination("host", from: client)
    let count = try call.command.option("count")?.value.map { e throws(ScriptFailure) in
      try call.evaluator.integer(of: e)
    }
    if call.has(BackgroundApp.parameter.name) {
      guard count == nil else {
        throw call.fail(.badApplication, "several requests do not run in the background", at: call.range)
      }
      return try call.run(.ping(destination, sequence: 1), on: client)
    }
    try call.session.begin(call)
    return try call.session.carry(
      try echo(
        1, of: Series(destination: destination, client: client, count: UInt16(clamping: max(1, count ?? 1))), call))
  }

  /// One request of several; what is said at the end counts them all.
  private static func echo(_ number: UInt16, of series: Series, received: Int = 0, _ call: Call)
    throws(ScriptFailure) -> Job
  {
    let start = call.session.stage.now
    return try call.application(.ping(series.destination, sequence: number), on: series.client) {
      result throws(ScriptFailure) in
      guard series.count > 1 else { return .value(try call.session.finish(result, call)) }
      let received = received + (result.succeeded ? 1 : 0)
      for line in result.lines.dropLast() { call.session.say(line, result.succeeded ? .plain : .bad) }
      guard number < series.count else {
        call.session.say(series.summary(received: received))
        return .value(try call.session.ended(result, call))
      }
      return .next(
        pause(until: start + .seconds(1), call) { () throws(ScriptFailure) in
          try echo(number + 1, of: series, received: received, call)
        })
    }
  }

  private static func pause(
    until time: Instant, _ call: Call, then next: @escaping () throws(ScriptFailure) -> Job
  ) -> Job {
    Job(
      text: call.text, suspension: call.session.nextSuspension(), deadline: time, watch: .nothing,
      next: call.session.stage.trace.count, complete: { _ throws(ScriptFailure) in .next(try next()) })
  }
}

/// The requests of one `ping --count N`.
private struct Series {
  let destination: Destination
  let client: String
  let count: UInt16

  func summary(received: Int) -> String {
    let lost = (Int(count) - received) * 100 / Int(count)
    return "\(count) packets transmitted, \(received) received, \(lost)% packet loss"
  }
}
