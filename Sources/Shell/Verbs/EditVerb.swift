import Base
import Lab
import Report
import Script
import Wire

enum EditVerb: Verb {
  static let signature = VerbSignature(
    "edit", summary: "Change the packet or message at which a breakpoint stopped, before it goes on.",
    page: """
      The world goes back to before the step at which the breakpoint stopped it, and the step happens again with these \
      fields changed, before any rule sees them. Fields are those of the packet, `ttl` or `ip.ttl`, of a message those of \
      the wire; checksums and lengths are made right again unless they are set. What was done since the stop is done \
      again. As everything else it is part of the history: `back` and `goto` lead through it, `undo` gives the packet back \
      as it came, `fork` before it keeps both, and the same commands give the same bytes.
      """,
    forms: [Form(Parameter("edits", .edits)), Form(Parameter("edits", .settings))],
    examples: [
      Example(
        "break tcp(dport=81) at client.tun; curl http://172.20.0.100:81/ as r; edit dport=80; delete break 1; continue",
        "another port: the packet goes on as if it had come so"),
      Example(
        "break icmp at gateway.lan; ping 172.20.0.100; fork other; edit { type = 13 }; compare main other",
        "two futures of one packet"),
      Example(
        "break create_flow from client to portal; ping 172.20.0.100; edit { resource_id = \"MyCorp Downloads\" }; continue",
        "a message, by the fields of the wire"),
    ])

  // It goes back itself, and how it is taken back is its own affair.
  static let isTravel = true

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    let stop = try call.stop()
    let edits = try call.edits(of: stop)
    let (before, events) = (session.savedWorld, session.stage.trace.count)
    let event: EventNumber
    do throws(LabError) { event = try session.stage.lab.edit(stop.event, edits, as: call.text) } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: call.range(of: "edits")))
    }
    guard let record = session.stage.record(event), case .ruled(let ruling) = record.what, let command = ruling.command
    else { return .nothing }
    session.amend(from: command, to: event, by: session.stage.trace.count - events)
    session.stage.stops.latest = Stop(
      breakpoint: stop.breakpoint, at: stop.event + 1, state: event, session.stage.lab.position)
    session.stage.done.append(DoneCommand(text: call.text, before: before.lab.position, world: before))
    session.say(EventLines(style: session.options.style).line(record))
    if let packet = ruling.changed { session.say("  \(packet.summary)", .packet) }
    try session.lookOut()
    return .nothing
  }

  /// Which layers there are is known with the packet; a layer that is named has its fields.
  static func check(_ command: Command, in session: Session) -> [Diagnostic] {
    session.check(edits: (command["edits"]?.settings ?? []).filter { $0.name?.text.contains(".") == true })
  }
}

extension Session {
  /// What happened since a command has become another: what had looked at it looks again.
  ///
  /// - Parameter event: breakpoints have seen what happened up to it.
  fileprivate func amend(from command: EventNumber, to event: EventNumber, by growth: Int) {
    stage.amendDone(from: command, by: growth)
    (stage.mark, stage.examined, stage.lookedAt) = (command, event, min(stage.lookedAt, command))
    stage.lookouts = stage.lookouts.map { $0.forgetting(after: command) }
    parked = parked.map { $0.amended(from: command, by: growth) }
  }
}

extension Call {
  /// The breakpoint's stop at which the world still stands.
  fileprivate func stop() throws(ScriptFailure) -> Stop {
    let stage = session.stage
    guard let stop = stage.stops.latest else {
      throw nothingToEdit("no breakpoint has stopped the world", "`break PATTERN at TAP` first, then let time pass")
    }
    guard stop.position == stage.lab.position else {
      throw nothingToEdit(
        "the world has moved on since breakpoint \(stop.breakpoint) stopped it", "`undo` leads back to the stop")
    }
    guard let record = stage.record(stop.event), record.isPassing else {
      let what = stage.record(stop.event).map { "#\($0.n) is `\($0.kind)`" } ?? "the event is gone"
      throw nothingToEdit(
        "\(what), and no packet or message at a tap", "`break PATTERN at TAP` stops before it goes on")
    }
    return stop
  }

  private func nothingToEdit(_ message: String, _ label: String) -> ScriptFailure {
    fail(.nothingToEdit, message, at: range, label: label)
  }

  /// The new values, each tried on the packet as it is by now.
  fileprivate func edits(of stop: Stop) throws(ScriptFailure) -> [Edit] {
    guard let packet = session.stage.record(stop.state)?.seen?.packet else { return try edits(in: nil) }
    let edits = try edits(in: Packet(packet).layers.filter { $0.depth == 0 }.map(\.schema))
    for (edit, setting) in zip(edits, (command["edits"]?.settings ?? []).filter { $0.name != nil }) {
      do throws(CraftingError) { _ = try packet.edited(by: [edit]) } catch {
        throw ScriptFailure(
          .runtime, error.diagnostic(name: setting.name?.range ?? range(of: "edits"), value: setting.value.range))
      }
    }
    return edits
  }
}

extension TraceRecord {
  /// Whether it tells of something that is on its way.
  var isPassing: Bool { isMessage || seen != nil }
}
