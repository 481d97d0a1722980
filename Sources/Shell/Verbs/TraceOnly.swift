import Base
import Lab
import Report
import Script
import Wire

enum TraceOnly: Verb {
  static let signature = VerbSignature(
    "trace-only", summary: "What would become of a packet: the story that `why` tells, and nothing is sent.",
    page: """
      The packet is put on the tap in a copy of the lab, which goes on for 5 s of its time unless `within` says otherwise; \
      then the copy is thrown away. Numbers of events and packets are those of the copy.
      """,
    forms: [
      Form(
        Parameter("packet", .packet), .introduced("from", "node", .object("node")),
        .introduced("at", "tap", .object("tap")), .introduced("within", "bound", .duration))
    ],
    examples: [
      Example("trace-only icmp(type=echo-request, dst=172.20.0.100) from client", "would it be answered?"),
      Example("trace-only tcp(dst=10.9.9.9, dport=443, flags=S) from client", "refused, by which rule, and by whom"),
      Example("stop gateway; trace-only udp(dst=172.20.0.100, dport=53)", "what if the gateway is down"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let session = call.session
    guard let expression = call.command["packet"]?.expression else { return .nothing }
    let tap: Tap
    if let named = try call.tap() { tap = named } else { tap = Tap(try call.node("node", .node), .tun) }
    let packets = try session.packets(try call.evaluator.value(of: expression), expression.range)
    guard packets.count == 1 else {
      throw call.fail(
        .onePacketNeeded, "`trace-only` follows one packet, and these are \(packets.count)", at: expression.range)
    }
    let whole = try call.whole(packets[0], at: tap, expression.range)
    var lab = session.stage.lab
    let id = try inject(whole, at: tap, in: &lab, call)
    let end = lab.now + (try call.duration("bound") ?? Session.defaultBound)
    _ = lab.run(until: end) { _ in false }
    session.say("what would happen; nothing is sent", .dim)
    PacketTelling(session: session, lab: lab).tell(PacketStory(id, in: lab.trace))
    return .nothing
  }

  private static func inject(
    _ packet: IPPacket, at tap: Tap, in lab: inout any LabBackend, _ call: Call
  ) throws(ScriptFailure) -> PacketID {
    do throws(LabError) {
      _ = try lab.perform(.command(call.text))
      if case .packet(let id) = try lab.perform(.inject(packet, at: tap)) { return id }
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: call.range(of: "packet")))
    }
    throw call.fail(.notSupported, "this lab takes no packets", at: call.range)
  }
}
