import Base
import Lab
import Script
import Wire

enum Send: Verb {
  static let signature = VerbSignature(
    "send", summary: "Put packets on a tap.",
    page: """
      The tap is the node's tunnel device unless `at` says otherwise: packets go the way of those that applications \
      send. A source that is not set is the node's own: of the tunnel, or on the wire of its socket. `every D times N` \
      repeats them. `as p` keeps the packet sent, `as ps[]` all.

      On a wire tap the packet is a UDP datagram: one for the tap's own node arrives there, whoever seems to have sent \
      it; any other leaves the node. WireGuard messages take the keys and endpoints of `from` and `to` from the lab; \
      `mallory` is a stranger with a key pair of the seed's own. Data is sealed with the next counter of the live \
      session unless `counter` is set.
      """,
    forms: [
      Form(
        Parameter("packets", .packet), .introduced("from", "node", .object("node")),
        .introduced("at", "tap", .object("tap")), .introduced("every", "interval", .duration),
        .introduced("times", "count", .count))
    ],
    examples: [
      Example("send ip(dst=172.20.0.100)/udp(dport=53)/\"abc\" from client as p", "one packet"),
      Example(
        "send wg.initiation(from=mallory, to=gateway) at client.wire", "a handshake with a key that nobody knows"),
      Example("send udp(dst=172.20.0.100, dport={53, 80}) from client every 10ms times 2", "four packets"),
      Example("send udp(dst=203.0.113.31, dport=52625)/\"junk\" from client at client.wire", "to the gateway's socket"),
      Example("send icmp(src=172.20.0.100, dst=172.20.0.9) at gateway.lan", "as a host behind the gateway would"),
    ])

  /// More packets than these would fill the memory before anything comes of them.
  private static let most = 1_000_000

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["packets"]?.expression else { return .nothing }
    let tap = try call.sendingTap()
    let packets = try call.session.packets(try call.evaluator.value(of: expression), expression.range)
    let rounds = try call.rounds(of: packets.count, most: most)
    if let binding = call.command.binding, !binding.takesAll, packets.count * rounds != 1 {
      throw call.fail(
        .onePacketNeeded,
        "`as \(binding.name.text)` keeps one packet, and this sends \(packets.count * rounds)",
        at: binding.name.range, label: "`as \(binding.name.text)[]` keeps them all")
    }
    let series = Series(
      call: call, packets: packets, tap: tap, interval: try call.duration("interval") ?? .zero,
      suspension: call.session.nextSuspension())
    try call.session.begin(call)
    return try series.put(round: 1, of: rounds, after: [])
  }
}

/// `send … every D times N`: a command like any other that takes time: breakpoints stop it, `continue` resumes it.
private struct Series {
  let call: Call
  let packets: PacketSeries
  let tap: Tap
  let interval: Duration
  /// One command, however often it waits.
  let suspension: SuspensionID

  func put(round: Int, of rounds: Int, after sent: [Value]) throws(ScriptFailure) -> Outcome {
    var sent = sent
    var round = round
    try put(into: &sent)
    while round < rounds, interval == .zero {
      try put(into: &sent)
      round += 1
    }
    if round == rounds { return .value(sent.count == 1 ? sent[0] : .list(sent)) }
    return try call.session.carry(job(before: round + 1, of: rounds, after: sent))
  }

  private func put(into sent: inout [Value]) throws(ScriptFailure) {
    for packet in packets { sent.append(.host(try call.put(packet, at: tap, call.range(of: "packets")).value)) }
  }

  /// The wait before a round.
  private func job(before round: Int, of rounds: Int, after sent: [Value]) -> Job {
    let session = call.session
    return Job(
      text: call.text, suspension: suspension, deadline: session.stage.now + interval,
      watch: .nothing, next: session.stage.trace.count,
      complete: { _ throws(ScriptFailure) in
        var sent = sent
        try put(into: &sent)
        if round == rounds { return .value(.list(sent)) }
        return .next(job(before: round + 1, of: rounds, after: sent))
      })
  }
}

extension Call {
  /// The tap that `at` names, which must be one of the node's that `from` names.
  fileprivate func sendingTap() throws(ScriptFailure) -> Tap {
    guard let tap = try tap() else { return Tap(try node("node", .node), .tun) }
    guard let node = try optionalNode("node"), node != tap.node else { return tap }
    throw fail(
      .unknownTap, "`\(tap)` is no tap of `\(node)`", at: range(of: "tap"), label: "it is one of `\(tap.node)`",
      notes: ["taps: " + session.stage.names(.tap).joined(separator: " ")])
  }

  /// How often the packets are sent.
  fileprivate func rounds(of packets: Int, most: Int) throws(ScriptFailure) -> Int {
    guard let number = try integer("count") else {
      guard has("interval") else { return 1 }
      throw fail(.badSetting, "`every` needs to know how often", at: range(of: "interval"), label: "add `times N`")
    }
    guard let rounds = Int(exactly: number), (1...most / max(packets, 1)).contains(rounds) else {
      throw fail(
        .badSetting, "\(number) times is out of range", at: range(of: "count"),
        label: "1 to \(most / max(packets, 1))")
    }
    return rounds
  }
}

extension Call {
  /// Builds a packet, gives it the node's source address if it has none, and puts it on a tap.
  func put(_ packet: CraftedPacket, at tap: Tap, _ range: SourceRange) throws(ScriptFailure)
    -> (value: PacketValue, packet: IPPacket)
  {
    let whole = try whole(packet, at: tap, range)
    guard case .packet(let id) = try session.act(.inject(whole, at: tap), range) else {
      return (session.seen(whole, nil), whole)
    }
    return (session.seen(whole, id), whole)
  }

  /// The packet as it stands on a tap.
  func whole(_ packet: CraftedPacket, at tap: Tap, _ range: SourceRange) throws(ScriptFailure) -> IPPacket {
    let bytes: [UInt8]
    do throws(CraftingError) {
      bytes = try session.sourced(packet, at: tap).build().bytes
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    do throws(MalformedPacket) { return try IPPacket(bytes) } catch {
      throw fail(.cannotBuild, "no tap takes this packet", at: range, label: "\(error)")
    }
  }
}

extension Session {
  /// The packet with the node's own address as its source, where none is set: at a tunnel device that of the tunnel,
  /// beside the tunnel that of its network, on the wire that of the node's socket, with its port.
  func sourced(_ packet: CraftedPacket, at tap: Tap) throws(CraftingError) -> CraftedPacket {
    let whole = try packet.completed()
    guard let ip = whole.layers.first, let family = ip.schema.family else { return packet }
    let isUnset = ip.value(of: "src") == nil
    switch tap.face {
    case .wire:
      guard let socket = socket(of: tap.node, family) else { return packet }
      return try whole.defaulting("src", of: ip.schema, to: .address(socket.address))
        .defaulting("sport", of: .udp, to: .number(UInt64(socket.port)))
    case .net:
      guard isUnset, let socket = socket(of: tap.node, family) else { return whole }
      return try whole.defaulting("src", of: ip.schema, to: .address(socket.address))
    default:
      guard isUnset, let own = address(of: tap.node, family) else { return whole }
      return try whole.defaulting("src", of: ip.schema, to: .address(own))
    }
  }

  private func socket(of node: String, _ family: IPFamily) -> Endpoint? {
    guard case .fact(.list(let sockets)) = try? stage.lab.answer(.state([node, "sockets"])) else { return nil }
    for case .endpoint(let socket) in sockets where socket.address.family == family { return socket }
    return nil
  }

  /// The tunnel address of a node.
  private func address(of node: String, _ family: IPFamily) -> IPAddress? {
    guard case .fact(.address(let own)) = try? stage.lab.answer(.address(ofHost: node, family)) else { return nil }
    return own
  }
}
