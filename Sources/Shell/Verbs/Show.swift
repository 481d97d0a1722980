import Base
import Lab
import Report
import Script
import Wire

enum Show: Verb {
  static let signature = VerbSignature(
    "show", summary: "Print a part of the lab's state, a packet, an event, or any value.",
    page: """
      A path leads from a node into its state: `show client.resources["MyCorp Network"]`. Of a packet \
      what was typed is shown; `built` shows every field as it is sent. Fields that were set by hand to something wrong \
      are marked with what they would be.
      """,
    forms: [Form(Parameter("what", .expression), .literal("built", optional: true))],
    options: [VerbSignature.formatOption],
    examples: [
      Example("show client", "a whole node"),
      Example("show client.resources[\"MyCorp Network\"].status", "one fact of it"),
      Example("show udp(dst=172.20.0.100, checksum=5)", "a packet as it was typed, with what is wrong"),
      Example("show ip(dst=172.20.0.100)/udp(dport=53) built", "a packet, field by field, as it will be sent"),
      Example("let p = udp(dst=172.20.0.100, dport=53); show p.udp", "one layer of it"),
      Example("show udp(dst=172.20.0.100) --format json", "for programs: every field, with its bytes"),
      Example("ping 172.20.0.100; show #1", "an event"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["what"]?.expression else { return .nothing }
    let value = try call.session.resolved(try call.evaluator.value(of: expression), expression.range)
    guard call.has("built") else { return .value(value) }
    return .value(.host(try call.session.onePacket(value, expression.range).built))
  }
}

extension StatePath {
  /// The path as the lab takes it; indices by their text.
  var names: [String]? {
    guard !steps.isEmpty else { return nil }
    return steps.map { step in
      switch step {
      case .name(let name): name.text
      case .index(let value, _): value.fact.description
      }
    }
  }
}

extension Session {
  /// A packet or event by number becomes what it stands for, a packet of a file the packet alone.
  func resolved(_ value: Value, _ range: SourceRange) throws(ScriptFailure) -> Value {
    switch value {
    case .packet(let number):
      guard let packet = packet(number: number) else {
        throw ScriptFailure(
          .runtime, Diagnostic(.noSuchNumber, "there is no packet p\(number)", at: range, label: "`packets` lists them")
        )
      }
      return packet
    case .event(let number):
      guard let event = event(number: number) else {
        throw ScriptFailure(
          .runtime,
          Diagnostic(
            .noSuchNumber, "there is no event #\(number)", at: range, label: "#1 to #\(stage.trace.count)"))
      }
      return event
    case .host(let captured as CapturedValue): return .host(captured.packet)
    default: return value
    }
  }

  /// A value on lines of its own, as `show` and bare expressions print it.
  func text(_ value: Value) -> String {
    switch value {
    case .none: "none\n"
    case .table(let table): text(table, as: .text)
    case .record(let record): record.fields.map { "\($0.name)  \($0.value.fact.word)\n" }.joined()
    case .host(let packet as PacketValue): packet.shown(options.style)
    case .host(let layer as LayerValue): layer.shown + "\n"
    case .host(let set as PacketSetValue): "\(set.description)\n\(set.crafted.showTyped())\n"
    case .host(let event as EventValue): EventLines(style: options.style).line(event.record) + "\n"
    case .host(let state as StateValue): StateText.text(.record(state.members), named: state.name, style: options.style)
    case .list(let values) where values.count > 1 && packetValues(value) != nil:
      values.map { "\($0.fact.description)\n" }.joined()
    case .packet(let number): packet(number: number).map { text($0) } ?? "p\(number)\n"
    case .event(let number): event(number: number).map { text($0) } ?? "#\(number)\n"
    default: value.fact.description + "\n"
    }
  }
}
