import Lab
import Report
import Script

enum WriteVerb: Verb {
  static let signature = VerbSignature(
    "write", summary: "Write the trace or the packets to a file.",
    page: """
      `trace`: one line of JSON for each event. `pcapng`: packets for Wireshark, one interface for each tap; the \
      comment on each says which event it is and what became of the packet, and all views of one packet have the same \
      packet id. `taps` chooses among the taps. `keys` adds the keys of all WireGuard handshakes, so that Wireshark \
      shows what is inside; without it the file holds no secret. Wireshark knows a session by the addresses of its \
      handshake: when both ends have moved since, it shows the inside from the next handshake on.
      """,
    forms: [
      Form(.literal("trace"), Parameter("file", .file)),
      Form(
        .literal("pcapng"), Parameter("file", .file), .introduced("taps", "which", .choice(["all"])),
        .literal("keys", optional: true)),
      Form(
        .literal("pcapng"), Parameter("file", .file),
        Parameter("tap", .object("tap"), introducer: "taps", repeatable: true), .literal("keys", optional: true)),
      Form(Parameter("kind", .choice(["report"])), Parameter("file", .file)),
    ],
    examples: [
      Example("ping 172.20.0.100; write trace out/trace.ndjson", "everything that happened"),
      Example("ping 172.20.0.100; write pcapng out/run.pcapng", "all packets, encrypted ones as they were on the wire"),
      Example("ping 172.20.0.100; write pcapng out/run.pcapng keys", "the same, with the keys of the handshakes"),
      Example("ping 172.20.0.100; write pcapng out/tun.pcapng taps client.tun, gateway.tun", "some taps"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    if let kind = try call.text("kind") {
      throw call.fail(
        .laterVerb, "this version writes no \(kind)", at: call.range(of: "kind"),
        label: "`write trace FILE` and `write pcapng FILE` it does")
    }
    let path = try call.text("file") ?? ""
    if call.has("pcapng") {
      try call.writeCapture(to: path)
    } else {
      try call.session.write(call.session.stage.lab.trace.ndjson, to: path, at: call.range(of: "file"))
    }
    return .nothing
  }
}

extension Call {
  fileprivate func writeCapture(to path: String) throws(ScriptFailure) {
    let taps = has("tap") ? try packetTaps() : nil
    let capture: Capture
    do throws(LabError) {
      capture = try Capture(of: session.stage.lab, scenario: source, taps: taps, keys: has("keys"))
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    var count = Capture.Count()
    try session.write(to: path, at: range(of: "file")) { sink throws(FileProblem) in
      count = try capture.write(to: sink)
    }
    let packets = "\(count.packets) packet\(count.packets == 1 ? "" : "s")"
    let of = "\(count.taps) tap\(count.taps == 1 ? "" : "s")"
    session.say("wrote \(path): \(packets) of \(of)" + (has("keys") ? ", with keys" : ""), .dim)
  }

  /// Where the command was written: a script's name.
  private var source: String { evaluator.sources[range.source]?.name ?? "" }

  /// The taps that were named, each of which packets pass.
  private func packetTaps() throws(ScriptFailure) -> [Tap] {
    var taps: [Tap] = []
    for argument in command.all("tap") {
      guard let expression = argument.expression else { continue }
      let tap = try session.tap(expression, evaluator)
      guard tap.face.carriesPackets else {
        throw fail(
          .unknownTap, "no IP packets are seen at `\(tap)`", at: argument.range,
          label: "a tun, wire or lan tap has them")
      }
      if !taps.contains(tap) { taps.append(tap) }
    }
    return taps
  }
}
