import Base
import Report
import Script
import Wire

enum FragmentVerb: Verb {
  static let signature = VerbSignature(
    "fragment", summary: "Cut packets for a link that takes no longer ones.",
    page: """
      IPv4 as a router does it (RFC 791), IPv6 as only the source may (RFC 8200): `id` is then the identification of \
      its fragments. What fits stays as it is; what may not be cut is an error. The result is a list.
      """,
    forms: [
      Form(
        Parameter("packets", .packet), .introduced("to", "mtu", .count, optional: false, summary: "the MTU in bytes"),
        .introduced("id", "id", .count))
    ],
    examples: [
      Example("fragment ip(dst=172.20.0.100)/udp(dport=53)/rand(bytes=3000) to 1280", "three packets"),
      Example("let parts = fragment ip6(dst=172:20::100)/udp()/rand(bytes=3000) to 1280 id 7", "kept"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["packets"]?.expression else { return .nothing }
    let mtu = Int(clamping: try call.integer("mtu") ?? 0)
    let id = UInt32(truncatingIfNeeded: try call.integer("id") ?? 0)
    var parts: [Value] = []
    for packet in try call.session.packets(try call.evaluator.value(of: expression), expression.range) {
      for part in try cut(packet, mtu, id, at: expression.range) { parts.append(.host(PacketValue(found: part))) }
    }
    return .value(.list(parts))
  }

  private static func cut(_ packet: CraftedPacket, _ mtu: Int, _ id: UInt32, at range: SourceRange)
    throws(ScriptFailure) -> [Packet]
  {
    let built: Packet
    do throws(CraftingError) { built = try packet.build() } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: range))
    }
    do throws(FragmentError) { return try built.fragmented(to: mtu, id: id) } catch {
      throw Session.failure(.cannotBuild, "the packet cannot be cut", range, "\(error)")
    }
  }
}

enum ReassembleVerb: Verb {
  static let signature = VerbSignature(
    "reassemble", summary: "Put fragments together again.",
    page: """
      In any order, of several datagrams at once. Packets that are no fragments stay as they are. Of a datagram that is \
      not whole it is said what is missing. The result is a list; `as p` keeps the only one.
      """,
    forms: [Form(Parameter("packets", .packet))],
    examples: [
      Example(
        "let parts = fragment ip(dst=172.20.0.100)/udp(dport=53)/rand(bytes=3000) to 576; reassemble parts as whole",
        "the packet that was cut")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["packets"]?.expression else { return .nothing }
    let packets = try call.session.packets(try call.evaluator.value(of: expression), expression.range)
    // All that was given is at hand: nothing is pushed out or timed out.
    var reassembly = Reassembly(limits: ReassemblyLimits(datagrams: .max, bytes: .max))
    var failed: [ReassemblyFailure] = []
    var whole: [Value] = []
    for packet in packets {
      let built: Packet
      do throws(CraftingError) { built = try packet.build() } catch {
        throw ScriptFailure(.runtime, error.diagnostic(at: expression.range))
      }
      switch reassembly.add(built.bytes, at: .zero, failed: &failed) {
      case .notFragment: whole.append(.host(PacketValue(found: built)))
      case .whole(let bytes): whole.append(.host(PacketValue(found: Packet(dissecting: bytes))))
      case .discarded(let fault): call.session.say("given up: \(built.summary): \(fault.words)", .warning)
      case .waiting, .duplicate: break
      }
    }
    for failure in reassembly.unfinished { call.session.say(failure.words, .warning) }
    return .value(.list(whole))
  }
}

extension ReassemblyFailure {
  /// Which bytes of which datagram never came.
  fileprivate var words: String {
    let missing = holes.map { hole in
      hole.upperBound == .max ? "all from \(hole.lowerBound) on" : "\(hole.lowerBound)-\(hole.upperBound - 1)"
    }
    return "not whole: \(key.source) > \(key.destination) id \(key.id), bytes missing: "
      + missing.joined(separator: ", ")
  }
}

extension ReassemblyFault {
  fileprivate var words: String {
    switch self {
    case .notIP: "it is no IP packet"
    case .malformed: "its headers do not fit its bytes"
    case .overlap(let range): "it overlaps what was there, at \(range.lowerBound)-\(range.upperBound - 1)"
    case .uneven(let length): "its \(length) bytes of data are no multiple of eight, and more must follow"
    case .tooLong(let length): "the datagram would have \(length) bytes"
    case .secondEnd(let end, let first): "it ends at \(end) what another one ends at \(first)"
    case .givenUp: "its datagram was given up"
    case .timedOut, .pushedOut: "its time is over"
    }
  }
}
