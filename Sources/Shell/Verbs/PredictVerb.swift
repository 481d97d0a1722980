import Base
import Lab
import Report
import Script

enum PredictVerb: Verb {
  static let signature = VerbSignature(
    "predict",
    summary: "Say what will happen before it does: `step` asks, and shows what comes once you have answered.",
    page: """
      `predict on` makes `step` ask; `predict N` (at the prompt `N` alone) or `predict KIND` answers, the step is done, and you are told whether you \
      were right and what happened. Right is whatever kind of event is in that moment. `predict` alone tells the score, \
      `predict off` ends it.
      """,
    forms: [
      Form(Parameter("state", .choice(["on", "off"]))), Form(Parameter("kind", .object("event-kind"))),
      Form(Parameter("number", .count)), Form(),
    ],
    examples: [
      Example(
        "predict on; send icmp(type=echo-request, dst=172.20.0.100) from client; step; predict intent; predict",
        "a question, an answer, and the score"),
      Example("predict off", "steps are shown at once again"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    if let state = try call.text("state") {
      session.notebook.prediction.isOn = state == "on"
      session.notebook.prediction.question = nil
      session.say(
        state == "on" ? "`step` asks what comes next" : "`step` shows what comes; \(session.notebook.prediction.score)",
        .dim)
      return .nothing
    }
    guard call.has("number") || call.has("kind") else {
      session.say(session.notebook.prediction.score)
      return .nothing
    }
    guard let question = session.notebook.prediction.question, question.after == session.stage.trace.count else {
      throw call.fail(
        .nothingAsked, "nothing has been asked", at: call.range,
        label: session.notebook.prediction.isOn ? "`step` asks" : "`predict on`, then `step`")
    }
    let kind = try answer(call, question)
    let isRight = session.notebook.prediction.answer(kind, question)
    session.say(
      isRight ? "right: \(kind)" : "no: \(question.coming.first ?? "nothing"), not \(kind)", isRight ? .good : .bad)
    _ = try Step.once(session, "event")
    if let coming = question.coming.first, let meaning = EventKind.named(coming)?.meaning {
      session.say("\(coming): \(meaning)", .dim)
    }
    return .nothing
  }

  private static func answer(_ call: Call, _ question: Prediction.Question) throws(ScriptFailure) -> String {
    guard let number = try call.integer("number") else { return try call.text("kind") ?? "" }
    guard (1...Int64(question.choices.count)).contains(number) else {
      throw call.fail(
        .badSetting, "there is no answer \(number)", at: call.range(of: "number"),
        label: "1 to \(question.choices.count)")
    }
    return question.choices[Int(number) - 1]
  }
}
