import HostStack
import Lab
import Script
import Wire

enum Explain: Verb {
  static let signature = VerbSignature(
    "explain", summary: "Say in prose what a code, an event, a message, a layer, an error or a line means.",
    forms: [Form(Parameter("what", .text))],
    examples: [
      Example("explain FZ0104", "a diagnostic"), Example("explain icmp.prohibited", "a kind of event"),
      Example("explain create_flow", "a portal message"), Example("explain EHOSTUNREACH", "an application's error"),
      Example("explain revoke \"MyCorp Network\"", "a line"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let text = (try call.text("what") ?? "").trimmed
    guard let words = words(text, call.session) else {
      throw call.fail(
        .unknownWord, "nothing is known of `\(text)`", at: call.range(of: "what"),
        notes: ["explain takes a code (FZ0104), an event (#57), a kind of event, a message, a layer, a verb or a line"])
    }
    return .value(.string(words))
  }

  static func words(_ text: String, _ session: Session) -> String? {
    if let code = CodeTable.find(text, host: session.codes) {
      return "\(code.code): \(code.title)\n\n\(code.explanation)\n\n  \(code.example)"
    }
    if text.hasPrefix("#"), let record = Int(text.dropFirst()).flatMap(session.stage.record) {
      let meaning = EventKind.named(record.kind)?.meaning ?? ""
      return "\(Causes.line(record))\n\(record.kind): \(meaning)."
    }
    if let kind = EventKind.named(text) { return EventPages.text(kind) }
    if let reason = ReasonPage.named(text) { return reason.text }
    if let message = Vocabulary.messageMeanings.first(where: { $0.message == text }) {
      return "\(message.message), a portal message. \(message.meaning)"
    }
    if let errno = Errno.allCases.first(where: { $0.name == text.uppercased() || "\($0.rawValue)" == text }) {
      return "\(errno.name) (\(errno.rawValue)): \(errno.words)."
    }
    if let layer = LayerSchema.find(text) { return LayerPage.text(layer) }
    if let function = FunctionTable.function(text) { return HelpPage.text(function.signature) }
    let verb = String(text.prefix { $0 != " " })
    return session.signatures[verb].map(HelpPage.text)
  }
}

extension String {
  var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
