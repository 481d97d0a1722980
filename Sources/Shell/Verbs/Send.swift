import Base
import Lab
import Script
import Wire

enum Send: Verb {
  static let signature = VerbSignature(
    "send", summary: "Put packets on a tap.",
    page: """
      The tap is the node's tunnel device unless `at` says otherwise: packets go the way of those that applications \
      send. A source that is not set is the node's own tunnel address. `as p` keeps the packet sent, `as ps[]` all.
      """,
    forms: [
      Form(
        Parameter("packets", .packet), .introduced("from", "node", .object("node")),
        .introduced("at", "tap", .object("tap")), .introduced("every", "interval", .duration),
        .introduced("times", "count", .count))
    ],
    examples: [
      Example("send ip(dst=172.20.0.100)/udp(dport=53)/\"abc\" from client as p", "one packet"),
      Example("send udp(dst=172.20.0.100, dport={53, 80}) from client every 10ms times 2", "four packets"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["packets"]?.expression else { return .nothing }
    let node = try call.node("node", .node)
    let tap = try call.tap() ?? Tap(node, .tun)
    let packets = try call.session.packets(try call.evaluator.value(of: expression), expression.range)
    let count = max(1, try call.integer("count") ?? 1)
    let interval = try call.duration("interval") ?? .zero
    if let binding = call.command.binding, !binding.takesAll, packets.count * Int(clamping: count) != 1 {
      throw call.fail(
        .onePacketNeeded,
        "`as \(binding.name.text)` keeps one packet, and this sends \(packets.count * Int(clamping: count))",
        at: binding.name.range, label: "`as \(binding.name.text)[]` keeps them all")
    }
    try call.session.begin(call)
    var sent: [Value] = []
    for round in 0..<count {
      if round > 0 { try call.session.pass(interval) }
      for packet in packets { sent.append(.host(try call.put(packet, at: tap, expression.range).value)) }
    }
    return .value(sent.count == 1 ? sent[0] : .list(sent))
  }
}

extension Call {
  /// Builds a packet, gives it the node's source address if it has none, and puts it on a tap.
  func put(_ packet: CraftedPacket, at tap: Tap, _ range: SourceRange) throws(ScriptFailure)
    -> (value: PacketValue, packet: IPPacket)
  {
    let bytes: [UInt8]
    do throws(CraftingError) {
      bytes = try session.sourced(packet, on: tap.node).build().bytes
    } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    let whole: IPPacket
    do throws(MalformedPacket) { whole = try IPPacket(bytes) } catch {
      throw fail(.cannotBuild, "no tap takes this packet", at: range, label: "\(error)")
    }
    guard case .packet(let id) = try session.act(.inject(whole, at: tap), range) else {
      return (PacketValue(whole, number: nil), whole)
    }
    return (PacketValue(whole, number: id), whole)
  }
}

extension Session {
  /// The packet with the node's own address as its source, where none is set.
  func sourced(_ packet: CraftedPacket, on node: String) throws(CraftingError) -> CraftedPacket {
    let whole = try packet.completed()
    guard let ip = whole.layers.first?.schema, let family = ip.family, let own = address(of: node, family) else {
      return packet
    }
    return try whole.defaulting("\(ip.name).src", to: .address(own))
  }

  /// The tunnel address of a node, as its state tells it.
  private func address(of node: String, _ family: IPFamily) -> IPAddress? {
    guard let state = try? stage.lab.answer(.state([node])) else { return nil }
    return Self.address(in: state, family)
  }

  private static func address(in state: State, _ family: IPFamily) -> IPAddress? {
    guard case .record(let members) = state else { return nil }
    for member in members {
      switch member.value {
      case .fact(.address(let address)) where address.family == family: return address
      case .fact(.list(let facts)):
        for case .address(let address) in facts where address.family == family { return address }
      case .record where ["tunnel", "addresses", "interface"].contains(member.name):
        if let address = address(in: member.value, family) { return address }
      default: break
      }
    }
    return nil
  }

  /// Lets time pass. Breakpoints do not stop it.
  func pass(_ duration: Duration) throws(ScriptFailure) {
    var next = stage.lab.trace.count
    let deadline = stage.lab.now + duration
    while case .breakpoint = try advance(until: deadline, .nothing, from: &next) {}
  }
}
