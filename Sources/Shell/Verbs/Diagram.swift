import Base
import Lab
import Report
import Script

enum Diagram: Verb {
  static let signature = VerbSignature(
    "diagram", summary: "What happened, as a sequence diagram by node.",
    page: """
      `of` draws what these nodes take part in, or what these packets and whatever answered them went through; `where` what \
      a pattern of packets or messages matches, and all that happened to those packets. Handshakes and runs of keepalives are \
      one arrow each unless `--unfolded` says otherwise; checks of paths are left out unless `--all` does. What is lost ends \
      at an x, what is refused is marked at the node that refused it. The text is as wide as the terminal, or 80 columns, \
      or what `--width` says; what is longer goes on below. `as mermaid` gives text that many editors draw, `as svg` a \
      picture of its own; `> FILE` writes it to a file.
      """,
    forms: [
      Form(
        .introduced("from", "first", .expression), .introduced("to", "last", .expression),
        Parameter("subject", .expression, introducer: "of", optional: true, repeatable: true),
        .introduced("where", "filter", .pattern), format),
      Form(
        Parameter("subject", .expression, introducer: "of", optional: true, repeatable: true),
        .introduced("from", "first", .expression), .introduced("to", "last", .expression),
        .introduced("where", "filter", .pattern), format),
    ],
    options: [
      OptionSignature("unfolded", summary: "an arrow for every handshake message and keepalive"),
      OptionSignature("all", summary: "checks of paths and keepalives to relays too"),
      OptionSignature("width", .count, summary: "columns of the text: 40 to 1000"),
    ],
    examples: [
      Example("ping 172.20.0.100; diagram", "on the screen"),
      Example("ping 172.20.0.100; diagram --width 140", "on a wide screen"),
      Example("ping 172.20.0.100; diagram from #1 to #20 as mermaid", "a part of it, for a web page"),
      Example("ping 172.20.0.100; diagram of client, portal", "what two nodes took part in"),
      Example("ping 172.20.0.100; diagram of p1", "one packet, and what answered it"),
      Example("ping 172.20.0.100; diagram where icmp as svg > out/ping.svg", "a picture of the packets of a kind"),
    ])

  private static let format = Parameter.introduced("as", "format", .choice(["text", "mermaid", "svg"]))

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let first = try call.event("first") ?? 0
    let last = try call.event("last") ?? EventNumber.max
    var options = DiagramOptions(
      events: min(first, last)...max(first, last), folds: call.command.option("unfolded") == nil,
      nodes: call.session.stage.names(.node))
    if call.command.option("all") != nil { options.kinds.append("upkeep") }
    let trace = call.session.stage.trace
    var packets: [PacketID] = []
    for argument in call.command.all("subject") {
      guard let expression = argument.expression else { continue }
      if let packet = try call.subject(expression, &options.involved) { packets += [packet] }
    }
    if !packets.isEmpty {
      packets += packets.flatMap { PacketStory($0, in: trace).answers }
      options.chosen = trace.filter { packets.contains($0.packet) }.map(\.n)
    }
    if let filter = call.command["filter"]?.expression {
      let matching = try call.matching(filter, trace)
      options.chosen = options.chosen.map { $0.filter(matching.holdsSorted) } ?? matching
    }
    let diagram = SequenceDiagram(trace, options: options)
    let width = try call.width()
    let style = call.isOnScreen ? call.session.options.style : .none
    switch try call.text("format") {
    case "svg": return .value(.string(diagram.svg(title: "Sequence diagram of the lab \(call.session.stage.lab.name)")))
    case "mermaid": return .value(.string(diagram.mermaid))
    default: return .value(.string(diagram.text(style: style, width: width)))
    }
  }
}

extension Call {
  fileprivate var isOnScreen: Bool { command.redirection == nil }

  /// The columns that a text may take: what `--width` says, else those of the screen.
  fileprivate func width() throws(ScriptFailure) -> Int {
    guard let option = command.option("width"), let expression = option.value else {
      return isOnScreen ? session.options.columns() : SequenceDiagram.usualWidth
    }
    let width = try evaluator.integer(of: expression)
    guard (Int64(SequenceDiagram.leastWidth)...1000).contains(width) else {
      throw fail(
        .badSetting, "no diagram is \(width) columns wide", at: expression.range,
        label: "\(SequenceDiagram.leastWidth) to 1000")
    }
    return Int(width)
  }

  /// A node goes to the nodes; a packet is given back.
  fileprivate func subject(_ expression: Expression, _ nodes: inout [String]) throws(ScriptFailure) -> PacketID? {
    if let name = expression.constantName, session.stage.names(.node).contains(name) {
      nodes.append(name)
      return nil
    }
    switch try evaluator.value(of: expression) {
    case .packet(let number): return PacketID(UInt32(clamping: number))
    case .host(let packet as PacketValue): if let number = packet.number { return number }
    case .string(let name):
      nodes.append(try known(name, .node, expression.range))
      return nil
    default: break
    }
    throw fail(.notAPacket, "`diagram of` takes nodes and packets", at: expression.range, label: "client, or p17")
  }

  /// Events that a pattern matches, and all that happened to the packets that it matches.
  fileprivate func matching(_ filter: Expression, _ trace: [TraceRecord]) throws(ScriptFailure) -> [EventNumber] {
    let wanted = try session.wanted(filter, tap: nil, from: nil, to: nil, evaluator)
    if case .state = wanted.subject {
      throw fail(
        .notAPattern, "`diagram where` takes a pattern of packets or messages", at: filter.range,
        label: "icmp, create_flow …")
    }
    var (events, packets): ([EventNumber], [PacketID]) = ([], [])
    for record in trace where wanted.watch.mayMatch(record) {
      guard try wanted.watch.matches(record) else { continue }
      events.append(record.n)
      if record.packet != .none { packets.append(record.packet) }
    }
    packets.sort()
    return trace.filter { record in
      events.holdsSorted(record.n) || record.packet != .none && packets.sortedIndex(of: record.packet) != nil
    }.map(\.n)
  }

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
