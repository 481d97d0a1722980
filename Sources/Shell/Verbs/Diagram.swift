import Lab
import Report
import Script

enum Diagram: Verb {
  static let signature = VerbSignature(
    "diagram", summary: "What happened, as a sequence diagram by node.",
    page: "`as mermaid` gives text that many editors and web pages draw; `> FILE` writes it to a file.",
    forms: [
      Form(
        .introduced("from", "first", .expression), .introduced("to", "last", .expression),
        .introduced("as", "format", .choice(["text", "mermaid", "svg"])))
    ],
    examples: [
      Example("ping 172.20.0.100; diagram", "on the screen"),
      Example("ping 172.20.0.100; diagram from #1 to #20 as mermaid", "a part of it, for a web page"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let first = try call.event("first") ?? 0
    let last = try call.event("last") ?? EventNumber.max
    let format = try call.text("format") ?? "text"
    if format == "svg" {
      throw call.fail(.laterVerb, "this version draws no svg", at: call.range(of: "format"), label: "text or mermaid")
    }
    let options = DiagramOptions(events: min(first, last)...max(first, last), nodes: call.session.stage.names(.node))
    let diagram = SequenceDiagram(call.session.stage.trace, options: options)
    let style = call.command.redirection == nil ? call.session.options.style : .none
    return .value(.string(format == "mermaid" ? diagram.mermaid : diagram.text(style: style)))
  }
}

extension Call {
  /// `#57`
  func event(_ parameter: String) throws(ScriptFailure) -> EventNumber? {
    switch try value(parameter) {
    case .event(let number): return EventNumber(clamping: number)
    case .integer(let number): return EventNumber(clamping: number)
    case .host(let event as EventValue): return event.record.n
    case nil: return nil
    default: throw fail(.notAPattern, "an event such as #57 is needed", at: range(of: parameter))
    }
  }
}
