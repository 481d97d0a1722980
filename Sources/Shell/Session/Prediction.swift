import Base
import Lab
import Report
import Script

/// `predict on`: the learner says what will happen before it does.
struct Prediction {
  /// What was asked and is not answered yet.
  struct Question {
    /// How much had happened; a question about another moment is void.
    let after: EventNumber
    /// Kinds of events to choose from, of which one comes.
    let choices: [String]
    /// All that happens in the next moment.
    let coming: [String]
  }

  var isOn = false
  var question: Question?
  private(set) var right = 0
  private(set) var total = 0

  var score: String { "\(right) of \(total) right" }

  /// - Returns: whether the answer is among what comes.
  mutating func answer(_ kind: String, _ question: Question) -> Bool {
    let isRight = question.coming.contains(kind)
    right += isRight ? 1 : 0
    total += 1
    self.question = nil
    return isRight
  }
}

extension Session {
  /// Kinds that anybody could expect; of those that do not come, three stand beside the one that does.
  private static let plausible = [
    "filtered", "permitted", "wire.sent", "wire.lost", "icmp.prohibited", "intent", "portal.sent",
    "authorization.added",
    "app.received", "app.failed", "drop", "tun.in", "lan.out", "buffered",
  ]

  /// Looks ahead in a copy of the lab; nil where nothing is left to happen.
  func foresee() -> Prediction.Question? {
    var ahead = stage.lab
    let count = ahead.trace.count
    guard case .stopped = ahead.run(until: ahead.now + Step.horizon, stop: { !$0.isUpkeep }) else { return nil }
    let coming = ahead.trace[count...].filter { !$0.isUpkeep }.map(\.kind)
    guard let first = coming.first else { return nil }
    let others = Self.plausible.filter { !coming.contains($0) }
    // The same moment asks the same question.
    var choices = (0..<min(3, others.count)).map { others[(count * 5 + $0 * 3) % others.count] }
    choices = choices.enumerated().filter { !choices[..<$0.offset].contains($0.element) }.map(\.element)
    choices.insert(first, at: count % (choices.count + 1))
    return Prediction.Question(after: count, choices: choices, coming: coming)
  }

  /// Asks what comes next, and does not tell.
  func askForPrediction() {
    guard let question = foresee() else { return say("nothing is left to happen", .dim) }
    notebook.prediction.question = question
    say("what happens next?", .heading)
    for (i, kind) in question.choices.enumerated() {
      say("  \(i + 1)  \(kind): \(EventKind.named(kind)?.meaning ?? "")")
    }
    let (first, last) = options.isInteractive ? ("1", "") : ("predict 1", "predict ")
    say("answer with `\(first)` … `\(last)\(question.choices.count)`, or `predict KIND`", .dim)
  }

  /// The number of a choice is an answer, as long as the question stands; any other line is what it is.
  func answered(_ line: String) -> String {
    guard let question = notebook.prediction.question, question.after == stage.trace.count,
      Int(line.trimmed) != nil
    else { return line }
    return "predict \(line.trimmed)"
  }
}
