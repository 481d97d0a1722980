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
      handshake: when both ends have moved since, it shows the inside from the next handshake on. Packets may be named: \
      what is written, a variable, a table with or without `where`; and every pipe can end in `| write pcapng FILE`. Packets \
      of a file keep their times, interfaces, comments and ids. `pcap` is for programs that read nothing else: it has no \
      place for all that but the time. `-` is standard output, where that is no terminal. A file is written whole or not \
      at all.
      """,
    forms: [
      Form(.literal("trace"), Parameter("file", .file)),
      Form(
        format, Parameter("file", .file), .introduced("taps", "which", .choice(["all"])),
        .literal("keys", optional: true)),
      Form(
        format, Parameter("file", .file), Parameter("tap", .object("tap"), introducer: "taps", repeatable: true),
        .literal("keys", optional: true)),
      Form(
        format, Parameter("file", .file), Parameter("packets", .packet),
        .introduced("where", "filter", .pattern)),
      Form(Parameter("kind", .choice(["report"])), Parameter("file", .file)),
    ],
    examples: [
      Example("ping 172.20.0.100; write trace out/trace.ndjson", "everything that happened"),
      Example("ping 172.20.0.100; write pcapng out/run.pcapng", "all packets, encrypted ones as they were on the wire"),
      Example("ping 172.20.0.100; write pcapng out/run.pcapng keys", "the same, with the keys of the handshakes"),
      Example("ping 172.20.0.100; write pcapng out/tun.pcapng taps client.tun, gateway.tun", "some taps"),
      Example(
        "ping 172.20.0.100; write pcap out/icmp.pcap packets where icmp", "some packets, each as it was first seen"),
      Example("write pcapng out/probe.pcapng ip(dst=172.20.0.0/30)/udp(dport={53, 80})", "packets that nobody sent"),
    ])

  private static let format = Parameter(
    "format", .choice(Parser.captureFormats), summary: "pcapng, or pcap for what reads nothing else")

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let path = try call.text("file") ?? ""
    if call.has("kind") {
      let page = call.session.report(of: call.source, again: nil).html
      try call.session.write(Array(page.utf8), to: path, at: call.range(of: "file"))
    } else if let packets = call.command["packets"]?.expression {
      try call.write(packets, to: path)
    } else if call.has("format") {
      try call.writeCapture(to: path)
    } else {
      try call.session.writeTrace(to: path, at: call.range(of: "file"))
    }
    return .nothing
  }
}

extension Call {
  fileprivate func write(_ packets: Expression, to path: String) throws(ScriptFailure) {
    var rows = try session.packetRows(try evaluator.value(of: packets), packets.range)
    if let filter = command["filter"]?.expression { rows = try evaluator.filtered(rows, by: filter) }
    let format = Name(try text("format") ?? "", range(of: "format"))
    try session.write(rows, as: format, to: path, at: range(of: "file"), evaluator)
  }

  fileprivate func writeCapture(to path: String) throws(ScriptFailure) {
    let format = CaptureFileFormat(rawValue: try text("format") ?? "") ?? .pcapng
    if format == .pcap, has("keys") {
      throw fail(
        .badSetting, "a pcap file has no place for keys", at: range(of: "keys"), label: "`write pcapng` has")
    }
    let taps = has("tap") ? try packetTaps() : nil
    let capture: Capture
    do throws(LabError) {
      capture = try Capture(of: session.stage.lab, scenario: source, taps: taps, keys: has("keys"))
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    var count = Capture.Count()
    try session.write(to: path, at: range(of: "file")) { sink throws(FileProblem) in
      count = try capture.write(as: format, to: sink)
    }
    let packets = "\(count.packets) packet\(count.packets == 1 ? "" : "s")"
    let of = "\(count.taps) tap\(count.taps == 1 ? "" : "s")"
    session.sayWritten(path, ": \(packets) of \(of)" + (has("keys") ? ", with keys" : ""))
  }

  /// Where the command was written: a script's name.
  var source: String { evaluator.sources[range.source]?.name ?? "" }

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
